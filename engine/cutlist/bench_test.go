package cutlist

import (
	"bytes"
	"fmt"
	"testing"

	"audiospliter/engine/timeline"
)

// BenchmarkRead reads 10,000 cuts in each format.
func BenchmarkRead(b *testing.B) {
	l := &List{}
	for i := range int64(10_000) {
		l.Tracks = append(l.Tracks, Track{
			Start: timeline.Millis(i * 3500), End: timeline.Millis(i*3500 + 3250), HasEnd: true, Title: fmt.Sprintf("Sentence %d", i),
		})
	}
	for _, f := range Formats() {
		b.Run(string(f), func(b *testing.B) {
			var text bytes.Buffer
			if err := Write(&text, f, l); err != nil {
				b.Fatal(err)
			}
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Read(bytes.NewReader(text.Bytes()), Options{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
