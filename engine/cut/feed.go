package cut

import (
	"bufio"
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

// A carrier is the raw PCM that decoded audio travels as: wide enough for every
// sample of its source, but for integers of 64 bits, of which ffmpeg carries 32.
type carrier struct {
	name  string // ffmpeg's name of the raw format
	bytes int    // a sample of one channel
}

var (
	s16 = carrier{"s16le", 2}
	s32 = carrier{"s32le", 4}
	f32 = carrier{"f32le", 4}
	f64 = carrier{"f64le", 8}
)

// carrierOf returns the carrier for what src decodes to.
func carrierOf(src media.Source) carrier {
	switch {
	case floats(src) && src.Bits > 32:
		return f64
	case floats(src), !src.Lossless, src.Bits == 1:
		return f32
	case src.Bits > 16 || src.Bits == 0:
		return s32
	}
	return s16
}

// floats reports whether a lossless source keeps floating point numbers.
func floats(src media.Source) bool {
	return src.Lossless && (src.Float || strings.HasPrefix(src.Codec, "pcm_f"))
}

// A feed hands out ranges of a source's decoded audio, counted in samples. It
// keeps one decoder running as long as ranges follow each other. It is not safe
// for use by several goroutines.
type feed struct {
	tools   *ffmpeg.Tools
	source  media.Source
	carrier carrier
	blind   bool // ffmpeg does not seek to the sample, though the container would allow it

	out io.ReadCloser // nil before the first range and after the end
	buf *bufio.Reader
	at  timeline.Position
}

// run-up is decoded before a range and thrown away: codecs need some packets
// to get into step. reach is how far ahead it is cheaper to decode than to seek.
const (
	runUpSeconds = 1
	reachSeconds = 20
)

func newFeed(tools *ffmpeg.Tools, src media.Source) *feed {
	return &feed{tools: tools, source: src, carrier: carrierOf(src), blind: late(src)}
}

// frame returns the number of bytes of a sample of all channels.
func (f *feed) frame() int64 { return int64(f.carrier.bytes * f.source.Channels) }

// open returns the audio of [start, end) as raw PCM. The reader is good until
// the next call, and ends early where the source does.
func (f *feed) open(ctx context.Context, start, end timeline.Position) (io.Reader, error) {
	ahead := start - f.at
	near := !f.seeks() || ahead <= reachSeconds*timeline.Position(f.source.Rate)
	if f.out == nil || ahead < 0 || !near {
		f.close()
		if err := f.start(ctx, start); err != nil {
			return nil, err
		}
	}
	if skip := int64(start-f.at) * f.frame(); skip > 0 {
		// A source that ends before start gives an empty range.
		n, err := io.CopyN(io.Discard, f.buf, skip)
		f.at += timeline.Position(n / f.frame())
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	return &feedRange{f, int64(end-start) * f.frame()}, nil
}

// reach returns where the source ends, or end if that comes first. It decodes up to
// there from the start: behind its end a decoder would not tell.
func (f *feed) reach(ctx context.Context, end timeline.Position) (timeline.Position, error) {
	audio, err := f.open(ctx, 0, end)
	if err == nil {
		_, err = io.Copy(io.Discard, audio)
	}
	return f.at, err
}

// start starts a decoder whose first sample is the one at start, or before it
// where the container does not seek to the sample.
func (f *feed) start(ctx context.Context, start timeline.Position) error {
	args := []string{"-hide_banner", "-v", "error"}
	f.at = 0
	input, runUp := f.input(start)
	args = append(append(args, input...), "-map", "0:a:"+strconv.Itoa(f.source.Stream))
	if runUp > 0 {
		args = append(args, "-af", fmt.Sprintf("atrim=start_sample=%d", runUp))
		f.at = start
	} else if onset := f.source.Onset(); onset != "" {
		args = append(args, "-af", onset)
	}
	args = append(args, "-c:a", "pcm_"+f.carrier.name, "-f", f.carrier.name, "pipe:1")
	out, err := f.tools.Pipe(ctx, ffmpeg.Command{Args: args})
	if err != nil {
		return err
	}
	f.out, f.buf = out, bufio.NewReaderSize(out, 256<<10)
	return nil
}

// input returns the options with which ffmpeg reads the source from shortly
// before start, and how many samples that is before it. Where it does not seek,
// or start is as near to the source's, it reads all and the number is 0.
func (f *feed) input(start timeline.Position) ([]string, timeline.Position) {
	input := readSource(f.source)
	runUp := runUpSeconds * timeline.Position(f.source.Rate)
	if !f.seeks() || start <= runUp {
		return input, 0
	}
	return append([]string{"-ss", seconds(f.source.Rate, start-runUp)}, input...), runUp
}

// readSource returns the options with which ffmpeg reads src. Of bare packets that
// are few it cannot tell by itself what they are.
func readSource(src media.Source) []string {
	input := []string{"-i", ffmpeg.File(src.Path)}
	switch src.Container {
	case "mp1", "mp2", "mp3":
		return append([]string{"-f", "mp3"}, input...)
	case "aac", "ac3", "eac3", "dts":
		return append([]string{"-f", src.Container}, input...)
	}
	return input
}

// seeks reports whether ffmpeg seeks to the very sample in the source's
// container. In others, whose timestamps are coarse, estimated or, as in Ogg, now
// and then wrong, the only exact way is to decode from the start.
func (f *feed) seeks() bool {
	if f.blind {
		return false
	}
	switch f.source.Container {
	case "wav", "rf64", "w64", "aiff", "caf", "flac", "mp3", "m4a", "mp4", "mov", "wavpack", "wv":
		return true
	}
	return false
}

// close ends the decoder.
func (f *feed) close() {
	if f.out != nil {
		_ = f.out.Close()
		f.out = nil
	}
}

// A feedRange is a reader of one range of a feed.
type feedRange struct {
	feed *feed
	left int64 // bytes
}

func (r *feedRange) Read(b []byte) (int, error) {
	if r.left <= 0 {
		return 0, io.EOF
	}
	if r.feed.out == nil {
		return 0, io.EOF
	}
	if int64(len(b)) > r.left {
		b = b[:r.left]
	}
	// Whole frames only, so that the position stays a number of samples.
	if whole := len(b) - len(b)%int(r.feed.frame()); whole > 0 {
		b = b[:whole]
	}
	n, err := io.ReadFull(r.feed.buf, b)
	r.left -= int64(n)
	r.feed.at += timeline.Position(int64(n) / r.feed.frame())
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, err
	}
	// The end of the stream: the decoder knows whether it was the source's too.
	out := r.feed.out
	r.feed.out = nil
	if err := out.Close(); err != nil {
		return n, err
	}
	return n, io.EOF
}

// seconds returns p as decimal seconds, rounded to the nanosecond: finer than a
// sample at any rate.
func seconds(rate timeline.Rate, p timeline.Position) string {
	whole, rest := int64(p)/int64(rate), int64(p)%int64(rate)
	return fmt.Sprintf("%d.%09d", whole, (rest*1_000_000_000+int64(rate)/2)/int64(rate))
}
