package media

import (
	"path/filepath"
	"testing"
)

// BenchmarkProbe is what one file of a large drop costs.
func BenchmarkProbe(b *testing.B) {
	dir := sources(b)
	for _, words := range []string{"x.mp3", "x.flac", "x.m4a", "x.opus", "x.mka"} {
		encode(b, dir, "-i music.wav "+words)
		b.Run(words, func(b *testing.B) {
			for b.Loop() {
				probed(b, filepath.Join(dir, words))
			}
		})
	}
}
