package waveform

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// Options are the choices of a scan. The zero value is good.
type Options struct {
	// Workers is how many ranges are decoded side by side; 0 is one a core.
	Workers int

	// Progress is told how much has been scanned, at most 20 times a second,
	// from a goroutine of its own. It is not called after Scan has returned.
	Progress func(done, total timeline.Position)

	// Live gets the envelope before anything has arrived in it, so that it can
	// be drawn while it fills. It is called once, by Scan's goroutine.
	Live func(*Envelope)
}

// maxChannels bounds what one frame of samples may take.
const maxChannels = 1024

// A scan is one run of Scan.
type scan struct {
	tools   *ffmpeg.Tools
	src     media.Source
	e       *Envelope
	workers int
	careful bool         // in one pass, packet by packet
	done    atomic.Int64 // samples
}

// errJoin is why a scan in ranges is given up for one in a single pass.
var errJoin = errors.New("the ranges do not join")

// Scan decodes a source from end to end and returns its envelope, exact on the
// source's timeline: the same, block by block, as that of one decode by ffmpeg
// to 16 bits. Plain PCM is read from the file; all else goes through ffmpeg.
//
// A source that stops being decodable midway gives the envelope of its good
// part, with a warning. The error is a context's, where it was canceled, or a
// *fault.Error, where nothing could be decoded at all.
func Scan(ctx context.Context, tools *ffmpeg.Tools, src media.Source, o Options) (*Envelope, error) {
	if src.Rate < 1 || src.Channels < 1 || src.Channels > maxChannels {
		return nil, fault.New(fault.UnsupportedFormat, "This audio has %d channels at %d Hz, which cannot be shown.", src.Channels, src.Rate)
	}
	s := &scan{tools: tools, src: src, workers: o.Workers}
	if s.workers < 1 {
		s.workers = cores()
	}
	s.e = newEnvelope(src.Rate, src.Channels)
	s.e.words = hasWords(src)
	s.e.setSamples(max(src.Samples, 0))
	if o.Live != nil {
		o.Live(s.e)
	}
	stop := s.report(o.Progress)
	err := s.run(ctx)
	stop()
	if err != nil {
		return nil, err
	}
	return s.e, nil
}

// report tells progress until the function it returns is called.
func (s *scan) report(progress func(done, total timeline.Position)) (stop func()) {
	if progress == nil {
		return func() {}
	}
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		for {
			select {
			case <-quit:
				progress(timeline.Position(s.done.Load()), s.e.Samples())
				return
			case <-ticker.C:
				done := timeline.Position(s.done.Load())
				progress(done, max(done, s.e.Samples()))
			}
		}
	}()
	return func() { close(quit); <-ended }
}

// run fills the envelope by the fastest way that is exact. Where the length is
// not what the headers say, something in the audio changes or is damaged, and
// where no header says it, it may: then nothing but the slowest way is.
func (s *scan) run(ctx context.Context) error {
	if ok, err := s.direct(ctx); ok {
		return err
	}
	s.careful = !s.src.Exact
	if !s.careful {
		err := s.fast(ctx)
		if ctx.Err() != nil || err == nil && !s.surprised() {
			return err
		}
		s.careful = true
		s.e.clear()
		s.done.Store(0)
	}
	if err := s.onePass(ctx); err != nil || !s.src.Exact || !s.surprised() || len(s.e.Warnings()) > 0 {
		return err
	}
	s.e.warn("By its headers the audio lasts %s, and %s of it were decoded: it is damaged, or holds several recordings.",
		s.src.Rate.Time(s.src.Samples).Clock(), s.src.Rate.Time(s.e.Samples()).Clock())
	return nil
}

// fast decodes side by side where that is exact.
func (s *scan) fast(ctx context.Context) error {
	ranges, err := s.ranges(ctx)
	switch {
	case err != nil:
		return err
	case len(ranges) > 1:
		return s.sideBySide(ctx, ranges)
	}
	return s.onePass(ctx)
}

