package ffmpeg

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/fault"
)

// TestRealFailures makes the installed ffmpeg fail and looks at the code.
func TestRealFailures(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	text := filepath.Join(dir, "text.mp3")
	if err := os.WriteFile(text, []byte(strings.Repeat("no audio\n", 1000)), 0o644); err != nil {
		t.Fatal(err)
	}
	half := filepath.Join(dir, "half.mp4")
	if err := os.WriteFile(half, []byte("\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom\x00\x00\x00\x10mdat12345678"), 0o644); err != nil {
		t.Fatal(err)
	}
	const tone = "-f lavfi -i sine=duration=30"
	tests := []struct {
		name, args string
		code       fault.Code
	}{
		{"full disk", tone + " -f s16le -y file:/dev/full", fault.DiskFull},
		{"missing input", "-i file:" + dir + "/gone.mp3 -f null -", fault.FileNotFound},
		{"missing output folder", tone + " file:" + dir + "/gone/out.wav", fault.FileNotFound},
		{"not audio", "-i file:" + half + " -f null -", fault.CorruptFile},
		{"text named mp3", "-i file:" + text + " -f null -", fault.CorruptFile},
		{"unknown encoder", tone + " -c:a nonsense -f null -", fault.UnsupportedFormat},
		{"no such stream", tone + " -map 0:a:7 -f null -", fault.UnsupportedFormat},
		{"video only", "-f lavfi -i color=d=1:r=1 -map 0:a -f null -", fault.UnsupportedFormat},
		{"format refused", "-format_whitelist wav -i file:" + text + " -f null -", fault.UnsupportedFormat},
		{"unknown option", "-nonsense", fault.FFmpegFailed},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			args := append([]string{"-hide_banner", "-v", "error"}, strings.Fields(test.args)...)
			e := fault.Of(installed(t).Run(t.Context(), Command{Args: args}))
			if e == nil || e.Code != test.code || e.Details == "" || len(e.Message) == 0 {
				t.Errorf("got %+v, want %s", e, test.code)
			}
		})
	}
}

func TestDiagnose(t *testing.T) {
	t.Parallel()
	for stderr, code := range map[string]fault.Code{
		"out.wav: Permission denied": fault.PermissionDenied,
		"Error while decoding stream #0:0: Invalid data found\nav_interleaved_write_frame(): No space left on device": fault.DiskFull,
		"x.mp3: Input/output error": fault.IOFailed,
		"":                          fault.FFmpegFailed,
	} {
		e := fault.Of(diagnose(errors.New("exit status 1"), stderr))
		if e.Code != code || e.Details == "" {
			t.Errorf("%q: got %+v, want %s", stderr, e, code)
		}
	}
}

// Hundreds of lines of a decoder become a few, among them the one that says why.
func TestDetailsAreBrief(t *testing.T) {
	t.Parallel()
	stderr := "in.mp3: Input/output error\n"
	for i := range 300 {
		stderr += fmt.Sprintf("[aac @ 0x%x] Reserved bit set.\n[aac @ 0x%x] channel element 2.%d is not allocated\n", i, i, i%16)
	}
	details := fault.Of(diagnose(errors.New("exit status 1"), stderr)).Details
	lines := strings.Split(details, "\n")
	if len(lines) != maxDetails+1 || lines[0] != "in.mp3: Input/output error" || strings.Contains(details, "0x") {
		t.Errorf("got %q", details)
	}
}
