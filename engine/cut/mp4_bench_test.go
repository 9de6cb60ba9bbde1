package cut

import (
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// BenchmarkAAC cuts an hour of AAC in M4A (58 MB).
func BenchmarkAAC(b *testing.B) {
	short, long := filepath.Join(b.TempDir(), "short.m4a"), filepath.Join(b.TempDir(), "long.m4a")
	mediatest.FFmpeg(b, "-i", wav16(b, 60), "-c:a", "aac", "-b:a", "128k", short)
	mediatest.FFmpeg(b, "-stream_loop", "59", "-i", short, "-c", "copy", long)
	benchmarkCopying(b, long, Output{}, []rival{
		copyRival,
		segmentRival("60", ".m4a"),
		{"ffmpeg-copy", "ffmpeg", func(source, out string) []string {
			return []string{"-v", "error", "-nostdin", "-i", source, "-c", "copy", filepath.Join(out, "one.m4a")}
		}},
	})
}
