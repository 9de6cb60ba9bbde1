package cut

import (
	"bytes"
	"path/filepath"
	"strconv"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// Cuts of a lossless source, encoded without loss, are the source's samples
// when laid end to end.
func TestLosslessEncodingKeepsEverySample(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name     string
		rate     int
		channels int
		args     []string
		format   Format
		pcm      string // wide enough for the samples
	}{
		{"c.m4a", 44100, 2, []string{"-c:a", "alac"}, Keep, "s32le"},
		{"d.wv", 44100, 1, nil, Keep, "s32le"},
		{"e.tta", 44100, 2, nil, Keep, "s16le"},
		{"f.wav", 44100, 6, nil, FLAC, "s16le"},
		{"g.wav", 96000, 2, []string{"-c:a", "pcm_s24le"}, ALAC, "s32le"},
		{"h.flac", 44100, 1, nil, WAV, "s32le"},
		{"i.mka", 44100, 2, []string{"-c:a", "pcm_s16le"}, Keep, "s16le"},
		{"j.mka", 44100, 2, []string{"-c:a", "flac"}, Keep, "s32le"},
		{"k.wav", 44100, 2, []string{"-c:a", "pcm_f32le"}, Keep, "f32le"},
		{"o.wv", 96000, 2, []string{"-sample_fmt", "s32p"}, Keep, "s32le"},
		{"p.wv", 44100, 2, []string{"-sample_fmt", "fltp"}, Keep, "f32le"},
		{"q.tta", 48000, 2, []string{"-sample_fmt", "s32"}, Keep, "s32le"},
		{"r.m4a", 48000, 2, []string{"-c:a", "alac", "-sample_fmt", "s32p"}, Keep, "s32le"},
		{"s.caf", 44100, 2, []string{"-c:a", "alac"}, Keep, "s32le"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := makeMedia(t, test.name, 120_000, test.rate, test.channels, test.args...)
			src := probeMedia(t, path)
			o := Output{Format: test.format}
			if m, err := chosen(t, src, o); err != nil || !m.Lossless || m.Exactness != SampleExact {
				t.Errorf("Way = %+v, %v; want lossless and exact to the sample", m, err)
			}
			job := task(t, src, parts(src, randomCuts(test.name, 4, src.Samples, 1)...), o)
			var joined []byte
			results := write(t, job)
			decoded := decodeAll(t, test.pcm, append([]string{path}, pathsOf(results)...)...)
			for i, r := range results {
				audio := decoded[i+1]
				if got := timeline.Position(len(audio) / frameBytes(test.pcm, test.channels)); (src.Exact || r.Segment.End < src.Samples) && got != r.Segment.Len() || r.Samples != got {
					t.Errorf("segment %d holds %d samples and says %d, want %d", r.Segment.Index, got, r.Samples, r.Segment.Len())
				}
				joined = append(joined, audio...)
			}
			if !bytes.Equal(joined, decoded[0]) {
				t.Error("the segments laid end to end are not the source")
			}
		})
	}
}

func frameBytes(pcm string, channels int) int {
	return map[string]int{"s16le": 2, "s32le": 4, "f32le": 4}[pcm] * channels
}

