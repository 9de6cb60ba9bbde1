package ogg

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// music is a piece of Debian's asterisk-moh-opsound, mono at 8 kHz.
const music = "/usr/share/asterisk/moh/reno_project-system.wav"

// encode returns some seconds of music, played at 44.1 kHz, encoded by opusenc
// or oggenc.
func encode(t testing.TB, seconds float64, channels int, program string, args ...string) []byte {
	t.Helper()
	dir := t.TempDir()
	wav, out := filepath.Join(dir, "in.wav"), filepath.Join(dir, "out.ogg")
	run(t, "ffmpeg", "-v", "error", "-nostdin", "-i", music, "-af", "asetrate=44100", "-ac", fmt.Sprint(channels), "-t", fmt.Sprint(seconds), wav)
	if program == "oggenc" {
		args = append([]string{"-Q", "-o", out}, args...)
	} else {
		args = append([]string{"--quiet"}, args...)
	}
	args = append(args, wav)
	if program == "opusenc" {
		args = append(args, out)
	}
	run(t, program, args...)
	b, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func run(t testing.TB, name string, args ...string) []byte {
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

// decoded returns how many samples ffmpeg decodes.
func decoded(t testing.TB, file []byte) int64 {
	t.Helper()
	path := filepath.Join(t.TempDir(), "x.ogg")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	return int64(len(run(t, "ffmpeg", "-v", "quiet", "-nostdin", "-i", path, "-ac", "1", "-f", "s16le", "-")) / 2)
}

func index(t testing.TB, file []byte) *Stream {
	t.Helper()
	s, err := Index(context.Background(), bytes.NewReader(file), int64(len(file)), 0)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestQuick(t *testing.T) {
	for _, f := range os.Args {
		if !strings.HasPrefix(f, "/tmp/ogx/") {
			continue
		}
		b, _ := os.ReadFile(f)
		s := index(t, b)
		fmt.Println(f, s.Samples, decoded(t, b), len(s.Links), s.Damage, s.Links[0].Skip, len(s.Links[0].marks.list), s.Links[0].Comments)
	}
}
