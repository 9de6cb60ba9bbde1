package ogg

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// The shared sources: real music and speech of Debian's asterisk packages. The
// music is telephone music at 8 kHz; played at 48 kHz, a piece on each side, it
// fills the band as any stereo recording does.
var wavs = struct{ stereo, speech, surround string }{}

func TestMain(m *testing.M) { os.Exit(runAll(m)) }

func runAll(m *testing.M) int {
	dir, err := os.MkdirTemp("", "cut-ogg-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	wavs.stereo = filepath.Join(dir, "stereo.wav")
	wavs.speech = filepath.Join(dir, "speech.wav")
	wavs.surround = filepath.Join(dir, "surround.wav")
	const moh, speech = "/usr/share/asterisk/moh/", "/usr/share/asterisk/sounds/en_US_f_Allison/"
	for _, args := range [][]string{
		{
			"-i", moh + "reno_project-system.wav", "-i", moh + "macroform-the_simplicity.wav", "-filter_complex",
			"[0]asetrate=48000[a];[1]asetrate=48000[b];[a][b]amerge=inputs=2", "-t", "12", wavs.stereo,
		},
		{"-i", speech + "demo-congrats.wav", "-ar", "48000", "-t", "12", wavs.speech},
		{"-i", wavs.stereo, "-af", "pan=5.1|c0=c0|c1=c1|c2=.5*c0+.5*c1|c3=.2*c0|c4=.7*c0-.3*c1|c5=.7*c1-.3*c0", wavs.surround},
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
	name     string
	codec    ogg.Codec
	channels int
	args     []string // of opusenc, oggenc, or ffmpeg where the first word is ffmpeg
	speech   bool     // coded as such
}

var opusKinds = []kind{
	{"6k", ogg.Opus, 1, []string{"--bitrate", "6"}, true},
	{"12k speech", ogg.Opus, 1, []string{"--bitrate", "12", "--speech"}, true},
	{"24k 60ms", ogg.Opus, 1, []string{"--bitrate", "24", "--framesize", "60"}, true},
	{"32k 40ms", ogg.Opus, 2, []string{"--bitrate", "32", "--framesize", "40"}, false},
	{"64k", ogg.Opus, 2, []string{"--bitrate", "64"}, false},
	{"64k 10ms", ogg.Opus, 2, []string{"--bitrate", "64", "--framesize", "10"}, false},
	{"96k 5ms", ogg.Opus, 2, []string{"--bitrate", "96", "--framesize", "5"}, false},
	{"128k 2.5ms", ogg.Opus, 2, []string{"--bitrate", "128", "--framesize", "2.5"}, false},
	{"160k cbr", ogg.Opus, 2, []string{"--bitrate", "160", "--hard-cbr"}, false},
	{"510k", ogg.Opus, 2, []string{"--bitrate", "510"}, false},
	{"5.1 256k", ogg.Opus, 6, []string{"--bitrate", "256"}, false},
	{"family 255", ogg.Opus, 6, []string{"ffmpeg", "-c:a", "libopus", "-mapping_family", "255", "-b:a", "300k"}, false},
	{"120ms packets", ogg.Opus, 2, []string{"ffmpeg", "-c:a", "libopus", "-frame_duration", "120", "-b:a", "64k"}, false},
}

var vorbisKinds = []kind{
	{"q-1", ogg.Vorbis, 2, []string{"-q", "-1"}, false},
	{"q0", ogg.Vorbis, 2, []string{"-q", "0"}, false},
	{"q1 speech", ogg.Vorbis, 1, []string{"-q", "1"}, false},
	{"q3", ogg.Vorbis, 2, []string{"-q", "3"}, false},
	{"q6 speech", ogg.Vorbis, 1, []string{"-q", "6"}, false},
	{"q7", ogg.Vorbis, 2, []string{"-q", "7"}, false},
	{"q8 speech", ogg.Vorbis, 1, []string{"-q", "8"}, false},
	{"q9", ogg.Vorbis, 2, []string{"-q", "9"}, false},
	{"q10", ogg.Vorbis, 2, []string{"-q", "10"}, false},
	{"8k", ogg.Vorbis, 1, []string{"-q", "2", "--resample", "8000"}, false},
	{"16k", ogg.Vorbis, 2, []string{"-q", "2", "--resample", "16000"}, false},
	{"22k", ogg.Vorbis, 2, []string{"-q", "2", "--resample", "22050"}, false},
	{"32k", ogg.Vorbis, 2, []string{"-q", "4", "--resample", "32000"}, false},
	{"44k", ogg.Vorbis, 2, []string{"-q", "4", "--resample", "44100"}, false},
	{"5.1", ogg.Vorbis, 6, []string{"-q", "4"}, false},
	{"ffmpeg", ogg.Vorbis, 2, []string{"ffmpeg", "-c:a", "libvorbis", "-q:a", "5"}, false},
}

// make encodes a source of the kind.
func (k kind) make(t testing.TB) string {
	t.Helper()
	wav := map[int]string{1: wavs.speech, 2: wavs.stereo, 6: wavs.surround}[k.channels]
	dir := t.TempDir()
	path := filepath.Join(dir, "source.ogg")
	if k.codec == ogg.Opus {
		path = filepath.Join(dir, "source.opus")
	}
	switch {
	case k.args[0] == "ffmpeg":
		command(t, "ffmpeg", append(append([]string{"-v", "error", "-nostdin", "-i", wav}, k.args[1:]...), path)...)
	case k.codec == ogg.Opus:
		command(t, "opusenc", append(append([]string{"--quiet"}, k.args...), wav, path)...)
	default:
		command(t, "oggenc", append(append([]string{"-Q", "-o", path}, k.args...), wav)...)
	}
	return path
}

// command runs a program and returns its output.
func command(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(name, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// open indexes a file and makes its Cutter.
func open(t testing.TB, path string) (*ogg.Stream, *Cutter) {
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
	s, err := ogg.Index(context.Background(), f, info.Size(), 0)
	if err != nil {
		t.Fatal(err)
	}
	return s, New(s)
}

// write writes a part beside others and returns its path.
func write(t testing.TB, c *Cutter, dir string, i int, p native.Part) string {
	t.Helper()
	path := filepath.Join(dir, fmt.Sprintf("part%03d.ogg", i))
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
	if done != p.End-p.Start {
		t.Errorf("part %d: progress told %d samples of %d", i, done, p.End-p.Start)
	}
	info, err := f.Stat()
	if err != nil {
		t.Fatal(err)
	}
	size, err := c.Size(context.Background(), p)
	if err != nil {
		t.Fatal(err)
	}
	if n != info.Size() || n > size {
		t.Errorf("part %d: Write said %d bytes, Size %d, the file has %d", i, n, size, info.Size())
	}
	return path
}

// writeAll writes the parts between the points.
func writeAll(t testing.TB, c *Cutter, points []timeline.Position) []string {
	t.Helper()
	dir := t.TempDir()
	var parts []string
	for i := range points[:len(points)-1] {
		parts = append(parts, write(t, c, dir, i, native.Part{Start: points[i], End: points[i+1], Tags: native.Tags{Title: "Part " + strconv.Itoa(i)}}))
	}
	return parts
}

// byFFmpeg decodes files to float, all with one process.
func byFFmpeg(t testing.TB, paths ...string) [][]byte {
	t.Helper()
	dir := t.TempDir()
	args := []string{"-v", "error", "-nostdin"}
	for _, path := range paths {
		args = append(args, "-i", path)
	}
	for i := range paths {
		args = append(args, "-map", fmt.Sprintf("%d:a", i), "-f", "f32le", filepath.Join(dir, fmt.Sprint(i)))
	}
	command(t, "ffmpeg", args...)
	all := make([][]byte, len(paths))
	for i := range all {
		var err error
		if all[i], err = os.ReadFile(filepath.Join(dir, fmt.Sprint(i))); err != nil {
			t.Fatal(err)
		}
	}
	return all
}
