package waveform

import (
	"context"
	"testing"

	"audiospliter/engine/timeline"
)

// TestOverviewIsTrue holds each column to the envelope: its window lies in the
// column, or near it where windows are fewer.
func TestOverviewIsTrue(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"a.wav", "a.mp3", "a.flac", "a.m4a", "a.ogg", "a.opus", "a.mka", "alac.m4a"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var args []string
			if name == "a.ogg" {
				args = []string{"-c:a", "libvorbis"}
			}
			if name == "alac.m4a" {
				args = []string{"-c:a", "alac"}
			}
			src := source(t, musicFile(t, dir, name, 60, 48000, 2, args...))
			if src.Samples == 0 {
				src.Samples = 60 * 48000 // Matroska says it of the file only
			}
			const n = 60
			columns, err := Overview(context.Background(), tools(t), src, n)
			if err != nil {
				t.Fatal(err)
			}
			e := mustScan(t, src, 1)
			silent := 0
			for ch := range columns {
				for i, c := range columns[ch] {
					width := e.Samples() / n
					start := timeline.Position(i) * width
					whole := e.Column(ch, start-width, start+2*width)
					const slack = 700 // of the noise that a decoder makes up
					if int(c.Min) < int(whole.Min)-slack || int(c.Max) > int(whole.Max)+slack {
						t.Errorf("column %d of channel %d is %v, the envelope has %v", i, ch, c, whole)
					}
					if c.Max-c.Min < (whole.Max-whole.Min)/50 {
						silent++
					}
				}
			}
			if silent > n/2 {
				t.Errorf("%d of %d columns are silent", silent, 2*n)
			}
		})
	}
}