// A lossy encoder cannot keep samples, but it can keep their number and place.
func TestLossyEncodingKeepsLengthAndPlace(t *testing.T) {
	t.Parallel()
	tests := []struct {
		source string
		args   []string
		output Output
		slack  int // samples by which the decoded length may be longer
	}{
		{"a.wav", nil, Output{Format: MP3}, 0},
		{"b.wav", nil, Output{Format: MP3, Bitrate: 128_000, SampleRate: 22050}, 0},
		{"c.wav", nil, Output{Format: Ogg}, 0},
		{"d.wav", nil, Output{Format: Opus}, 0},
		{"e.wav", nil, Output{Format: M4A}, 1024},
		{"f.wav", nil, Output{Format: AAC}, 3072},
		{"g.mp3", nil, Output{Format: Ogg}, 0},
		{"h.mka", []string{"-c:a", "aac"}, Output{Format: FLAC}, 0},
		{"i.wma", nil, Output{Format: MP3}, 0},
		{"j.mp3", nil, Output{Channels: 1}, 0},
	}
	for _, test := range tests {
		t.Run(test.source, func(t *testing.T) {
			t.Parallel()
			src := measured(t, makeMedia(t, test.source, 120_000, 44100, 2, test.args...))
			job := task(t, src, parts(src, 40_001, 80_002), test.output)
			results := write(t, job)
			decoded := decodeAll(t, "s16le", append([]string{src.Path}, pathsOf(results)...)...)
			whole := first(decoded[0], src.Channels)
			out := probeMedia(t, results[0].Path)
			for i, r := range results {
				if out.Rate != r.Rate {
					t.Errorf("segment %d says %d Hz and the first has %d", r.Segment.Index, r.Rate, out.Rate)
				}
				got := first(decoded[i+1], out.Channels)
				if over := len(got) - int(r.Samples); over < 0 || over > test.slack {
					t.Errorf("segment %d holds %d samples and says %d", r.Segment.Index, len(got), r.Samples)
				}
				want := r.Rate.Position(src.Rate.Time(r.Segment.Len()))
				if r.Samples != want {
					t.Errorf("segment %d says %d samples, want %d", r.Segment.Index, r.Samples, want)
				}
				// Resampling has no delay of its own: there the lengths say enough.
				if test.slack < 2000 && r.Rate == src.Rate {
					inPlace(t, whole, got, r)
				}
			}
		})
	}
}

// first returns the first channel of audio in 16 bits.
func first(raw []byte, channels int) []float64 {
	out := make([]float64, len(raw)/2/channels)
	for i := range out {
		at := 2 * i * channels
		out[i] = float64(int16(uint16(raw[at]) | uint16(raw[at+1])<<8))
	}
	return out
}

// inPlace fails if the audio of a written segment is shifted against the
// source's: it is most like the source where it should be.
func inPlace(t *testing.T, whole, part []float64, r Result) {
	t.Helper()
	best, at := -1.0, 0
	const window = 8_000
	from := 4_000
	for shift := -40; shift <= 40; shift++ {
		sum := 0.0
		for i := from; i < from+window; i++ {
			sum += part[i] * whole[int(r.Segment.Start)+i+shift]
		}
		if sum > best {
			best, at = sum, shift
		}
	}
	if at != 0 {
		t.Errorf("segment %d is shifted by %d samples", r.Segment.Index, at)
	}
}

// Long segments, which one ffmpeg decodes and encodes, hold the same samples as
// short ones, which are fed.
func TestLongSegmentsKeepEverySample(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source string
		output Output
	}{
		{"a.flac", Output{}},
		{"b.wav", Output{Format: ALAC}},
		{"c.mp3", Output{Format: WAV}},
		{"d.flac", Output{Format: MP3}},
		{"e.flac", Output{FadeIn: timeline.Seconds(1), FadeOut: timeline.Seconds(1)}},
		{"f.m4a", Output{Format: Opus}},
	} {
		t.Run(test.source, func(t *testing.T) {
			t.Parallel()
			const rate = 8000
			src := probeMedia(t, makeLong(t, test.source, rate, 200))
			job := task(t, src, parts(src, 70*rate+1, 135*rate+7), test.output)
			results := write(t, job)
			m, _ := chosen(t, src, test.output)
			decoded := decodeAll(t, "s16le", append([]string{src.Path}, pathsOf(results)...)...)
			for i, r := range results {
				want := int(r.Rate.Position(src.Rate.Time(r.Segment.Len())))
				if got := len(decoded[i+1]) / 2; got != want || int(r.Samples) != want {
					t.Errorf("segment %d holds %d samples and says %d, want %d", i, got, r.Samples, want)
				}
			}
			if m.Lossless && !bytes.Equal(bytes.Join(decoded[1:], nil), decoded[0]) {
				t.Error("the segments laid end to end are not the source")
			}
			if test.output.Format == MP3 {
				for i, r := range results {
					inPlace(t, first(decoded[0], 1), first(decoded[i+1], 1), r)
				}
			}
		})
	}
}

// makeLong writes that many seconds of mono music.
func makeLong(t *testing.T, name string, rate, seconds int) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	mediatest.FFmpeg(t, "-stream_loop", "-1", "-i", base(t), "-ac", "1", "-ar", strconv.Itoa(rate),
		"-t", strconv.Itoa(seconds), path)
	return path
}
