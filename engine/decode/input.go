package decode

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// prerollSeconds is what is decoded before a position and dropped: after that what a
// decoder gives no longer depends on where it began.
const prerollSeconds = 1

// An Input is how ffmpeg reads a source from a position on, as its first input.
type Input struct {
	Args   []string  // options, and the name of the file
	Stdin  io.Reader // what ffmpeg is given on its standard input; nil for nothing
	Map    string    // the audio, for -map
	Filter string    // filters that the audio goes through first: they fill gaps, and drop what comes before the position; "" for none

	file io.Closer // what Stdin reads from
}

// Close lets go of the files that Stdin reads from, once ffmpeg has ended.
func (in *Input) Close() error {
	if in.file == nil {
		return nil
	}
	return in.file.Close()
}

// NewInput returns how ffmpeg decodes src from the sample at on. It is to be
// closed. Where the source is not decoded from the start it costs no more than a
// look at the file's tables, and of Ogg, the first time, reading the file. The
// error is a context's.
func NewInput(ctx context.Context, src media.Source, at timeline.Position) (*Input, error) {
	in := &Input{Args: File(src), Map: "0:a:" + strconv.Itoa(src.Stream)}
	begin := at - prerollSeconds*timeline.Position(src.Rate)
	m := start
	var err error
	if begin > 0 || src.Codec == "flac" || src.Odd {
		if m, err = methodOf(ctx, src); err != nil {
			return nil, err
		}
	}
	switch m {
	case seek:
		if begin <= 0 {
			m = start
			break
		}
		// It counts microseconds; the nearest sample wins.
		in.Args = append([]string{"-ss", fmt.Sprintf("%.6f", src.Rate.Seconds(src.Offset+begin))}, in.Args...)
	case pages:
		begin, err = in.pagesFrom(ctx, src, begin)
	case packets:
		begin, err = in.packetsFrom(src, begin)
	case samples:
		begin, err = in.samplesFrom(src, max(begin, 0))
	case frames:
		begin, err = in.framesFrom(ctx, src, max(begin, 0))
	}
	if err != nil && ctx.Err() != nil {
		return nil, ctx.Err()
	}
	var chain []string
	if src.Codec == "aac" {
		// A packet that cannot be decoded leaves a gap rather than move all that
		// follows it.
		chain = append(chain, "aresample=async=1:min_hard_comp=0.01")
	}
	if m == start || err != nil {
		begin = 0
		chain = append(chain, onset(src)...)
	}
	if drop := at - begin; drop > 0 {
		chain = append(chain, trimStart(drop))
	}
	in.Filter = strings.Join(chain, ",")
	return in, nil
}

func trimStart(n timeline.Position) string { return fmt.Sprintf("atrim=start_sample=%d", n) }

// onset returns the filter that drops what comes before the first audible sample
// where ffmpeg reads the file from its start; none where it drops that itself. Of Ogg
// Vorbis it gives those samples too, and the time it gives them is wrong where a
// short block follows a long one; of HE-AAC in MP4 versions from 7 on give those of
// the packet that the edit list begins in.
func onset(src media.Source) []string {
	switch lead := src.Lead(); {
	case lead > 0:
		return []string{trimStart(lead)}
	case src.Odd && src.Codec == "vorbis": // nothing better is known
		return []string{"atrim=start_pts=0"}
	}
	return nil
}

// File returns the options with which ffmpeg reads src from its start. Of bare
// packets that are few it cannot tell by itself what they are.
func File(src media.Source) []string {
	input := []string{"-i", ffmpeg.File(src.Path)}
	switch src.Container {
	case "mp1", "mp2", "mp3":
		return append([]string{"-f", "mp3"}, input...)
	case "aac", "ac3", "eac3", "dts":
		return append([]string{"-f", src.Container}, input...)
	case "wav", "rf64":
		if src.Bits < 32 && src.Codec == "pcm_s32le" { // it would take them for floating point
			return append([]string{"-c:a", src.Codec}, input...)
		}
	}
	return input
}

// closers are closed together.
type closers []io.Closer

func (all closers) Close() (err error) {
	for _, c := range all {
		err = errors.Join(err, c.Close())
	}
	return err
}
