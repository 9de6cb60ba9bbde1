package cut

import (
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
)

// copyingRival is one ffmpeg that copies the packets of the whole file.
var copyingRival = rival{"ffmpeg-copying", "ffmpeg", func(source, out string) []string {
	return []string{"-v", "error", "-nostdin", "-i", source, "-c", "copy", filepath.Join(out, "copy"+filepath.Ext(source))}
}}

// BenchmarkOpus cuts an hour of Opus (41 MB).
func BenchmarkOpus(b *testing.B) {
	source := filepath.Join(b.TempDir(), "music.opus")
	mediatest.Run(b, "opusenc", "--quiet", "--bitrate", "96", "--comp", "0", wav16(b, 3600), source)
	benchmarkCopying(b, source, Output{}, []rival{copyingRival, segmentRival("60", ".opus")})
}

// BenchmarkVorbis cuts an hour of Vorbis (50 MB).
func BenchmarkVorbis(b *testing.B) {
	source := filepath.Join(b.TempDir(), "music.ogg")
	mediatest.Run(b, "oggenc", "-Q", "-q", "4", "-o", source, wav16(b, 3600))
	benchmarkCopying(b, source, Output{}, []rival{copyingRival, segmentRival("60", ".ogg")})
}
