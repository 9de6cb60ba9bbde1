package flac

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"
)

func TestMain(m *testing.M) { os.Exit(mediatest.Main(m)) }

// A kind is a way to make a source.
type kind struct {
	name     string
	sound    string
	rate     int
	channels int
	bits     int
	seconds  float64
	encode   []string // of flac, or of ffmpeg where the first word is ffmpeg
}

var kinds = []kind{
	{"level0", "music", 44100, 2, 16, 1.5, []string{"-0"}},
	{"level1", "music", 44100, 2, 16, 1.5, []string{"-1"}},
	{"level2", "music", 44100, 2, 16, 1.5, []string{"-2"}},
	{"level3", "music", 44100, 2, 16, 1.5, []string{"-3"}},
	{"level4", "music", 44100, 2, 16, 1.5, []string{"-4"}},
	{"level5", "music", 44100, 2, 16, 1.5, []string{"-5"}},
	{"level6", "music", 44100, 2, 16, 1.5, []string{"-6"}},
	{"level7", "music", 44100, 2, 16, 1.5, []string{"-7"}},
	{"level8", "music", 44100, 2, 16, 1.5, []string{"-8"}},
	{"order32", "music", 48000, 2, 24, 1, []string{"-8", "--lax", "-l", "32", "-b", "16384"}},
	{"tiny blocks", "music", 44100, 2, 16, 0.5, []string{"-5", "-b", "16", "--lax"}},
	{"odd blocks", "music", 44100, 2, 16, 1, []string{"-5", "-b", "1001", "--lax"}},
	{"huge blocks", "music", 44100, 2, 16, 4, []string{"-5", "-b", "65535", "--lax"}},
	{"wide Rice", "music", 44100, 1, 24, 1, []string{"-0", "-r", "0"}},
	{"24 bits", "music", 96000, 2, 24, 1.2, []string{"-8"}},
	{"192 kHz", "music", 192000, 2, 24, 1, []string{"-5"}},
	{"5.1", "music", 48000, 6, 24, 1, []string{"-5"}},
	{"7.1", "music", 32000, 8, 16, 1, []string{"-5"}},
	{"speech 8 kHz", "speech", 8000, 1, 16, 4, []string{"-8"}},
	{"8 bits", "speech", 11025, 1, 8, 3, []string{"-5"}},
	{"8 bits stereo", "music", 22050, 2, 8, 1.2, []string{"-5"}},
	{"12 bits", "music", 44100, 2, 12, 1, []string{"-5"}},
	{"20 bits", "music", 44100, 2, 20, 1, []string{"-5"}},
	{"32 bits", "music", 44100, 2, 32, 1, []string{"-8"}},
	{"wasted bits", "music", 44100, 2, 24, 1, []string{"wasted"}},
	{"odd rate", "music", 12345, 2, 16, 1.5, []string{"-5"}},
	{"unknown total", "music", 44100, 2, 16, 1.2, []string{"piped"}},
	{"ffmpeg 12", "music", 44100, 2, 16, 1.5, []string{"ffmpeg", "-compression_level", "12"}},
	{"ffmpeg 24", "music", 88200, 2, 24, 1, []string{"ffmpeg", "-compression_level", "8"}},
	{"ffmpeg 5.1", "music", 48000, 6, 16, 1, []string{"ffmpeg"}},
}

// wav returns what the kind is made of: music, stereo at 44.1 kHz in float and with
// noise below 16 bits, or speech.
func (k kind) wav(t testing.TB) string {
	t.Helper()
	if k.sound == "speech" {
		return mediatest.Speech
	}
	return mediatest.Stereo(t, 44100, 6, ",aformat=flt[c];anoisesrc=seed=3:a=0.0005:r=44100:d=12[d];[c][d]amix=inputs=2:duration=first", "-c:a", "pcm_f32le")
}

