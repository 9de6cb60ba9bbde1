package mediatest

import (
	"encoding/binary"
	"math"
	"path/filepath"
	"strconv"
	"testing"
)

// Decode returns what one ffmpeg decodes the first audio of each file to, raw, in
// one of ffmpeg's formats of PCM, as s16le.
func Decode(t testing.TB, format string, paths ...string) [][]byte {
	t.Helper()
	return DecodeAs(t, format, func(int) string { return "" }, paths...)
}

// DecodeAs is Decode of files that ffmpeg takes for what demuxer says, "" for
// what it finds them to be.
func DecodeAs(t testing.TB, format string, demuxer func(i int) string, paths ...string) [][]byte {
	t.Helper()
	var args []string
	for i, path := range paths {
		if d := demuxer(i); d != "" {
			args = append(args, "-f", d)
		}
		args = append(args, "-i", "file:"+path)
	}
	muxer := format
	if format == "s64le" { // for which ffmpeg has none
		muxer = "data"
	}
	folder := t.TempDir()
	out := func(i int) string { return filepath.Join(folder, strconv.Itoa(i)) }
	for i := range paths {
		args = append(args, "-map", strconv.Itoa(i)+":a:0", "-f", muxer, "-c:a", "pcm_"+format, out(i))
	}
	FFmpeg(t, args...)
	all := make([][]byte, len(paths))
	for i := range all {
		all[i] = Read(t, out(i))
	}
	return all
}

// Oggdec returns what oggdec decodes Vorbis to, in 16 bits.
func Oggdec(t testing.TB, path string) []byte {
	t.Helper()
	return Run(t, "oggdec", "-Q", "-R", "-o", "-", path)
}

// Opusdec returns what opusdec decodes Opus to, in floats.
func Opusdec(t testing.TB, path string) []byte {
	t.Helper()
	return Run(t, "opusdec", "--quiet", "--float", "--rate", "48000", path, "-")
}

// Powers returns the sum of the squares of want, which holds floats, and that of
// what got differs by, over the length that both have.
func Powers(want, got []byte) (signal, noise float64) {
	for i := 0; i+4 <= min(len(want), len(got)); i += 4 {
		a := float64(math.Float32frombits(binary.LittleEndian.Uint32(want[i:])))
		b := float64(math.Float32frombits(binary.LittleEndian.Uint32(got[i:])))
		signal, noise = signal+a*a, noise+(a-b)*(a-b)
	}
	return signal, noise
}
