package waveform

import (
	"context"
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// checkEnvelope compares an envelope with one computed naively.
func checkEnvelope(t *testing.T, e *Envelope, samples []int16) {
	t.Helper()
	n := len(samples) / e.Channels
	if int(e.Samples()) != n {
		t.Fatalf("%d samples, a single decode gives %d", e.Samples(), n)
	}
	bad := 0
	peaks := peakReader{e: e}
	for at := 0; at < n; at += e.Block {
		peak := 0
		for _, v := range samples[at*e.Channels : min(at+e.Block, n)*e.Channels] {
			peak = max(peak, int(v), -int(v))
		}
		if got := int(peaks.at(int64(at / e.Block))); got != peak {
			if bad++; bad < 5 {
				t.Errorf("block %d: peak %d, want %d", at/e.Block, got, peak)
			}
		}
	}
	for at := 0; at < n; at += e.box() {
		for ch := range e.Channels {
			want, sum, count := Box{Min: 32767, Max: -32768}, 0.0, 0
			for k := at; k < min(at+e.box(), n); k++ {
				v := samples[k*e.Channels+ch]
				want.Min, want.Max = min(want.Min, v), max(want.Max, v)
				sum += float64(v) * float64(v) / (1 << 30)
				count++
			}
			got := e.Column(ch, timeline.Position(at), timeline.Position(at+1))
			power := sum / float64(count)
			if got.Min != want.Min || got.Max != want.Max || math.Abs(float64(got.Power)-power) > 1e-6*power {
				if bad++; bad < 5 {
					t.Errorf("channel %d at %d: %+v, want %+v with power %g", ch, at, got, want, power)
				}
			}
		}
	}
	if bad > 0 {
		t.Fatalf("%d blocks and boxes differ", bad)
	}
}

func TestScanEqualsOneDecode(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	tests := []struct {
		name           string
		rate, channels int
		args           []string
	}{
		{"cbr.mp3", 44100, 2, []string{"-b:a", "128k"}},
		{"vbr.mp3", 44100, 2, []string{"-q:a", "2"}},
		{"untagged.mp3", 44100, 2, []string{"-q:a", "4", "-write_xing", "0", "-id3v2_version", "0"}},
		{"untagged-cbr.mp3", 22050, 1, []string{"-b:a", "56k", "-write_xing", "0", "-id3v2_version", "0"}},
		{"8k.flac", 8000, 1, nil},
		{"192k.flac", 192000, 2, []string{"-sample_fmt", "s32"}},
		{"5.1.flac", 48000, 6, nil},
		{"16.wav", 44100, 2, []string{"-c:a", "pcm_s16le"}},
		{"24.wav", 96000, 2, []string{"-c:a", "pcm_s24le"}},
		{"32.wav", 48000, 3, []string{"-c:a", "pcm_s32le"}},
		{"float.wav", 48000, 2, []string{"-c:a", "pcm_f32le"}},
		{"double.wav", 48000, 1, []string{"-c:a", "pcm_f64le"}},
		{"8.wav", 11025, 1, []string{"-c:a", "pcm_u8"}},
		{"16.aiff", 44100, 2, nil},
		{"24.caf", 44100, 2, []string{"-c:a", "pcm_s24be"}},
		{"alaw.wav", 8000, 1, []string{"-c:a", "pcm_alaw"}},
		{"aac.m4a", 44100, 2, []string{"-b:a", "128k", "-aac_pns", "0"}},
		{"alac.m4a", 44100, 2, []string{"-c:a", "alac"}},
		{"vorbis.ogg", 44100, 2, []string{"-c:a", "libvorbis"}},
		{"vorbis-mono.ogg", 48000, 1, []string{"-c:a", "libvorbis"}},
		{"opus.opus", 48000, 2, []string{"-c:a", "libopus", "-b:a", "64k"}},
		{"5.1.opus", 48000, 6, []string{"-c:a", "libopus"}},
		{"mka.mka", 44100, 2, []string{"-c:a", "libvorbis"}},
		{"adts.aac", 44100, 2, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := musicFile(t, dir, test.name, 65, test.rate, test.channels, test.args...)
			src := source(t, path)
			want := decoded(t, path)
			for _, workers := range []int{1, 3} {
				e := mustScan(t, src, workers)
				checkEnvelope(t, e, want)
				if w := e.Warnings(); len(w) > 0 {
					t.Errorf("warnings: %q", w)
				}
			}
		})
	}
}

