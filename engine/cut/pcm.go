package cut

import (
	"context"
	"os"
	"regexp"

	"audiospliter/engine/cut/pcm"
	"audiospliter/engine/media"
	format "audiospliter/engine/media/pcm"
	"audiospliter/engine/message"
)

// plainPCM are ffmpeg's names of the codecs that are samples one after the other.
var plainPCM = regexp.MustCompile(`^pcm_([suf](8|16|24|32|64)(le|be)?|alaw|mulaw)$`)

func readsPCM(c *Choice) (message.Text, bool) {
	own, ok := pcmTargets[c.Source.Container]
	return nil, ok && own.muxer == c.target.muxer && plainPCM.MatchString(c.Source.Codec)
}

func openPCM(_ context.Context, file *os.File, src media.Source) (cutter, error) {
	headers, err := format.Open(file, src.Size)
	if err != nil {
		return nil, err
	}
	if headers.Format.Codec() != src.Codec || headers.Frames < src.Samples {
		return nil, errHeaders()
	}
	return pcm.New(src.Path, file, headers), nil
}