// surprised reports whether the audio is not as long as its headers say.
func (s *scan) surprised() bool {
	n := s.e.Samples()
	return max(n-s.src.Samples, s.src.Samples-n) > timeline.Position(s.src.Rate)/10
}

// onePass decodes the whole source with one ffmpeg.
func (s *scan) onePass(ctx context.Context) error {
	n, err := s.decode(ctx, stretch{to: -1}, false)
	if err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if n == 0 {
			return err
		}
		s.e.warn("The audio stops being readable at %s: what lies before is used.", s.src.Rate.Time(n).Clock())
	}
	if n == 0 {
		return fault.New(fault.CorruptFile, "There is not a single sample of audio in this file.")
	}
	s.e.setSamples(n)
	return nil
}

// sideBySide decodes the ranges, each with an ffmpeg of its own, and checks
// that each began where the one before it ended.
func (s *scan) sideBySide(ctx context.Context, ranges []stretch) error {
	group, ctx := errgroup.WithContext(ctx)
	joins := make([]*chunk, len(ranges))
	ends := make([]timeline.Position, len(ranges))
	for i, r := range ranges {
		group.Go(func() (err error) {
			if i > 0 {
				joins[i] = s.e.newChunk()
				r.join = joins[i]
			}
			ends[i], err = s.decode(ctx, r, true)
			if err == nil && r.to >= 0 && ends[i] != r.to {
				return errJoin
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for i, r := range ranges[1:] {
		before := s.e.chunk(int(r.from/s.e.span()) - 1)
		if !sameEnd(before, joins[i+1], s.src.Codec == "aac") {
			return errJoin
		}
	}
	s.e.setSamples(ends[len(ends)-1])
	return nil
}

// joinBoxes is how much of the end of one range is decoded again by the next.
const joinBoxes = 8

// sameEnd reports whether two chunks end alike. With noise, the decoder makes up
// part of the sound at random (AAC's noise substitution): the peaks may then
// differ by a fifth of what they are, all in all.
func sameEnd(a, b *chunk, noise bool) bool {
	if a == nil || b == nil {
		return false
	}
	differ, whole := 0, 0
	for i := len(a.peaks) - joinBoxes*boxBlocks; i < len(a.peaks); i++ {
		x, y := int(a.peaks[i]), int(b.peaks[i])
		differ += max(x-y, y-x)
		whole += x
	}
	return differ == 0 || noise && 5*differ <= whole
}

// minRange is the least that is worth an ffmpeg of its own, in seconds.
const minRange = 20

// cores is how many programs can compute at once: what Go may use, which a window
// raises over what there is so that it is never kept waiting.
func cores() int { return min(runtime.GOMAXPROCS(0), runtime.NumCPU()) }

// ranges divides the source into ranges that chunks begin; one if it is short
// or if its format cannot be decoded from the middle. The error is a context's.
func (s *scan) ranges(ctx context.Context) ([]stretch, error) {
	n := min(timeline.Position(s.workers), s.src.Samples/(minRange*timeline.Position(s.src.Rate)))
	if n < 2 {
		return nil, nil
	}
	d := decode.Decoder{Source: s.src}
	if seeks, err := d.Seeks(ctx); err != nil || !seeks {
		return nil, err
	}
	chunks := (s.src.Samples + s.e.span() - 1) / s.e.span()
	ranges := make([]stretch, n)
	for i := range ranges {
		ranges[i] = stretch{
			from: timeline.Position(i) * chunks / n * s.e.span(),
			to:   timeline.Position(i+1) * chunks / n * s.e.span(),
		}
	}
	ranges[n-1].to = -1 // the length may be an estimate
	return ranges, nil
}

// hasWords reports whether ffmpeg decodes the source to 16-bit samples, or
// fewer, rather than to something that is rounded to them.
func hasWords(src media.Source) bool {
	switch src.Codec {
	case "pcm_s16le", "pcm_s16be", "pcm_u8", "pcm_s8", "pcm_alaw", "pcm_mulaw":
		return true
	case "flac", "alac":
		return src.Bits > 0 && src.Bits <= 16
	}
	return false
}
