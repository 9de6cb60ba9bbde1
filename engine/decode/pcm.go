package decode

import (
	"io"
	"os"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// samplesFrom makes in read the stored samples from the one at begin on, and returns
// begin.
func (in *Input) samplesFrom(src media.Source, begin timeline.Position) (timeline.Position, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return 0, fault.Of(err)
	}
	headers, err := pcm.Open(file, src.Size)
	if err != nil {
		_ = file.Close()
		return 0, err
	}
	from := headers.Data + int64(begin)*int64(headers.Format.FrameSize())
	in.Args = []string{
		"-f", strings.TrimPrefix(src.Codec, "pcm_"), "-ar", strconv.Itoa(int(src.Rate)), "-ac", strconv.Itoa(src.Channels), "-i", "pipe:0",
	}
	in.Map, in.Stdin, in.file = "0:a:0", io.NewSectionReader(file, from, headers.DataEnd()-from), file
	return begin, nil
}
