package cut

import (
	"context"
	"os"

	cutogg "audiospliter/engine/cut/ogg"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/ogg"
)

// openOgg indexes the source.
func openOgg(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := ogg.Index(ctx, file, src.Size, src.Stream)
	if err == nil && (stream.Samples < src.Samples || stream.Rate != src.Rate || stream.Channels != src.Channels) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err == nil {
		return cutogg.New(stream), file, nil
	}
	_ = file.Close()
	return nil, nil, err
}
