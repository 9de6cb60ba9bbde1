// Package mediatest makes the media of tests out of real recordings, cuts it at
// random, and decodes it by programs that others wrote. Only tests import it. It
// does not know how exact a part has to be: the tests of each format do.
package mediatest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/ffmpeg"
)

// Run runs a program, which must succeed, and returns its standard output.
func Run(t testing.TB, program string, args ...string) []byte {
	t.Helper()
	return RunIn(t, "", program, args...)
}

// RunIn is Run in a folder.
func RunIn(t testing.TB, folder, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program, args...)
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "LC_ALL=C.UTF-8") // in which oggenc reads its arguments
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, stderr.Bytes())
	}
	return out
}

// FFmpeg runs ffmpeg, which says nothing but errors and writes over files.
func FFmpeg(t testing.TB, args ...string) []byte {
	t.Helper()
	return Run(t, "ffmpeg", append([]string{"-v", "error", "-nostdin", "-y"}, args...)...)
}

// Tools returns the installed ffmpeg and ffprobe.
func Tools(t testing.TB) *ffmpeg.Tools {
	t.Helper()
	found, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// Read returns the bytes of a file.
func Read(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// Save writes a file into a new folder and returns its path.
func Save(t testing.TB, name string, b []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
