package cut

import (
	"context"
	"os"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/media"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/message"
)

func readsMP3(c *Choice) (message.Text, bool) {
	return nil, c.Source.Codec == "mp3"
}

func openMP3(ctx context.Context, file *os.File, src media.Source) (cutter, error) {
	stream, err := mp3.Index(ctx, file, src.Size)
	if err != nil {
		return nil, err
	}
	if src.Container != "mp3" {
		// The frames of another container. MP4 leaves out what its edit list says
		// of the first, Matroska some of the last.
		more := stream.Samples - src.Samples
		if stream.Info != nil || stream.DamageCount > 0 || stream.Rate != src.Rate || stream.Channels != src.Channels || stream.Samples < atLeast(src) {
			return nil, errHeaders()
		}
		if inMP4(src) && src.Exact {
			stream.Skip += int64(more)
		}
		if src.Exact {
			stream.Samples = src.Samples
		}
	}
	return orNil(cutmp3.New(file, stream))
}
