package mp3

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// The shared sources: real music and speech of Debian's asterisk packages. The
// music is telephone music at 8 kHz; played at 44.1 kHz, a piece on each side,
// it fills the band as any stereo recording does.
var wavs = struct{ stereo, mono string }{}

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cut-mp3-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	wavs.stereo = filepath.Join(dir, "stereo.wav")
	wavs.mono = filepath.Join(dir, "mono.wav")
	const moh, speech = "/usr/share/asterisk/moh/", "/usr/share/asterisk/sounds/en_US_f_Allison/"
	for _, args := range [][]string{
		{
			"-i", moh + "reno_project-system.wav", "-i", moh + "macroform-the_simplicity.wav", "-filter_complex",
			"[0]asetrate=44100[a];[1]asetrate=44100[b];[a][b]amerge=inputs=2", "-t", "12", wavs.stereo,
		},
		{
			"-i", "concat:" + strings.Repeat("|"+speech+"demo-congrats.wav", 2)[1:], "-ar", "44100", "-t", "25", wavs.mono,
		},
	} {
		cmd := exec.Command("ffmpeg", append([]string{"-v", "error", "-nostdin"}, args...)...)
		if out, err := cmd.CombinedOutput(); err != nil {
			fmt.Fprintf(os.Stderr, "%v: %v\n%s", cmd, err, out)
			return 1
		}
	}
	return m.Run()
}

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
	wav := wavs.stereo
	if k.mono {
		wav = wavs.mono
	}
	path := filepath.Join(t.TempDir(), k.name+".mp3")
	if k.encode[0] == "ffmpeg" {
		args := append([]string{"-v", "error", "-nostdin", "-i", wav, "-c:a", "libmp3lame"}, k.encode[1:]...)
		command(t, "ffmpeg", append(args, path)...)
	} else {
		command(t, "lame", append(append([]string{"--quiet"}, k.encode...), wav, path)...)
	}
	return path
}

// command runs a program and returns its output.
func command(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.String())
	}
	return out
}

// open indexes a file and makes its Cutter.
func open(t testing.TB, path string) (*mp3.Stream, *Cutter) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	s, err := mp3.Index(context.Background(), f, info.Size())
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
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	done := timeline.Position(0)
	n, err := c.Write(context.Background(), f, p, func(more timeline.Position) { done += more })
	if err != nil {
		t.Fatalf("part %d [%d, %d): %v", i, p.Start, p.End, err)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	size, err := c.Size(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if n != info.Size() || size != n || done != p.Len() {
		t.Errorf("part %d: Write said %d bytes, Size %d, the file has %d; progress told of %d samples", i, n, size, info.Size(), done)
	}
	return path
}
