package cut

import (
	"context"
	"os"
	"regexp"

	"audiospliter/engine/cut/pcm"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	format "audiospliter/engine/media/pcm"
)

// plainPCM are ffmpeg's names of the codecs that are samples one after the other.
var plainPCM = regexp.MustCompile(`^pcm_[suf](8|16|24|32|64)(le|be)?$`)

// keepsBytes reports whether src is a file of plain PCM whose segments stay in
// their container, so that bytes can be copied.
func keepsBytes(src media.Source, t target) bool {
	own, ok := pcmTargets[src.Container]
	return ok && own.muxer == t.muxer && plainPCM.MatchString(src.Codec)
}

// openPCM reads the headers of the source.
func openPCM(_ context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	headers, err := format.Open(file, src.Size)
	if err == nil && (headers.Format.Codec() != src.Codec || headers.Frames < src.Samples) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return pcm.New(src.Path, file, headers), file, nil
}