// make encodes a source of the kind.
func (k kind) make(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	raw := filepath.Join(dir, "raw")
	layout := map[int]string{1: "mono", 2: "stereo", 6: "5.1", 8: "7.1"}[k.channels]
	filter := fmt.Sprintf("aresample=%d,pan=%s", k.rate, layout)
	for c := range k.channels {
		if k.sound == "speech" {
			filter += fmt.Sprintf("|c%d=c0", c)
		} else {
			filter += fmt.Sprintf("|c%d=%.2f*c0+%.2f*c1", c, 0.3+0.08*float64(c), 0.7-0.08*float64(c))
		}
	}
	format, size := "s16le", 2
	switch {
	case k.bits == 8:
		format, size = "s8", 1
	case k.bits == 32:
		format, size = "s32le", 4
	case k.bits > 16 || k.encode[0] == "wasted":
		format, size = "s24le", 3
	}
	mediatest.FFmpeg(t, "-i", k.wav(t), "-af", filter, "-t", fmt.Sprint(k.seconds), "-f", format, "-c:a", "pcm_"+format, raw)
	depth := k.bits
	if shift := size*8 - k.bits; shift > 0 || k.encode[0] == "wasted" {
		b := mediatest.Read(t, raw)
		for i := 0; i+size <= len(b); i += size { // 12 and 20 bits, in whole bytes
			b[i] &= 0xF0
			if k.encode[0] == "wasted" {
				b[i] = 0
			}
		}
		if err := os.WriteFile(raw, b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	path := filepath.Join(dir, "source.flac")
	args := k.encode
	switch args[0] {
	case "ffmpeg":
		args = append([]string{"-f", format, "-ar", fmt.Sprint(k.rate), "-ac", fmt.Sprint(k.channels), "-i", raw, "-c:a", "flac"}, args[1:]...)
		mediatest.FFmpeg(t, append(args, path)...)
		return path
	case "wasted", "piped":
		args = []string{"-5"}
	}
	plain := []string{
		"-s", "--force-raw-format", "--endian=little", "--sign=signed", "--channels=" + fmt.Sprint(k.channels),
		"--bps=" + fmt.Sprint(size*8), "--sample-rate=" + fmt.Sprint(k.rate),
	}
	if depth < size*8 { // a WAV file can say so: sox does
		wav := filepath.Join(dir, "x.wav")
		if err := os.WriteFile(wav, narrow(t, raw, k, size), 0o600); err != nil {
			t.Fatal(err)
		}
		mediatest.Run(t, "flac", append(append([]string{"-s"}, args...), "-o", path, wav)...)
		return path
	}
	if k.encode[0] == "piped" {
		mediatest.Run(t, "sh", "-c", "flac "+strings.Join(append(plain, args...), " ")+" -c - < "+raw+" | cat > "+path)
		return path
	}
	mediatest.Run(t, "flac", append(append(plain, args...), "-o", path, raw)...)
	return path
}

// narrow returns a WAV file of samples that have fewer bits than their bytes.
func narrow(t testing.TB, raw string, k kind, size int) []byte {
	t.Helper()
	data := mediatest.Read(t, raw)
	le := func(v, n int) string {
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(v >> (8 * i))
		}
		return string(b)
	}
	const guid = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xAA\x00\x38\x9B\x71"
	format := le(0xFFFE, 2) + le(k.channels, 2) + le(k.rate, 4) + le(k.rate*k.channels*size, 4) + le(k.channels*size, 2) + le(8*size, 2) +
		le(22, 2) + le(k.bits, 2) + le(3, 4) + le(1, 2) + guid
	return []byte("RIFF" + le(len(data)+60, 4) + "WAVEfmt " + le(len(format), 4) + format + "data" + le(len(data), 4) + string(data))
}

// open indexes a file and makes its Cutter.
func open(t testing.TB, path string) (*flac.Stream, *Cutter) {
	t.Helper()
	f, size := mediatest.Open(t, path)
	s, err := flac.Index(context.Background(), f, size)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(f, s)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// write writes a part and returns its path.
func write(t testing.TB, c *Cutter, p native.Part) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "part.flac")
	n, size := mediatest.Write(t, c, path, p)
	if size < n || size > n+n/20+64 {
		t.Errorf("[%d, %d): Write said %d bytes, Size %d", p.Start, p.End, n, size)
	}
	return path
}