// TestRangesMeet decodes each format that is decoded in ranges side by side, and
// checks that no second pass was needed.
func TestRangesMeet(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, args := range map[string][]string{
		"cbr.mp3":      {"-b:a", "128k"},
		"vbr.mp3":      {"-q:a", "2"},
		"untagged.mp3": {"-q:a", "4", "-write_xing", "0", "-id3v2_version", "0"},
		"flac.flac":    nil,
		"aac.m4a":      {"-b:a", "96k"},
		"alac.m4a":     {"-c:a", "alac"},
		"opus.opus":    {"-c:a", "libopus", "-b:a", "64k"},
		"vorbis.ogg":   {"-c:a", "libvorbis"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src := source(t, musicFile(t, dir, name, 125, 44100, 2, args...))
			s := &scan{tools: tools(t), src: src, workers: 5, e: newEnvelope(src.Rate, src.Channels)}
			ranges, err := s.ranges(t.Context())
			if len(ranges) != 5 || err != nil {
				t.Fatalf("%d ranges, %v", len(ranges), err)
			}
			if err := s.sideBySide(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestScanOfDamage(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := musicFile(t, dir, "good.mp3", 65, 44100, 2, "-b:a", "128k")
	data, err := os.ReadFile(good)
	if err != nil {
		t.Fatal(err)
	}
	src := source(t, good)
	for i := range 4000 {
		data[len(data)/2+i] = byte(i * 7)
	}
	src.Path = filepath.Join(dir, "damaged.mp3")
	if err := os.WriteFile(src.Path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	want := decoded(t, src.Path)
	checkEnvelope(t, mustScan(t, src, 1), want)
	checkEnvelope(t, mustScan(t, src, 3), want)
}

func TestScanOfOddFloats(t *testing.T) {
	t.Parallel()
	path := musicFile(t, t.TempDir(), "odd.wav", 2, 8000, 1, "-c:a", "pcm_f32le")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	src := source(t, path)
	at := len(data) - 4*1000
	for i, v := range []float32{float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), 1e30, 1.5, -2} {
		binary.LittleEndian.PutUint32(data[at+400*i:], math.Float32bits(v))
	}
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	e := mustScan(t, src, 1)
	checkEnvelope(t, e, decoded(t, path))
	if w := e.Warnings(); len(w) != 1 || !strings.Contains(w[0].String(), "not numbers") {
		t.Errorf("warnings: %q", w)
	}
}

func TestScanOfWrongLengths(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.mp3", "a.flac", "a.opus"} {
		src := source(t, musicFile(t, dir, name, 65, 48000, 2))
		want := decoded(t, src.Path)
		for _, claim := range []timeline.Position{0, 10, src.Samples / 2, src.Samples * 2, src.Samples * 50} {
			src.Samples = claim
			checkEnvelope(t, mustScan(t, src, 3), want)
		}
	}
}

func TestScanFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.wav")
	if err := os.WriteFile(text, []byte(strings.Repeat("no audio ", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path     string
		channels int
		code     fault.Code
	}{
		{text, 2, fault.CorruptFile},
		{filepath.Join(dir, "missing.mp3"), 2, fault.FileNotFound},
		{text, 0, fault.UnsupportedFormat},
	} {
		src := media.Source{Path: test.path, Container: "mp3", Codec: "mp3", Rate: 44100, Channels: test.channels, Samples: 1 << 30}
		_, err := Scan(context.Background(), tools(t), src, Options{})
		if fault.CodeOf(err) != test.code {
			t.Errorf("%s: %v, want %s", filepath.Base(test.path), err, test.code)
		}
	}
}

func TestScanIsCanceled(t *testing.T) {
	t.Parallel()
	src := source(t, musicFile(t, t.TempDir(), "a.mp3", 60, 44100, 2))
	ctx, cancel := context.WithCancel(context.Background())
	_, err := Scan(ctx, tools(t), src, Options{Workers: 2, Live: func(*Envelope) { cancel() }})
	if fault.CodeOf(err) != fault.Canceled {
		t.Errorf("got %v", err)
	}
}

func TestScanIsSeenWhileItRuns(t *testing.T) {
	t.Parallel()
	src := source(t, musicFile(t, t.TempDir(), "a.flac", 60, 44100, 2))
	var live *Envelope
	var last atomic.Int64
	e, err := Scan(context.Background(), tools(t), src, Options{
		Live: func(e *Envelope) {
			live = e
			if e.HasAt(0) || e.Samples() != src.Samples || len(e.Columns(0, 0, e.Samples(), 100)) != 100 {
				t.Error("something is there before it has begun")
			}
		},
		Progress: func(done, total timeline.Position) {
			last.Store(int64(done))
			_ = live.Columns(1, 0, live.Samples(), 300)
			if done > total {
				t.Errorf("%d of %d are done", done, total)
			}
		},
	})
	if err != nil || e != live || last.Load() != int64(e.Samples()) || !e.HasAt(e.Samples()-1) || e.HasAt(e.Samples()+e.span()) {
		t.Errorf("%v, %d of %d done", err, last.Load(), e.Samples())
	}
}
