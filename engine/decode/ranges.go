package decode

import (
	"bufio"
	"context"
	"errors"
	"io"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// Ranges hands out ranges of a source's samples. It keeps one program running as
// long as ranges follow each other. It is for one goroutine, and to be closed.
type Ranges struct {
	Decoder

	out io.ReadCloser // nil before the first range and after the end
	buf *bufio.Reader
	at  timeline.Position
}

// reachSeconds is how far ahead it is cheaper to decode than to seek.
const reachSeconds = 20

// NewRanges returns the ranges of src in a format.
func NewRanges(tools *ffmpeg.Tools, src media.Source, format Format) *Ranges {
	return &Ranges{Decoder: Decoder{Tools: tools, Source: src, Format: format}}
}

// Open returns the samples of [start, end). The reader is good until the next
// call, and ends early where the source does.
func (r *Ranges) Open(ctx context.Context, start, end timeline.Position) (io.Reader, error) {
	if err := r.moveTo(ctx, start); err != nil {
		return nil, err
	}
	return &rangeReader{r, int64(end-start) * int64(r.Frame())}, nil
}

// moveTo makes start the position of what is read next. A source that ends before
// it gives nothing.
func (r *Ranges) moveTo(ctx context.Context, start timeline.Position) error {
	ahead := start - r.at
	near := r.out != nil && ahead >= 0
	if near && ahead > reachSeconds*timeline.Position(r.Source.Rate) {
		seeks, err := r.Seeks(ctx)
		if err != nil {
			return err
		}
		near = !seeks
	}
	if !near {
		r.Close()
		out, err := r.From(ctx, start)
		if err != nil {
			return err
		}
		r.out, r.buf, r.at = out, bufio.NewReaderSize(out, 256<<10), start
	}
	n, err := io.CopyN(io.Discard, r.buf, int64(start-r.at)*int64(r.Frame()))
	r.at += timeline.Position(n / int64(r.Frame()))
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// Reach returns where the source ends, or end if that comes first. It decodes up to
// there from the start: behind its end a decoder would not tell.
func (r *Ranges) Reach(ctx context.Context, end timeline.Position) (timeline.Position, error) {
	audio, err := r.Open(ctx, 0, end)
	if err == nil {
		_, err = io.Copy(io.Discard, audio)
	}
	return r.at, err
}

// Close ends the program.
func (r *Ranges) Close() {
	if r.out != nil {
		_ = r.out.Close() // it is ended early
		r.out = nil
	}
}

// A rangeReader reads one range.
type rangeReader struct {
	ranges *Ranges
	left   int64 // bytes
}

func (r *rangeReader) Read(b []byte) (int, error) {
	if r.left <= 0 || r.ranges.out == nil {
		return 0, io.EOF
	}
	frame := r.ranges.Frame()
	b = b[:min(int64(len(b)), r.left)]
	// Whole frames only, so that the position stays a number of samples.
	if whole := len(b) - len(b)%frame; whole > 0 {
		b = b[:whole]
	}
	n, err := io.ReadFull(r.ranges.buf, b)
	r.left -= int64(n)
	r.ranges.at += timeline.Position(n / frame)
	if err == nil {
		return n, nil
	}
	if !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return n, err
	}
	// The end of the stream: the decoder knows whether it was the source's too.
	out := r.ranges.out
	r.ranges.out = nil
	if err := out.Close(); err != nil {
		return n, err
	}
	return n, io.EOF
}
