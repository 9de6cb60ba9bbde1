package waveform

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"regexp"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

var silenceLine = regexp.MustCompile(`silence_(start|end): (\S+)`)

// silencedetect returns what ffmpeg finds. It prints six digits: the positions
// are those of the nearest samples, exact below 10 s at 44.1 kHz and below a
// minute at 8 kHz.
func silencedetect(t testing.TB, src media.Source, threshold, least float64, total timeline.Position) []timeline.Span {
	t.Helper()
	filter := fmt.Sprintf("silencedetect=n=%gdB:d=%g", threshold, least)
	if src.Codec == "vorbis" {
		// ffmpeg's times of Vorbis packets are off by some hundred samples
		// where the size of blocks changes: count samples instead.
		filter = "asetpts=N/SR/TB," + filter
	}
	out, err := exec.Command("ffmpeg", "-hide_banner", "-nostats", "-i", src.Path, "-map", "0:a:0", "-af",
		filter, "-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	var spans []timeline.Span
	for _, m := range silenceLine.FindAllSubmatch(out, -1) {
		s, err := strconv.ParseFloat(string(m[2]), 64)
		if err != nil {
			t.Fatal(err)
		}
		at := timeline.Position(math.Round(s * float64(src.Rate)))
		if string(m[1]) == "start" {
			spans = append(spans, timeline.Span{Start: at, End: total})
		} else {
			spans[len(spans)-1].End = at
		}
	}
	return spans
}

// printed is by how many samples a position may differ for being printed with
// six digits.
func printed(p timeline.Position, rate timeline.Rate) timeline.Position {
	s := rate.Seconds(p)
	if s < 1 {
		return 1
	}
	digits := math.Floor(math.Log10(s)) - 5
	return timeline.Position(math.Ceil(math.Pow(10, digits)/2*float64(rate))) + 1
}

func near(a, b, within timeline.Position) bool { return a-b <= within && b-a <= within }

// TestSilencesEqualSilencedetect compares, over a grid of thresholds and
// lengths. To the sample: Detect. Within one block: Silences, but for
// intervals whose length is within a block of the least.
func TestSilencesEqualSilencedetect(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	sources := map[string]media.Source{
		"speech.wav":     source(t, speechFile(t, dir, "speech.wav")),
		"speech.u8.wav":  source(t, speechFile(t, dir, "speech.u8.wav", "-c:a", "pcm_u8")),
		"speech.24.wav":  source(t, speechFile(t, dir, "speech.24.wav", "-af", "volume=0.4", "-c:a", "pcm_s24le")),
		"speech.f32.wav": source(t, speechFile(t, dir, "speech.f32.wav", "-af", "volume=0.3", "-c:a", "pcm_f32le")),
		"speech.mp3":     source(t, speechFile(t, dir, "speech.mp3", "-ar", "44100", "-ac", "2", "-q:a", "4")),
		"speech.flac":    source(t, speechFile(t, dir, "speech.flac", "-ar", "48000")),
		"speech.opus":    source(t, speechFile(t, dir, "speech.opus", "-c:a", "libopus", "-b:a", "32k")),
		"speech.ogg":     source(t, speechFile(t, dir, "speech.ogg", "-ar", "44100", "-c:a", "libvorbis")),
		"speech.m4a":     source(t, speechFile(t, dir, "speech.m4a", "-ar", "44100", "-aac_pns", "0")),
		"music.wav":      source(t, musicFile(t, dir, "music.wav", 60, 44100, 2)),
		"music.mp3":      source(t, musicFile(t, dir, "music.mp3", 60, 44100, 2)),
	}
	for name, src := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := mustScan(t, src, 2)
			found := 0
			for _, threshold := range []float64{-20, -30, -40, -43.7, -60, -80} {
				for _, seconds := range []float64{0.05, 0.3, 1} {
					least := timeline.Position(math.Round(seconds * float64(src.Rate)))
					want := silencedetect(t, src, threshold, seconds, e.Samples())
					found += len(want)
					label := fmt.Sprintf("%g dB, %g s", threshold, seconds)

					exact, err := Detect(context.Background(), tools(t), src, e, threshold, least)
					if err != nil {
						t.Fatal(err)
					}
					if len(exact) != len(want) {
						t.Errorf("%s: Detect finds %d, silencedetect %d", label, len(exact), len(want))
						continue
					}
					for i, s := range exact {
						if !near(s.Start, want[i].Start, printed(want[i].Start, src.Rate)) || !near(s.End, want[i].End, printed(want[i].End, src.Rate)) {
							t.Errorf("%s: Detect finds %v, silencedetect %v", label, s, want[i])
						}
					}
					checkSilences(t, e, label, threshold, least, exact)
					if t.Failed() {
						return
					}
				}
			}
			if found < 20 {
				t.Errorf("only %d silences to compare", found)
			}
		})
	}
}

