package mediatest

import (
	"encoding/binary"
	"math"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// Decode returns what one ffmpeg decodes the first audio of each file to, raw, in
// one of ffmpeg's formats of PCM, as s16le.
func Decode(t testing.TB, format string, paths ...string) [][]byte {
	t.Helper()
	return DecodeWith(t, format, asIs, paths...)
}

// asIs are no options for any file.
func asIs(int) []string { return nil }

// DecodeWith is Decode with options of ffmpeg for each file.
func DecodeWith(t testing.TB, format string, options func(i int) []string, paths ...string) [][]byte {
	t.Helper()
	return decode(t, format, inputs(options, paths), nil, len(paths))
}

// Audible is Decode to floats without what comes before the time 0: where an edit
// list begins within a packet of HE-AAC, ffmpeg from version 7 on plays all of
// that packet.
func Audible(t testing.TB, paths ...string) [][]byte {
	t.Helper()
	return decode(t, "f32le", inputs(asIs, paths), []string{"-af", "atrim=start=0"}, len(paths))
}

// decode returns what ffmpeg decodes its inputs to.
func decode(t testing.TB, format string, args, filter []string, count int) [][]byte {
	t.Helper()
	muxer := format
	if format == "s64le" { // for which ffmpeg has none
		muxer = "data"
	}
	folder := t.TempDir()
	out := func(i int) string { return filepath.Join(folder, strconv.Itoa(i)) }
	for i := range count {
		args = append(append(args, "-map", strconv.Itoa(i)+":a:0"), filter...)
		args = append(args, "-f", muxer, "-c:a", "pcm_"+format, out(i))
	}
	FFmpeg(t, args...)
	all := make([][]byte, count)
	for i := range all {
		all[i] = Read(t, out(i))
	}
	return all
}

// inputs returns the arguments with which ffmpeg reads files, with options for each.
func inputs(options func(i int) []string, paths []string) (args []string) {
	for i, path := range paths {
		args = append(append(args, options(i)...), "-i", "file:"+path)
	}
	return args
}

// Packets returns the size and the checksum of each packet of files that ffmpeg
// reads with options for each.
func Packets(t testing.TB, options func(i int) []string, paths ...string) [][]string {
	t.Helper()
	args, folder := inputs(options, paths), t.TempDir()
	for i := range paths {
		args = append(args, "-map", strconv.Itoa(i)+":a", "-c", "copy", "-f", "framemd5", filepath.Join(folder, strconv.Itoa(i)))
	}
	FFmpeg(t, args...)
	all := make([][]string, len(paths))
	for i := range paths {
		for line := range strings.Lines(string(Read(t, filepath.Join(folder, strconv.Itoa(i))))) {
			if fields := strings.Split(line, ","); len(fields) >= 6 && line[0] != '#' {
				all[i] = append(all[i], strings.TrimSpace(fields[4])+" "+strings.TrimSpace(fields[5]))
			}
		}
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
