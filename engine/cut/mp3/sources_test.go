package mp3

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/mp3"
)

func TestMain(m *testing.M) { os.Exit(mediatest.Main(m)) }

// A kind is a way to make a source.
type kind struct {
	name   string
	mono   bool
	encode []string // of lame, or of ffmpeg where the first word is ffmpeg
}

var kinds = []kind{
	{"cbr128", false, []string{"-b", "128"}},
	{"cbr320", false, []string{"-b", "320"}},
	{"cbr96joint", false, []string{"-b", "96", "-m", "j"}},
	{"v0", false, []string{"-V0"}},
	{"v2", false, []string{"-V2"}},
	{"v9", false, []string{"-V9"}},
	{"abr", false, []string{"--abr", "140"}},
	{"crc", false, []string{"-p", "-b", "160"}},
	{"crcv4", false, []string{"-p", "-V4"}},
	{"notag", false, []string{"-t", "-b", "128"}},
	{"notagv2", false, []string{"-t", "-V2"}},
	{"ffmpeg", false, []string{"ffmpeg", "-b:a", "128k"}},
	{"mono64", true, []string{"-m", "m", "-b", "64"}},
	{"22k", false, []string{"--resample", "22.05", "-b", "56"}},
	{"11k", true, []string{"--resample", "11.025", "-b", "24"}},
	{"8k", true, []string{"--resample", "8", "-b", "8"}},
	{"48kv0", false, []string{"--resample", "48", "-V0"}},
	{"24kcrc8", false, []string{"-p", "-m", "s", "--resample", "24", "-b", "8"}},
	{"16kcrcvbr", true, []string{"-p", "--resample", "16", "-V5"}},
}

// make encodes a source of the kind.
func (k kind) make(t testing.TB) string {
	t.Helper()
	wav := mediatest.Stereo(t, 44100, 12, "")
	if k.mono {
		wav = speech(t)
	}
	path := filepath.Join(t.TempDir(), k.name+".mp3")
	if k.encode[0] == "ffmpeg" {
		mediatest.FFmpeg(t, append(append([]string{"-i", wav, "-c:a", "libmp3lame"}, k.encode[1:]...), path)...)
	} else {
		mediatest.Run(t, "lame", append(append([]string{"--quiet"}, k.encode...), wav, path)...)
	}
	return path
}

// speech returns 25 s of speech at 44.1 kHz.
func speech(t testing.TB) string {
	t.Helper()
	return mediatest.Shared(t, "speech.wav", func(path string) {
		mediatest.FFmpeg(t, "-i", "concat:"+mediatest.Speech+"|"+mediatest.Speech, "-ar", "44100", "-t", "25", path)
	})
}

// open indexes a file and makes its Cutter.
func open(t testing.TB, path string) (*mp3.Stream, *Cutter) {
	t.Helper()
	f, size := mediatest.Open(t, path)
	s, err := mp3.Index(context.Background(), f, size)
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(f, s)
	if err != nil {
		t.Fatal(err)
	}
	return s, c
}

// write writes a part beside others and returns its path.
func write(t testing.TB, c *Cutter, dir string, i int, p Part) string {
	t.Helper()
	path := filepath.Join(dir, fmt.Sprintf("part%03d.mp3", i))
	if written, size := mediatest.Write(t, c, path, p); size != written {
		t.Errorf("part %d: Write said %d bytes, Size %d", i, written, size)
	}
	return path
}