// checkSilences compares those of an envelope with the exact ones.
func checkSilences(t *testing.T, e *Envelope, label string, threshold float64, least timeline.Position, exact []timeline.Span) {
	t.Helper()
	block := timeline.Position(e.Block)
	got := e.Silences(threshold, least)
	within := func(s timeline.Span) bool {
		for _, g := range got {
			if near(s.Start, g.Start, block) && near(s.End, g.End, block) {
				return true
			}
		}
		return false
	}
	if !e.is16Bit {
		// The envelope may take a sample for louder by one step of 16 bits: a
		// step up, it must see silence where there is any.
		got = append(got, e.Silences(decibels((math.Pow(10, threshold/20)*32768+1.01)/32768), least)...)
		within = func(s timeline.Span) bool {
			for _, g := range got {
				if g.Start <= s.Start+block && g.End >= s.End-block {
					return true
				}
			}
			return false
		}
	}
	for _, s := range exact {
		if !within(s) && s.Len() > least+2*block {
			t.Errorf("%s: Silences misses %v", label, s)
		}
	}
	if d := len(got) - len(exact); e.is16Bit && (d > 1+len(exact)/20 || -d > 1+len(exact)/20) {
		t.Errorf("%s: Silences finds %d, there are %d", label, len(got), len(exact))
	}
}

// TestSilencesOfMadeUpPeaks compares with a naive search, where nothing is
// rounded.
func TestSilencesOfMadeUpPeaks(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		channels := rapid.IntRange(1, 3).Draw(t, "channels")
		e := newEnvelope(4000, channels)
		e.is16Bit = true
		levels := rapid.SliceOfN(rapid.SampledFrom([]int{0, 0, 0, 100, 400, 32767}), 1, 300).Draw(t, "levels")
		holds := rapid.IntRange(1, 70).Draw(t, "hold")
		samples := make([]int16, 0, len(levels)*holds*channels)
		for _, l := range levels {
			for range holds * channels {
				samples = append(samples, int16(l))
			}
		}
		n := len(samples) / channels
		put(e, samples)
		least := rapid.IntRange(1, 400).Draw(t, "least")
		start := -1
		var want []timeline.Span
		block := e.Block
		for i := 0; i <= n; i++ {
			if i < n && samples[i*channels] < 327 {
				if start < 0 {
					start = i
				}
				continue
			}
			if start >= 0 && i-start >= least+2*block {
				want = append(want, timeline.Span{Start: timeline.Position(start), End: timeline.Position(i)})
			}
			start = -1
		}
		for _, s := range e.Silences(-40, timeline.Position(least)) {
			for p := s.Start; p < s.End; p++ {
				if samples[int(p)*channels] >= 327 {
					t.Fatalf("sample %d of silence %v is loud", p, s)
				}
			}
		}
		got := e.Silences(-40, timeline.Position(least))
		k := 0
		for _, w := range want {
			for k < len(got) && got[k].End < w.Start {
				k++
			}
			if k == len(got) || !near(got[k].Start, w.Start, timeline.Position(block)) || !near(got[k].End, w.End, timeline.Position(block)) {
				t.Fatalf("silence %v is not in %v", w, got)
			}
		}
	})
}

// put fills an envelope with samples.
func put(e *Envelope, samples []int16) {
	frames := len(samples) / e.Channels
	for i := 0; i*int(e.span()) < frames; i++ {
		part := samples[i*int(e.span())*e.Channels : min((i+1)*int(e.span()), frames)*e.Channels]
		c := e.newChunk()
		for k := 0; k*e.box()*e.Channels < len(part); k++ {
			c.measure(k, part[k*e.box()*e.Channels:min((k+1)*e.box()*e.Channels, len(part))], e.Block, e.Channels)
		}
		c.finish(len(part)/e.Channels, e.box(), e.Channels)
		e.setChunk(i, c)
	}
	e.setSamples(timeline.Position(frames))
}
