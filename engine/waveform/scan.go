package waveform

import (
	"context"
	"sync/atomic"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// Options are the choices of a scan. The zero value is good.
type Options struct {
	// Workers is how many ranges are decoded side by side; 0 is one a core.
	Workers int

	// Progress gets how much has been scanned, at most 20 times a second, from a
	// goroutine of its own. It is not called after Scan has returned.
	Progress func(done, total timeline.Position)

	// Live gets the envelope before anything has arrived in it, so that it can
	// be drawn while it fills. It is called once, by Scan's goroutine.
	Live func(*Envelope)
}

// maxChannels bounds what a sample of all channels may take.
const maxChannels = 1024

func (o *Options) live(e *Envelope) {
	if o.Live != nil {
		o.Live(e)
	}
}

func (o *Options) progress(done, total timeline.Position) {
	if o.Progress != nil {
		o.Progress(done, total)
	}
}

// A scan is one run of Scan.
type scan struct {
	tools   *ffmpeg.Tools
	src     media.Source
	e       *Envelope
	workers int
	careful bool         // in one pass, packet by packet
	done    atomic.Int64 // samples
}

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
	s.e.is16Bit = decodesTo16Bits(src)
	s.e.setSamples(max(src.Samples, 0))
	o.live(s.e)
	stop := s.report(&o)
	err := s.run(ctx)
	stop()
	if err != nil {
		return nil, err
	}
	return s.e, nil
}

// report calls o.Progress until stop is called, and once more then.
func (s *scan) report(o *Options) (stop func()) {
	quit, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		for running := true; running; {
			select {
			case <-quit:
				running = false
			case <-ticker.C:
			}
			done := timeline.Position(s.done.Load())
			o.progress(done, max(done, s.e.Samples()))
		}
	}()
	return func() { close(quit); <-ended }
}

// run fills the envelope by the fastest means that is exact. Ranges side by side and
// large reads are exact only where the headers state the length and what is decoded
// agrees: otherwise the audio may change its format midway or be damaged.
func (s *scan) run(ctx context.Context) error {
	if ok, err := s.scanPCM(ctx); ok {
		return err
	}
	if s.src.Exact {
		err := s.sideBySide(ctx)
		if ctx.Err() != nil || err == nil && !s.lengthDiffers() {
			return err
		}
		s.e.clear()
		s.done.Store(0)
	}
	s.careful = true
	if err := s.onePass(ctx); err != nil || !s.src.Exact || !s.lengthDiffers() || len(s.e.Warnings()) > 0 {
		return err
	}
	s.e.warn("By its headers the audio lasts %s, and %s of it were decoded: it is damaged, or holds several recordings.",
		s.src.Rate.Time(s.src.Samples).Clock(), s.src.Rate.Time(s.e.Samples()).Clock())
	return nil
}

// lengthDiffers reports whether the audio is not as long as its headers say.
func (s *scan) lengthDiffers() bool {
	n := s.e.Samples()
	return max(n-s.src.Samples, s.src.Samples-n) > timeline.Position(s.src.Rate)/10
}

// onePass decodes the whole source with one ffmpeg.
func (s *scan) onePass(ctx context.Context) error {
	n, err := s.decode(ctx, scanRange{to: -1}, false)
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

// decodesTo16Bits reports whether ffmpeg decodes the source to 16-bit samples, or
// fewer, rather than to something that is rounded to them.
func decodesTo16Bits(src media.Source) bool {
	switch src.Codec {
	case "pcm_s16le", "pcm_s16be", "pcm_u8", "pcm_s8", "pcm_alaw", "pcm_mulaw":
		return true
	case "flac", "alac":
		return src.Bits > 0 && src.Bits <= 16
	}
	return false
}
