package picture

import (
	"bytes"
	"context"
	"encoding/binary"
	"image/color"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// steps of a second: sound, silence, sound on the left only.
func scanned(t *testing.T) (*ffmpeg.Tools, media.Source, *waveform.Envelope) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a.wav")
	out, err := exec.Command("ffmpeg", "-v", "error", "-f", "lavfi", "-i",
		"aevalsrc=exprs=0.8*sin(440*2*PI*t)*(lt(t\\,1)+gte(t\\,2))|0.8*sin(440*2*PI*t)*lt(t\\,1):s=8000:d=3", path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	src := media.Source{Path: path, Container: "wav", Codec: "pcm_s16le", Rate: 8000, Channels: 2, Streams: 1, Samples: 24000}
	e, err := waveform.Scan(context.Background(), tools, src, waveform.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return tools, src, e
}

func TestDraw(t *testing.T) {
	t.Parallel()
	_, _, e := scanned(t)
	var b bytes.Buffer
	err := WritePNG(&b, ShapeOf(e), Options{
		Width: 300, Height: 120, Ruler: true, Markers: []timeline.Position{16000},
		Silences: e.Silences(-40, 4000),
	})
	if err != nil {
		t.Fatal(err)
	}
	if path := os.Getenv("AUDIOSPLITER_TEST_PICTURE"); path != "" {
		if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	img, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		x, y int
		want color.Color
	}{
		{"the left's power", 50, 25, Light.Power},
		{"the left's peak", 50, 25 - 18, Light.Wave},
		{"above the peak", 50, 2, Light.Background},
		{"the right's power", 50, 75, Light.Power},
		{"silence", 150, 10, Light.Silence},
		{"the marker", 200, 2, Light.Marker},
		{"the right's rest", 250, 60, Light.Background},
		{"the ruler", 150, 100, Light.Text},
	} {
		if got := color.NRGBAModel.Convert(img.At(test.x, test.y)); got != test.want {
			t.Errorf("%s is %v, want %v", test.name, got, test.want)
		}
	}
}

func TestDrawRefuses(t *testing.T) {
	t.Parallel()
	_, _, e := scanned(t)
	for _, o := range []Options{{Width: -1}, {Width: 1 << 20}, {Width: 32768, Height: 32768}, {Start: 5, End: 3}} {
		if _, err := Draw(ShapeOf(e), o); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// TestPeaksOfAudiowaveform holds the formats to fixed bytes, made by hand from
// audiowaveform's description of them.
func TestPeaksOfAudiowaveform(t *testing.T) {
	t.Parallel()
	mono := &Peaks{Rate: 44100, SamplesPerPixel: 512, Channels: 1, Bits: 16, Data: []int16{-300, 200, -32768, 32767}}
	stereo8 := &Peaks{Rate: 48000, SamplesPerPixel: 256, Channels: 2, Bits: 8, Data: []int16{-65, 63, -66, 64}}
	tests := []struct {
		peaks *Peaks
		dat   []byte
		json  string
	}{
		{
			mono,
			[]byte{1, 0, 0, 0, 0, 0, 0, 0, 0x44, 0xac, 0, 0, 0, 2, 0, 0, 2, 0, 0, 0, 0xd4, 0xfe, 200, 0, 0, 0x80, 0xff, 0x7f},
			`{"version":2,"channels":1,"sample_rate":44100,"samples_per_pixel":512,"bits":16,"length":2,"data":[-300,200,-32768,32767]}`,
		},
		{
			stereo8,
			[]byte{2, 0, 0, 0, 1, 0, 0, 0, 0x80, 0xbb, 0, 0, 0, 1, 0, 0, 1, 0, 0, 0, 2, 0, 0, 0, 0xbf, 63, 0xbe, 64},
			`{"version":2,"channels":2,"sample_rate":48000,"samples_per_pixel":256,"bits":8,"length":1,"data":[-65,63,-66,64]}`,
		},
	}
	for _, test := range tests {
		var dat, text bytes.Buffer
		if err := test.peaks.WriteDat(&dat); err != nil || !bytes.Equal(dat.Bytes(), test.dat) {
			t.Errorf("%v: % x, want % x", err, dat.Bytes(), test.dat)
		}
		if err := test.peaks.WriteJSON(&text); err != nil || text.String() != test.json+"\n" {
			t.Errorf("%v: %s, want %s", err, text.String(), test.json)
		}
		for name, read := range map[string]func() (*Peaks, error){
			"dat":  func() (*Peaks, error) { return ReadDat(&dat) },
			"json": func() (*Peaks, error) { return ReadJSON(&text) },
		} {
			got, err := read()
			if err != nil || !slices.Equal(got.Data, test.peaks.Data) || got.Channels != test.peaks.Channels ||
				got.Bits != test.peaks.Bits || got.Rate != test.peaks.Rate || got.SamplesPerPixel != test.peaks.SamplesPerPixel {
				t.Errorf("%s: %+v, %v", name, got, err)
			}
		}
	}
	if got := mono.In8Bits().Data; !slices.Equal(got, []int16{-1, 0, -128, 127}) {
		t.Errorf("in 8 bits: %v", got)
	}
}

// A picture of peaks shows, at each column, what is in the stretches below it.
func TestShapeOfPeaks(t *testing.T) {
	t.Parallel()
	p := &Peaks{Rate: 8000, SamplesPerPixel: 100, Channels: 2, Bits: 8, Data: []int16{-1, 2, -100, 100, -3, 4, -5, 6, -7, 1, 0, 0}}
	s := p.Shape()
	if s.Samples != 300 || s.Rate != 8000 || s.Channels != 2 {
		t.Errorf("%+v", s)
	}
	for _, test := range []struct {
		channel    int
		start, end timeline.Position
		want       []waveform.Box
	}{
		{0, 0, 300, []waveform.Box{{Min: -256, Max: 512}, {Min: -768, Max: 1024}, {Min: -1792, Max: 256}}},
		{1, 0, 200, []waveform.Box{{Min: -25600, Max: 25600}}},
		{0, 50, 300, []waveform.Box{{Min: -768, Max: 1024}, {Min: -1792, Max: 1024}}},
		{0, 0, 50, []waveform.Box{{Min: -256, Max: 512}, {Min: -256, Max: 512}}},
		{0, 250, 450, []waveform.Box{{Min: -1792, Max: 256}, {}}},
	} {
		if got := s.Columns(test.channel, test.start, test.end, len(test.want)); !slices.Equal(got, test.want) {
			t.Errorf("channel %d, %d to %d: %v, want %v", test.channel, test.start, test.end, got, test.want)
		}
	}
	if _, err := Draw(s, Options{Width: 10, Height: 40, Ruler: true}); err != nil {
		t.Error(err)
	}
}

func TestExtremes(t *testing.T) {
	t.Parallel()
	tools, src, _ := scanned(t)
	raw, err := exec.Command("ffmpeg", "-v", "error", "-i", src.Path, "-f", "s16le", "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	for _, mono := range []bool{false, true} {
		got, err := waveform.Extremes(context.Background(), tools, src, 256, mono)
		if err != nil {
			t.Fatal(err)
		}
		var want []int16
		for at := 0; at < len(raw)/4; at += 256 {
			var lo, hi [2]int
			lo, hi = [2]int{40000, 40000}, [2]int{-40000, -40000}
			for i := at; i < min(at+256, len(raw)/4); i++ {
				l := int(int16(binary.LittleEndian.Uint16(raw[4*i:])))
				r := int(int16(binary.LittleEndian.Uint16(raw[4*i+2:])))
				if mono {
					l = (l + r) / 2
				}
				lo, hi = [2]int{min(lo[0], l), min(lo[1], r)}, [2]int{max(hi[0], l), max(hi[1], r)}
			}
			want = append(want, int16(lo[0]), int16(hi[0]))
			if !mono {
				want = append(want, int16(lo[1]), int16(hi[1]))
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("mono %v: %d numbers, want %d others", mono, len(got), len(want))
		}
	}
}

func FuzzReadDat(f *testing.F) {
	f.Add([]byte{1, 0, 0, 0, 0, 0, 0, 0, 0x44, 0xac, 0, 0, 0, 2, 0, 0, 1, 0, 0, 0, 1, 2, 3, 4})
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadDat(bytes.NewReader(data))
		if err != nil {
			return
		}
		var b bytes.Buffer
		if err := p.WriteDat(&b); err != nil {
			t.Fatal(err)
		}
	})
}

func FuzzReadJSON(f *testing.F) {
	f.Add([]byte(`{"version":2,"channels":2,"sample_rate":8000,"samples_per_pixel":256,"bits":8,"length":1,"data":[-65,63,-66,64]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ReadJSON(bytes.NewReader(data))
		if err == nil && p.WriteJSON(&bytes.Buffer{}) != nil {
			t.Fatalf("%+v cannot be written", p)
		}
	})
}
