package cut

import (
	"context"
	"os"

	cutflac "audiospliter/engine/cut/flac"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/flac"
)

// flacFrames reports whether the frames of FLAC in src can be had. In MP4 an edit
// list may drop some of their samples, and then the length is not exact.
func flacFrames(src media.Source) bool {
	switch src.Container {
	case "flac":
		return !src.Odd
	case "matroska", "webm":
		return true
	}
	return src.Exact && (src.Container == "ogg" || wrapped(src))
}

// openFLAC indexes the source.
func openFLAC(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := flac.Index(ctx, file, src.Size)
	if err == nil && (stream.Samples < int64(atLeast(src)) || stream.Info.Rate != int(src.Rate) || stream.Info.Channels != src.Channels) {
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
