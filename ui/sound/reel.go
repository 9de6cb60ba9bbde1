package sound

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync"
	"sync/atomic"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// The device hears stereo at one rate, whatever is played; 32-bit floats.
const (
	rate  = 48000
	frame = 2 * 4 // bytes
)

// gulp is the most that is read at once, in bytes: a fiftieth of a second, so
// that what was read says to that what is heard.
const gulp = rate / 50 * frame

// settle is how long ffmpeg decodes before what is wanted, in seconds: after a
// seek the first samples of some formats are not what they would be.
const settle = 1

// A reel is the samples of spans, one after another, as the device hears them.
type reel struct {
	ctx   context.Context
	tools *ffmpeg.Tools
	src   media.Source
	spans []timeline.Span

	mu     sync.Mutex // held while it is read
	cancel context.CancelFunc
	next   int // of spans: to be opened
	stream io.ReadCloser
	left   int64        // bytes of the present span
	read   atomic.Int64 // bytes of all of them
}

func newReel(ctx context.Context, tools *ffmpeg.Tools, src media.Source, spans []timeline.Span) *reel {
	r := &reel{tools: tools, src: src, spans: spans}
	r.ctx, r.cancel = context.WithCancel(ctx)
	return r
}

// bytes returns how much of the device's samples a span takes.
func (r *reel) bytes(s timeline.Span) int64 {
	return int64(float64(s.Len())/float64(r.src.Rate)*rate+0.5) * frame
}

// Read reads at most a gulp. It ends with the last span, or where the source does.
func (r *reel) Read(b []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.left == 0 || r.stream == nil {
		if err := r.open(); err != nil {
			return 0, err
		}
	}
	n, err := r.stream.Read(b[:min(int64(len(b)), r.left, gulp)])
	r.left -= int64(n)
	r.read.Add(int64(n))
	if err != nil {
		// The span is over where the file is; whether ffmpeg failed, Close knows.
		err = r.closeStream(errors.Is(err, io.EOF))
	}
	return n, err
}

// open goes on to the next span.
func (r *reel) open() error {
	if err := r.closeStream(false); err != nil {
		return err
	}
	if r.next == len(r.spans) {
		return io.EOF
	}
	s := r.spans[r.next]
	r.next++
	begin := max(s.Start-settle*timeline.Position(r.src.Rate), 0)
	args := []string{"-v", "error"}
	if begin > 0 {
		args = append(args, "-ss", fmt.Sprintf("%.6f", r.src.Rate.Seconds(begin)))
	}
	filter := fmt.Sprintf("atrim=start_sample=%d,asetpts=N/SR/TB,aresample=%d,aformat=sample_fmts=flt:channel_layouts=stereo", s.Start-begin, rate)
	if onset := r.src.Onset(); onset != "" && begin == 0 {
		filter = onset + "," + filter
	}
	stream, err := r.tools.Pipe(r.ctx, ffmpeg.Command{Args: append(
		args, "-i", ffmpeg.File(r.src.Path), "-map", "0:a:"+strconv.Itoa(r.src.Stream), "-af", filter, "-f", "f32le", "pipe:1",
	)})
	if err != nil {
		return err
	}
	r.stream, r.left = stream, r.bytes(s)
	return nil
}

func (r *reel) closeStream(whole bool) error {
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
func (r *reel) close() {
	r.cancel()
	r.mu.Lock()
	defer r.mu.Unlock()
	_ = r.closeStream(false)
	r.next = len(r.spans)
}

// at returns the position that is heard after so many bytes.
func (r *reel) at(heard int64) timeline.Position {
	heard = max(heard, 0)
	for i, s := range r.spans {
		if all := r.bytes(s); heard > all && i+1 < len(r.spans) {
			heard -= all
			continue
		}
		return min(s.Start+timeline.Position(float64(heard/frame)/rate*float64(r.src.Rate)), s.End)
	}
	return 0
}
