package cut

import (
	"context"
	"os"

	cutmp3 "audiospliter/engine/cut/mp3"
	"audiospliter/engine/media"
	"audiospliter/engine/media/mp3"
)

// openMP3 indexes the source.
func openMP3(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := mp3.Index(ctx, file, src.Size)
	if err == nil {
		var c *cutmp3.Cutter
		if c, err = cutmp3.New(file, stream); err == nil {
			return c, file, nil
		}
	}
	_ = file.Close()
	return nil, nil, err
}
