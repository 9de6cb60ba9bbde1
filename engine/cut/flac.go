package cut

import (
	"context"
	"os"

	cutflac "audiospliter/engine/cut/flac"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/message"
)

func readsFLAC(c *Choice) (message.Text, bool) {
	switch src := c.Source; {
	case src.Codec != "flac":
		return nil, false
	case hasFLACFrames(src):
		return nil, true
	case src.Odd:
		return oddNote, false
	}
	return nil, false
}

// hasFLACFrames reports whether the frames of FLAC in src can be had. In MP4 an edit
// list may drop some of their samples, and then the length is not exact.
func hasFLACFrames(src media.Source) bool {
	switch src.Container {
	case "flac":
		return !src.Odd
	case "matroska", "webm":
		return true
	}
	return src.Exact && (src.Container == "ogg" || wrapped(src))
}

func openFLAC(ctx context.Context, file *os.File, src media.Source) (cutter, error) {
	stream, err := flac.Index(ctx, file, src.Size)
	if err != nil {
		return nil, err
	}
	if stream.Samples < int64(atLeast(src)) || stream.Info.Rate != int(src.Rate) || stream.Info.Channels != src.Channels {
		return nil, errHeaders()
	}
	return orNil(cutflac.New(file, stream))
}

// errHeaders is the error of an opened file that is not what its headers say.
func errHeaders() error {
	return fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
}
