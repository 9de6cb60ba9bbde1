package mp4

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// FuzzCut cuts files of any bytes: what is written can be read again, or there
// is an error of the package's own.
func FuzzCut(f *testing.F) {
	for _, args := range [][]string{{}, {"-movflags", "empty_moov+delay_moov", "-frag_duration", "50000"}} {
		path := filepath.Join(f.TempDir(), "a.m4a")
		mediatest.FFmpeg(f, append(append([]string{"-t", "0.4", "-i", mediatest.Music, "-c:a", "aac"}, args...), path)...)
		b := mediatest.Read(f, path)
		f.Add(b, int64(2048), int64(100), int64(1500))
	}
	out := filepath.Join(f.TempDir(), "part.m4a")
	f.Fuzz(func(t *testing.T, b []byte, samples, start, end int64) {
		r := bytes.NewReader(b)
		track, err := mp4.Open(r, int64(len(b)), 0)
		if err != nil {
			return
		}
		stream, err := aac.OfTrack(track, 8000, 1, timeline.Position(samples))
		if err != nil {
			return
		}
		from := Source{}
		from.Items, from.Dropped = mp4.Items(r, int64(len(b)))
		c, err := NewCutter(r, stream, from)
		if err != nil {
			return
		}
		file, err := os.Create(out)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		p := native.Part{Start: timeline.Position(start), End: timeline.Position(end)}
		n, err := c.Write(t.Context(), file, p, func(timeline.Position) {})
		if err != nil {
			if fault.CodeOf(err) == fault.IOFailed {
				t.Errorf("%v", err)
			}
			return
		}
		again, err := mp4.Open(file, n, 0)
		if err != nil {
			t.Fatal(err)
		}
		for p, err := range again.All(0) {
			if err != nil {
				t.Fatalf("%+v: %v", p, err)
			}
		}
	})
}
