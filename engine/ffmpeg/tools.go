// Package ffmpeg is the only place that starts ffmpeg and ffprobe.
//
// It finds the two programs, runs them in a process group of their own under a
// context, drains and bounds what they write to standard error, reads their
// progress, and turns their failures into the engine's error codes. It knows
// nothing of what is asked of them: arguments come from the callers.
package ffmpeg

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// EnvPath names the environment variable that says where ffmpeg is: the
// program itself or the folder that holds it and ffprobe.
const EnvPath = "AUDIOSPLITER_FFMPEG"

// Tools are the two programs. The zero value is of no use: call Find. Tools
// are safe for use by several goroutines.
type Tools struct {
	FFmpeg  string // path of ffmpeg
	FFprobe string // path of ffprobe

	// Stall is how long a child may go without any progress before it is ended
	// with the code FFMPEG_FAILED; 0 is for ever. Set it before the first run.
	Stall time.Duration

	// Ran is told of each run when it has ended, on the goroutine that waited
	// for it. It may be nil. Set it before the first run; a Group has its own.
	Ran func(Run)

	// Background has the children leave the processor to other programs first,
	// and to this one. Set it before the first run.
	Background bool

	children children
	parent   *Tools // of a group; nil otherwise

	encodersMu sync.Mutex
	encoders   map[string]bool // nil until ffmpeg was asked
}

// Find looks for ffmpeg and ffprobe, in this order: the setting (a program or
// a folder, "" for none), the environment variable AUDIOSPLITER_FFMPEG, the
// PATH, and the folder of this program. A setting or a variable that names
// nothing usable is an error rather than passed over: its user meant it.
// The error has the code FFMPEG_MISSING and says how to install ffmpeg here.
func Find(setting string) (*Tools, error) {
	for _, chosen := range []struct {
		by   message.Text
		path string
	}{
		{message.New("the settings"), setting},
		{message.Literal(EnvPath), os.Getenv(EnvPath)},
	} {
		if chosen.path == "" {
			continue
		}
		if t := at(chosen.path); t != nil {
			return t, nil
		}
		return nil, fault.New(fault.FFmpegMissing, "%s names %q, where there is no ffmpeg with its ffprobe. %s",
			chosen.by, chosen.path, InstallHint())
	}
	if ff, err := exec.LookPath("ffmpeg"); err == nil {
		if probe, err := exec.LookPath("ffprobe"); err == nil {
			return &Tools{FFmpeg: ff, FFprobe: probe}, nil
		}
	}
	if self, err := os.Executable(); err == nil {
		if t := at(filepath.Dir(self)); t != nil {
			return t, nil
		}
	}
	return nil, fault.New(fault.FFmpegMissing, "AudioSpliter needs ffmpeg, which is not installed. %s", InstallHint())
}

// at returns the tools at path, which is ffmpeg itself or its folder.
func at(path string) *Tools {
	path, err := filepath.Abs(path) // a bare name would be looked for in PATH
	if err != nil {
		return nil
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil
	}
	folder := path
	if !info.IsDir() {
		folder = filepath.Dir(path)
	}
	t := &Tools{FFmpeg: program(folder, "ffmpeg"), FFprobe: program(folder, "ffprobe")}
	if !info.IsDir() {
		t.FFmpeg = path
	}
	if !runnable(t.FFmpeg) || !runnable(t.FFprobe) {
		return nil
	}
	return t
}

func program(folder, name string) string {
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	return filepath.Join(folder, name)
}

func runnable(path string) bool {
	_, err := exec.LookPath(path)
	return err == nil
}

// InstallHint says how to install ffmpeg on this system.
func InstallHint() message.Text {
	if command := InstallCommand(); command != "" {
		return message.New("Install it with: %s", command)
	}
	return message.New("Install it from your system's packages.")
}

// InstallCommand returns the command that installs ffmpeg on this system; "" if
// none is known.
func InstallCommand() string {
	switch runtime.GOOS {
	case "windows":
		return "winget install Gyan.FFmpeg"
	case "darwin":
		return "brew install ffmpeg"
	}
	for _, manager := range []struct{ program, command string }{
		{"apt-get", "sudo apt-get install ffmpeg"},
		{"dnf", "sudo dnf install ffmpeg"},
		{"pacman", "sudo pacman -S ffmpeg"},
		{"zypper", "sudo zypper install ffmpeg"},
		{"apk", "sudo apk add ffmpeg"},
	} {
		if _, err := exec.LookPath(manager.program); err == nil {
			return manager.command
		}
	}
	return ""
}

// Version returns the version of ffmpeg, such as "5.1.6-0+deb12u1".
func (t *Tools) Version(ctx context.Context) (string, error) {
	out, err := t.Output(ctx, Command{Args: []string{"-version"}})
	if err != nil {
		return "", err
	}
	words := strings.Fields(string(out))
	if len(words) < 3 || words[1] != "version" {
		return "", fault.New(fault.FFmpegFailed, "%s does not answer like ffmpeg.", t.FFmpeg)
	}
	return words[2], nil
}

// HasEncoder reports whether this ffmpeg can encode with the encoder of that
// name, such as "libmp3lame". It asks ffmpeg once; false where it does not
// answer, and then asks again the next time.
func (t *Tools) HasEncoder(ctx context.Context, name string) bool {
	if t.parent != nil {
		return t.parent.HasEncoder(ctx, name)
	}
	t.encodersMu.Lock()
	defer t.encodersMu.Unlock()
	if t.encoders == nil {
		out, err := t.Output(ctx, Command{Args: []string{"-hide_banner", "-encoders"}})
		// One that is ended from outside says nothing about its encoders.
		for try := 0; err != nil && try < 2 && ctx.Err() == nil; try++ {
			out, err = t.Output(ctx, Command{Args: []string{"-hide_banner", "-encoders"}})
		}
		if err != nil {
			return false
		}
		t.encoders = map[string]bool{}
		for line := range strings.Lines(string(out)) {
			if words := strings.Fields(line); len(words) > 1 {
				t.encoders[words[1]] = true
			}
		}
	}
	return t.encoders[name]
}

// File returns path in a form that ffmpeg takes for a file whatever its name:
// never for an option (-x.mp3), a protocol (http:x.mp3) or a pattern.
func File(path string) string { return "file:" + path }
