package decode

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// A Decoder decodes one source. Once its fields are set, any number of goroutines
// may use it.
type Decoder struct {
	Tools  *ffmpeg.Tools
	Source media.Source
	Format Format

	// Filter is what ffmpeg does to the samples from the position on; "" for
	// nothing.
	Filter string

	// Strict ends a stream at any error of ffmpeg's, and keeps it to one core.
	Strict bool

	// Large has samples come in large frames: writing each packet by itself costs
	// half as much as decoding. What is on its way to a large frame is lost where
	// the audio changes its rate or its channels.
	Large bool
}

// Frame returns the bytes of a sample of all channels.
func (d *Decoder) Frame() int { return d.Format.Bytes * d.Source.Channels }

// Seeks reports whether the source can be decoded from the middle without all that
// comes before. It may read the file's tables, as NewInput does. The error is a
// context's.
func (d *Decoder) Seeks(ctx context.Context) (bool, error) {
	m, err := methodOf(ctx, d.Source)
	return m != start, err
}

// From returns the samples from a position to the end, none behind the end. It is
// to be closed: Close says whether a stream that was read to its end was whole, as
// that of Tools.Pipe.
func (d *Decoder) From(ctx context.Context, at timeline.Position) (io.ReadCloser, error) {
	in, err := NewInput(ctx, d.Source, at)
	if err != nil {
		return nil, err
	}
	args := []string{"-hide_banner", "-v", "error"}
	if d.Strict {
		args = append(args, "-threads", "1", "-xerror")
	}
	args = append(append(args, in.Args...), "-map", in.Map)
	if filter := d.filter(in); filter != "" {
		args = append(args, "-af", filter)
	}
	out, err := d.Tools.Pipe(ctx, ffmpeg.Command{
		// The pipe is flushed only when its buffer is full.
		Args:  append(args, "-c:a", "pcm_"+d.Format.Name, "-flush_packets", "0", "-f", d.Format.Name, "pipe:1"),
		Stdin: in.Stdin,
	})
	if err != nil {
		return nil, errors.Join(err, in.Close())
	}
	return &stream{out, in}, nil
}

// filter returns the filters that the samples of in go through.
func (d *Decoder) filter(in *Input) string {
	chain := []string{in.Filter, d.Filter}
	if d.Large {
		chain = append(chain, "asetnsamples=n=32768:p=0")
	}
	return strings.Join(slices.DeleteFunc(chain, func(s string) bool { return s == "" }), ",")
}

// A stream is what an ffmpeg gives, and what it reads.
type stream struct {
	io.ReadCloser
	in *Input
}

func (s *stream) Close() error {
	err := s.ReadCloser.Close()
	_ = s.in.Close() // it was only read
	return err
}
