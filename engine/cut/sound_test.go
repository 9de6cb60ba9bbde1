package cut

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// beats returns the path of Vorbis with long blocks and short ones in turn, of
// which ffmpeg mistakes the time.
func beats(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "beats.ogg")
	mediatest.FFmpeg(t, "-i", mediatest.Stereo(t, 48000, 12, ""), "-c:a", "libvorbis", "-q:a", "5", path)
	return path
}

// loudness returns the integrated loudness of files laid end to end, in LUFS.
func loudness(t *testing.T, paths ...string) float64 {
	t.Helper()
	args := []string{"-hide_banner", "-nostdin", "-nostats"}
	for _, p := range paths {
		args = append(args, "-i", "file:"+p)
	}
	filter := fmt.Sprintf("concat=n=%d:v=0:a=1,ebur128=metadata=1,ametadata=print:key=lavfi.r128.I:file=-", len(paths))
	out := mediatest.Run(t, "ffmpeg", append(args, "-filter_complex", filter, "-f", "null", "-")...)
	at := strings.LastIndex(string(out), "lavfi.r128.I=")
	var v float64
	if _, err := fmt.Sscanf(string(out)[at:], "lavfi.r128.I=%g", &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestNormalize(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 10*44100, 44100, 2))
	for _, want := range []float64{-30, -23} {
		job := task(t, src, parts(src, 4*44100), Output{Format: FLAC, Normalize: &want})
		if got := loudness(t, pathsOf(write(t, job))...); math.Abs(got-want) > 0.2 {
			t.Errorf("the segments together have %g LUFS, want %g", got, want)
		}
	}
	// Louder than peaks allow: they stay below the ceiling.
	loud := 0.0
	job := task(t, src, parts(src), Output{Format: WAV, Normalize: &loud})
	peak := 0
	audio := decodeOne(t, write(t, job)[0].Path, "s16le")
	for i := 0; i+2 <= len(audio); i += 2 {
		v := int(int16(uint16(audio[i]) | uint16(audio[i+1])<<8))
		peak = max(peak, v, -v)
	}
	if db := 20 * math.Log10(float64(peak)/32768); db > -0.9 || db < -4 {
		t.Errorf("the peak is at %.2f dBFS", db)
	}
}

func TestSilenceIsNotNormalized(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "silence.wav")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "anullsrc=r=44100:d=2", path)
	gain, err := measureGain(context.Background(), mediatest.Tools(t), probeMedia(t, path), -16)
	if err != nil || gain != 0 {
		t.Errorf("got %g, %v", gain, err)
	}
}

func TestFades(t *testing.T) {
	t.Parallel()
	src := probeMedia(t, makeMedia(t, "a.wav", 40_000, 44100, 1))
	o := Output{FadeIn: timeline.Millis(50), FadeOut: timeline.Millis(100)}
	job := task(t, src, parts(src, 20_000), o)
	results := write(t, job)
	decoded := decodeAll(t, "s16le", append([]string{src.Path}, pathsOf(results)...)...)
	for i, r := range results {
		got, want := decoded[i+1], decoded[0][2*r.Segment.Start:2*r.Segment.End]
		if len(got) != len(want) {
			t.Fatalf("%d bytes, want %d", len(got), len(want))
		}
		in, out := 2*2205, len(got)-2*4410
		if !bytes.Equal(got[in:out], want[in:out]) {
			t.Error("the middle is changed")
		}
		if bytes.Equal(got[:in], want[:in]) || bytes.Equal(got[out:], want[out:]) || got[0] != 0 || got[1] != 0 {
			t.Error("an edge does not fade")
		}
	}
}

// In channels mode each file holds the samples of its channels.
func TestChannels(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a.wav", "b.flac"} {
		src := probeMedia(t, makeMedia(t, name, 30_000, 44100, 6))
		p := parts(src)
		p.Segments = append(p.Segments, p.Segments[0])
		p.Segments[0].Channels, p.Segments[1].Channels, p.Segments[1].Index = []int{4}, []int{0, 2}, 1
		results := write(t, task(t, src, p, Output{}))
		decoded := decodeAll(t, "s16le", append([]string{src.Path}, pathsOf(results)...)...)
		whole := decoded[0]
		for i, r := range results {
			got := decoded[i+1]
			var want []byte
			for i := 0; i < len(whole); i += 12 {
				for _, c := range r.Segment.Channels {
					want = append(want, whole[i+2*c], whole[i+2*c+1])
				}
			}
			if !bytes.Equal(got, want) {
				t.Errorf("%s: channels %v are not the source's", name, r.Segment.Channels)
			}
		}
	}
}

// Sources as media.Probe describes them are decoded over their whole length. What
// keeps their packets, TestExactnessTable cuts.
func TestProbedSources(t *testing.T) {
	t.Parallel()
	for name, args := range map[string][]string{
		"a.mp3": nil, "b.wav": nil, "c.m4a": nil, "d.opus": nil, "e.ogg": {"-c:a", "libvorbis"}, "f.mka": {"-c:a", "aac"},
		"g.aiff": nil, "h.caf": nil, "i.aac": nil, "j.wma": nil, "k.wv": nil, "l.tta": nil, "m.ac3": nil, "n.webm": {"-c:a", "libopus"},
		"o.wav": {"-c:a", "pcm_alaw"}, "p.w64": nil, "q.mov": {"-c:a", "pcm_s16be"}, "r.mp2": nil,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, name, 150_000, 48000, 2, args...)
			src, err := media.Probe(context.Background(), mediatest.Tools(t), path)
			if err != nil {
				t.Fatal(err)
			}
			o := Output{Format: WAV}
			m, err := chosen(t, src, o)
			if err != nil || m.Exactness != SampleExact {
				t.Fatalf("%+v, %v", m, err)
			}
			total := timeline.Position(0)
			results := write(t, task(t, src, parts(src, 70_001), o))
			all := lengths(t, results, 2)
			for i, r := range results {
				got := all[i]
				if known := src.Exact || r.Segment.End < src.Samples; known && (got != r.Segment.Len() || r.Samples != got) {
					t.Errorf("%s: segment %d holds %d samples and says %d, want %d", m.Method, r.Segment.Index, got, r.Samples, r.Segment.Len())
				}
				total += got
			}
			if off := total - src.Samples; off < -3*4096 || off > 3*4096 {
				t.Errorf("%s: %d samples of %d", m.Method, total, src.Samples)
			}
		})
	}
}
