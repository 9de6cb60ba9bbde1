package sound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"

	"audiospliter/engine/decode"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// The device takes stereo at one rate, whatever is played; 32-bit floats.
const (
	rate  = 48000
	frame = 2 * 4 // bytes
)

// maxRead is the most that is read at once, in bytes: a fiftieth of a second, so
// that what was read says to that what is heard.
const maxRead = rate / 50 * frame

// A spanReader reads the samples of spans, one after another, as the device takes
// them.
type spanReader struct {
	ctx     context.Context
	decoder decode.Decoder
	spans   []timeline.Span

	mu     sync.Mutex // held while it is read
	cancel context.CancelFunc
	next   int // of spans: to be opened
	stream io.ReadCloser
	left   int64        // bytes of the present span
	read   atomic.Int64 // bytes of all of them
}

func newSpanReader(ctx context.Context, tools *ffmpeg.Tools, src media.Source, spans []timeline.Span) *spanReader {
	r := &spanReader{spans: spans, decoder: decode.Decoder{
		Tools: tools, Source: src, Format: decode.F32,
		Filter: fmt.Sprintf("asetpts=N/SR/TB,aresample=%d,aformat=sample_fmts=flt:channel_layouts=stereo", rate),
	}}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// bytes returns how much of the device's samples a span takes.
func (r *spanReader) bytes(s timeline.Span) int64 {
	return int64(float64(s.Len())/float64(r.decoder.Source.Rate)*rate+0.5) * frame
}

// Read reads at most a fiftieth of a second. It ends with the last span, or where
// the source does.
func (r *spanReader) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.left == 0 || r.stream == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err := r.stream.Read(b[:min(int64(len(b)), r.left, maxRead)])
	r.left -= int64(n)
	r.read.Add(int64(n))
	if err != nil {
		// The span is over where the file is; whether ffmpeg failed, Close knows.
		err = r.closeStream(errors.Is(err, io.EOF))
	}
	return n, err
}

// open goes on to the next span.
func (r *spanReader) open() error {
	if err := r.closeStream(false); err != nil {
		return err
	}
	if r.next == len(r.spans) {
		return io.EOF
	}
	s := r.spans[r.next]
	r.next++
	stream, err := r.decoder.From(r.ctx, s.Start)
	if err != nil {
		return err
	}
	r.stream, r.left = stream, r.bytes(s)
	return nil
}

func (r *spanReader) closeStream(whole bool) error {
	if r.stream == nil {
		return nil
	}
	err := r.stream.Close()
	r.stream, r.left = nil, 0
	if whole {
		return err
	}
	return nil // it was ended early
}

// close ends the ffmpeg that decodes, and with it whoever reads.
func (r *spanReader) close() {
	r.cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.closeStream(false)
	r.next = len(r.spans)
}

// at returns the position that is heard after so many bytes.
func (r *spanReader) at(heard int64) timeline.Position {
	heard = max(heard, 0)
	for i, s := range r.spans {
		if all := r.bytes(s); heard > all && i+1 < len(r.spans) {
			heard -= all
			continue
		}
		return min(s.Start+timeline.Position(float64(heard/frame)/rate*float64(r.decoder.Source.Rate)), s.End)
	}
	return 0
}
