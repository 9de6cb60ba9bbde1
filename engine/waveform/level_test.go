package waveform

import (
	"context"
	"math"
	"slices"
	"testing"

	"audiospliter/engine/timeline"
)

// ramp is seconds of noise-free square waves at the given amplitudes, a second each.
func ramp(rate int, amplitudes ...int16) []int16 {
	var s []int16
	for _, a := range amplitudes {
		for i := range rate {
			s = append(s, a*int16(1-2*(i%2)))
		}
	}
	return s
}

func TestLevels(t *testing.T) {
	t.Parallel()
	e := newEnvelope(8192, 1) // a box is 128 samples: seconds end where boxes do
	put(e, ramp(8192, 16384, 328, 16384, 33, 16384))
	near := func(name string, got, want float64) {
		if !(math.Abs(got-want) < 0.05) {
			t.Errorf("%s is %g dBFS, want %g", name, got, want)
		}
	}
	near("the first second", e.Level(0, 8192), -6.02)
	near("the second", e.Level(8192, 2*8192), -39.99)
	near("two seconds", e.Level(0, 2*8192), -6.02-3.01)
	near("a part of a box", e.Level(8192+10, 8192+20), -39.99)
	near("the peak of all", peakOf(e), -6.02)
	near("the floor", e.NoiseFloor(), -59.9)
	if got := e.Level(100, 100); !math.IsInf(got, -1) {
		t.Errorf("nothing has a level of %g", got)
	}
	at, level := e.Quietest(0, e.Samples())
	near("the quietest moment", level, 20*math.Log10(33.0/32768))
	if middle := timeline.Position(3*8192 + 4096); !(at > middle-300 && at < middle+300) {
		t.Errorf("the quietest moment is at %d, not near %d", at, middle)
	}
	at, level = e.Quietest(0, 2*8192)
	near("the quietest of two seconds", level, 20*math.Log10(328.0/32768))
	if at < 8192 || at >= 2*8192 {
		t.Errorf("it is at %d", at)
	}
	if spans := e.ChannelSilences(0, -30, 8000); !slices.Equal(spans, []timeline.Span{{Start: 8192, End: 2 * 8192}, {Start: 3 * 8192, End: 4 * 8192}}) {
		t.Errorf("silences of the channel: %v", spans)
	}
}

func TestNothingHasArrived(t *testing.T) {
	t.Parallel()
	e := newEnvelope(44100, 2)
	e.setSamples(1 << 30)
	if s := e.Silences(-40, 1); len(s) != 0 {
		t.Errorf("silences: %v", s)
	}
	if !math.IsInf(e.NoiseFloor(), -1) || !math.IsInf(e.Level(0, 1<<30), -1) || e.Column(1, 5, 1<<29) != (Box{}) {
		t.Error("nothing has a level")
	}
}

func TestSamplesAreThoseOfOneDecode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.mp3", "a.flac", "a.opus", "a.wav", "a.mka"} {
		src := source(t, musicFile(t, dir, name, 30, 48000, 2))
		want := decoded(t, src.Path)
		for _, start := range []int{0, 100, 654321, 48000 * 29} {
			end := start + 48000*3/2
			got, err := Samples(context.Background(), tools(t), src, timeline.Position(start), timeline.Position(end))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got, want[2*start:min(2*end, len(want))]) {
				t.Errorf("%s: the samples from %d on are others", name, start)
			}
		}
	}
}

// peakOf returns the largest magnitude of all channels, in dBFS.
func peakOf(e *Envelope) float64 {
	peak := uint16(0)
	for ch := range e.Channels {
		peak = max(peak, e.Column(ch, 0, e.Samples()).peak())
	}
	return decibels(float64(peak) / 32768)
}
