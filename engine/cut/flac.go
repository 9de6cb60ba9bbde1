package cut

import (
	"context"
	"os"

	cutflac "audiospliter/engine/cut/flac"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/flac"
)

// openFLAC indexes the source.
func openFLAC(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := flac.Index(ctx, file, src.Size)
	if err == nil && (stream.Samples < int64(src.Samples) || stream.Info.Rate != int(src.Rate) || stream.Info.Channels != src.Channels) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err == nil {
		var c *cutflac.Cutter
		if c, err = cutflac.New(file, stream); err == nil {
			return c, file, nil
		}
	}
	_ = file.Close()
	return nil, nil, err
}
