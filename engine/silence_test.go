package engine

import (
	"context"
	"fmt"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"testing"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// speech joins prompts that Debian ships to a talk with pauses, in the format
// that the options of ffmpeg and the name ask for.
func speech(t *testing.T, name string, options ...string) string {
	t.Helper()
	prompts, err := filepath.Glob("/usr/share/asterisk/sounds/en_US_f_Allison/vm-*.wav")
	if err != nil || len(prompts) < 40 {
		t.Fatalf("%d prompts, %v", len(prompts), err)
	}
	talk := filepath.Join(t.TempDir(), "talk.wav")
	if out, err := exec.Command("sox", append(prompts[:40:40], talk)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	path := filepath.Join(t.TempDir(), name)
	args := append([]string{"-v", "error", "-i", talk}, options...)
	if out, err := exec.Command("ffmpeg", append(args, path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

var silenceLine = regexp.MustCompile(`silence_(start|end): (\S+)`)

// pauses are the silences that ffmpeg finds, in seconds; one that lasts to the
// end of the file has no end.
func pauses(t *testing.T, path string, threshold, least float64) (starts, ends []float64) {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-hide_banner", "-nostats", "-i", path, "-map", "0:a:0",
		"-af", fmt.Sprintf("silencedetect=n=%gdB:d=%g", threshold, least), "-f", "null", "-").CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, m := range silenceLine.FindAllSubmatch(out, -1) {
		s, err := strconv.ParseFloat(string(m[2]), 64)
		if err != nil {
			t.Fatal(err)
		}
		if string(m[1]) == "start" {
			starts = append(starts, s)
		} else {
			ends = append(ends, s)
		}
	}
	return starts, ends
}

// Real speech and music are cut where ffmpeg hears silence: at its borders to
// the sample, as far as the digits that ffmpeg prints tell, else within one
// block of the envelope.
func TestSegmentsFollowFFmpegsSilences(t *testing.T) {
	t.Parallel()
	sources := map[string]string{
		"speech.wav":  speech(t, "speech.wav"),
		"speech.flac": speech(t, "speech.flac", "-ar", "48000", "-ac", "2"),
		"speech.mp3":  speech(t, "speech.mp3", "-ar", "44100", "-b:a", "96k"),
		"music.mp3":   encode(t, filepath.Join(t.TempDir(), "music.mp3"), "120", "-ar", "44100"),
	}
	thresholds := map[string][]float64{"music.mp3": {-28, -24}}
	for name, path := range sources {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tools, err := newEngine(t, 1).Tools()
			if err != nil {
				t.Fatal(err)
			}
			cuts := 0
			levels := thresholds[name]
			if levels == nil {
				levels = []float64{-30, -45}
			}
			for _, threshold := range levels {
				for _, least := range []float64{0.25, 0.4} {
					starts, ends := pauses(t, path, threshold, least)
					for _, at := range []float64{0, 0.8, 1} {
						r := Request{Path: path, Recipe: DefaultRecipe()}
						r.Recipe.Split.Mode = plan.Silence
						r.Recipe.Split.Silence = plan.SilenceSpec{Threshold: threshold, Min: timeline.Millis(int64(least * 1000)), CutAt: &at}
						p, err := prepare(context.Background(), tools, nil, r, true, time.Now(), func(float64) {})
						if err != nil && fault.CodeOf(err) != fault.NoCutsFound {
							t.Fatalf("%g dB, %g s: %v", threshold, least, err)
						}
						const block = 2e-3
						within := func(at, place float64) float64 {
							if at == 0 || at == 1 {
								return math.Pow(10, math.Ceil(math.Log10(place))-6)/2 + 2/float64(p.Source.Rate)
							}
							return block
						}
						total, next := p.Source.Rate.Seconds(p.Source.Samples), 1
						for i, end := range ends {
							if starts[i] == 0 || end > total-1e-4 {
								continue // the edges of the file
							}
							want, got := starts[i]+at*(end-starts[i]), math.Inf(1)
							if next < len(p.Plan.Segments) {
								got = p.Source.Rate.Seconds(p.Plan.Segments[next].Start)
							}
							switch {
							case math.Abs(got-want) <= within(at, want):
								next++
							case end-starts[i] > least+2*block: // it is not by a hair that it counts as one
								t.Fatalf("%g dB, %g s: cut %d is at %f, the place in ffmpeg's silence at %f", threshold, least, next, got, want)
							}
						}
						if err == nil && next != len(p.Plan.Segments) {
							t.Errorf("%g dB, %g s: %d cuts, and ffmpeg hears %d silences", threshold, least, len(p.Plan.Segments)-1, next-1)
						}
						cuts += next - 1
					}
				}
			}
			if cuts < 20 {
				t.Errorf("only %d cuts: the test shows little", cuts)
			}
		})
	}
}

// A voice beside music that never rests is cut where ffmpeg hears it pause, by
// listening to its channel alone.
func TestSilencesOfOneChannel(t *testing.T) {
	t.Parallel()
	voice := speech(t, "voice.wav")
	both := filepath.Join(t.TempDir(), "both.flac")
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", voice, "-filter_complex",
		"anoisesrc=a=0.5:r=8000[n];[n][0]amerge", "-shortest", "-ar", "48000", both).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	alone := filepath.Join(t.TempDir(), "alone.flac")
	if out, err := exec.Command("ffmpeg", "-v", "error", "-i", both, "-af", "pan=mono|c0=c1", alone).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	starts, ends := pauses(t, alone, -30, 0.2)
	r := Request{Path: both, Recipe: DefaultRecipe()}
	r.Recipe.Split.Mode = plan.Silence
	r.Recipe.Split.Silence = plan.SilenceSpec{Threshold: -30, Min: timeline.Millis(200), Channel: 2}
	p, err := newEngine(t, 1).Preview(context.Background(), r, nil)
	if err != nil {
		t.Fatal(err)
	}
	total, cuts := p.Source.Rate.Seconds(p.Source.Samples), 0
	for _, s := range p.Plan.Segments[1:] {
		at := p.Source.Rate.Seconds(s.Start)
		if !slices.ContainsFunc(ends, func(end float64) bool {
			i := slices.Index(ends, end)
			return math.Abs((starts[i]+end)/2-at) <= 0.02
		}) {
			t.Errorf("there is a cut at %f, and no pause", at)
		}
	}
	for i, end := range ends {
		if starts[i] == 0 || end > total-1e-2 || end-starts[i] < 0.24 {
			continue // an edge of the file, or one that counts by a hair
		}
		cuts++
		want, near := (starts[i]+end)/2, math.Inf(1)
		for _, s := range p.Plan.Segments[1:] {
			near = min(near, math.Abs(p.Source.Rate.Seconds(s.Start)-want))
		}
		if near > 0.02 {
			t.Errorf("the cut nearest to the pause at %f is %f s away", want, near)
		}
	}
	if cuts < 10 || len(p.Plan.Segments) < cuts {
		t.Errorf("%d pauses, %d segments", cuts, len(p.Plan.Segments))
	}
	r.Recipe.Split.Silence.Remove = true
	if _, err := newEngine(t, 1).Preview(context.Background(), r, nil); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("what another channel holds is left out: %v", err)
	}
	r.Recipe.Split.Silence.Remove = false
	for channel, code := range map[int]fault.Code{1: fault.NoCutsFound, 3: fault.InvalidParams, -1: fault.InvalidParams} {
		r.Recipe.Split.Silence.Channel = channel
		if _, err := newEngine(t, 1).Preview(context.Background(), r, nil); fault.CodeOf(err) != code {
			t.Errorf("channel %d: %v, want %s", channel, err, code)
		}
	}
}
