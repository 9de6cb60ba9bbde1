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
	return nil, c.Source.Codec == "mp3" && c.Source.Container == "mp3"
}

func openMP3(ctx context.Context, file *os.File, src media.Source) (cutter, error) {
	stream, err := mp3.Index(ctx, file, src.Size)
	if err != nil {
		return nil, err
	}
	return orNil(cutmp3.New(file, stream))
}
