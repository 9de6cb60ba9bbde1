package waveview

import (
	"bufio"
	"context"
	"encoding/binary"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/waveform"
)

// noise writes a stereo WAV file of noise whose loudness changes, and scans it.
// At 2000 Hz an envelope has as many boxes as at any rate.
func noise(tb testing.TB, seconds int) Sound {
	tb.Helper()
	const rate = 2000
	path := filepath.Join(tb.TempDir(), "noise.wav")
	file, err := os.Create(path)
	if err != nil {
		tb.Fatal(err)
	}
	w := bufio.NewWriterSize(file, 1<<20)
	size := uint32(seconds * rate * 4)
	header := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, size+36)...)
	header = append(header, "WAVEfmt \x10\x00\x00\x00\x01\x00\x02\x00"...)
	header = binary.LittleEndian.AppendUint32(header, rate)
	header = binary.LittleEndian.AppendUint32(header, rate*4)
	header = append(header, "\x04\x00\x10\x00data"...)
	_, _ = w.Write(binary.LittleEndian.AppendUint32(header, size))
	random := rand.New(rand.NewPCG(1, 2))
	var b [4]byte
	for i := range seconds * rate {
		loud := int32(1000 + 30000*(i/rate%60)/60)
		if i/rate%60 < 3 {
			loud = 20
		}
		v := random.Uint32()
		binary.LittleEndian.PutUint16(b[:], uint16(int32(v&0xffff)*loud/65536-loud/2))
		binary.LittleEndian.PutUint16(b[2:], uint16(int32(v>>16)*loud/65536-loud/2))
		_, _ = w.Write(b[:])
	}
	if err := w.Flush(); err != nil {
		tb.Fatal(err)
	}
	if err := file.Close(); err != nil {
		tb.Fatal(err)
	}
	tools, err := ffmpeg.Find("")
	if err != nil {
		tb.Fatal(err)
	}
	src, err := media.Probe(context.Background(), tools, path)
	if err != nil {
		tb.Fatal(err)
	}
	e, err := waveform.Scan(context.Background(), tools, src, waveform.Options{})
	if err != nil {
		tb.Fatal(err)
	}
	return Sound{Rate: src.Rate, Channels: src.Channels, Samples: src.Samples, Envelope: e}
}

// BenchmarkPan reports how long a frame takes while ten hours with a thousand
// segments pan under the pointer, at several zooms: the picture alone at the
// size of a 4K screen, and all that Fyne does for the widget at 1600 points. A
// frame has 16.7 ms at 60 frames a second.
func BenchmarkPan(b *testing.B) {
	sound := noise(b, 10*3600)
	var segments []Segment
	for i := range sound.Samples / (36 * 2000) {
		segments = append(segments, Segment{Start: i * 36 * 2000, End: (i + 1) * 36 * 2000, Title: "Chapter", Excluded: i%7 == 0})
	}
	for _, zoom := range []struct {
		name    string
		seconds float64
	}{{"10h", 36000}, {"1h", 3600}, {"1min", 60}} {
		b.Run("picture-4K/"+zoom.name, func(b *testing.B) {
			s := scene{sound: sound, segments: segments, markers: markers(segments, sound.Samples), selected: -1, channels: true}
			s.view.width = 3840
			s.view.open(sound.Samples)
			s.view.zoom(0, zoom.seconds/36000)
			img := image.NewRGBA(image.Rect(0, 0, 3840, 600))
			worst := time.Duration(0)
			for b.Loop() {
				start := time.Now()
				s.view.pan(7)
				s.paint(img, 1)
				worst = max(worst, time.Since(start))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
		b.Run("widget/"+zoom.name, func(b *testing.B) {
			test.NewTempApp(b)
			v := New(Callbacks{})
			w := test.NewTempWindow(b, v)
			w.SetPadded(false)
			w.Resize(fyne.NewSize(1600, 300))
			v.Open(sound)
			v.SetSegments(segments)
			v.scene.view.zoom(0, zoom.seconds/36000)
			worst := time.Duration(0)
			for b.Loop() {
				start := time.Now()
				v.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(-2, 0)})
				v.renderer.paintWave(1600, 246)
				worst = max(worst, time.Since(start))
			}
			b.ReportMetric(float64(worst.Microseconds())/1000, "worst-ms")
		})
	}
}
