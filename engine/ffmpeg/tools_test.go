package ffmpeg

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/fault"
)

// fakes puts programs of these names into a new folder. They are links to the
// test program, and never run.
func fakes(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		link(t, program(dir, name))
	}
	return dir
}

func link(t *testing.T, path string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, path); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.Remove(path) })
}

// alone leaves nothing to be found but what a test adds.
func alone(t *testing.T) {
	t.Helper()
	t.Setenv("PATH", t.TempDir())
	t.Setenv(EnvPath, "")
}

func wantFound(t *testing.T, setting, dir string) {
	t.Helper()
	tools, err := Find(setting)
	if err != nil {
		t.Fatal(err)
	}
	if tools.FFmpeg != program(dir, "ffmpeg") || tools.FFprobe != program(dir, "ffprobe") {
		t.Errorf("found %s and %s, want those in %s", tools.FFmpeg, tools.FFprobe, dir)
	}
}

func wantMissing(t *testing.T, setting, words string) {
	t.Helper()
	_, err := Find(setting)
	e := fault.Of(err)
	if e == nil || e.Code != fault.FFmpegMissing || !strings.Contains(e.Message.String(), words) || !strings.Contains(e.Message.String(), "Install it") {
		t.Errorf("got %v, want FFMPEG_MISSING ... %s", err, words)
	}
}

func TestFindInOrder(t *testing.T) {
	alone(t)
	wantMissing(t, "", "not installed")

	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	beside := filepath.Dir(self)
	link(t, program(beside, "ffmpeg"))
	link(t, program(beside, "ffprobe"))
	wantFound(t, "", beside)

	onPath := fakes(t, "ffmpeg", "ffprobe")
	t.Setenv("PATH", onPath)
	wantFound(t, "", onPath)

	named := fakes(t, "ffmpeg", "ffprobe")
	t.Setenv(EnvPath, named)
	wantFound(t, "", named)

	set := fakes(t, "ffmpeg", "ffprobe")
	wantFound(t, set, set)
	wantFound(t, program(set, "ffmpeg"), set)
}

func TestFindInCurrentFolder(t *testing.T) {
	alone(t)
	t.Setenv("PATH", fakes(t, "ffmpeg", "ffprobe"))
	dir := fakes(t, "ffmpeg", "ffprobe")
	t.Chdir(dir)
	wantFound(t, ".", dir)
}

func TestFindRefusesWhatWasMeantAndIsNotThere(t *testing.T) {
	alone(t)
	t.Setenv("PATH", fakes(t, "ffmpeg", "ffprobe"))
	wantMissing(t, filepath.Join(t.TempDir(), "gone"), "settings")
	wantMissing(t, fakes(t, "ffmpeg"), "with its ffprobe")
	t.Setenv(EnvPath, t.TempDir())
	wantMissing(t, "", EnvPath)
}

func TestFindNeedsBothPrograms(t *testing.T) {
	alone(t)
	t.Setenv("PATH", fakes(t, "ffmpeg"))
	wantMissing(t, "", "not installed")
}

// Whoever waits for the answer to another's question waits as long as his own
// context lasts, and no lock is held meanwhile.
func TestEncodersAreWaitedForWithoutALock(t *testing.T) {
	t.Parallel()
	tools := &Tools{asking: make(chan struct{})}
	ctx, cancel := context.WithCancel(t.Context())
	answered := make(chan bool)
	go func() { answered <- tools.HasEncoder(ctx, "flac") }()
	waiting := make(chan bool)
	go func() { waiting <- tools.HasEncoder(t.Context(), "flac") }()
	cancel()
	if <-answered {
		t.Error("an answer that nobody gave")
	}
	tools.encodersMu.Lock()
	tools.encoders = map[string]bool{"flac": true}
	tools.encodersMu.Unlock()
	close(tools.asking)
	if !<-waiting {
		t.Error("the answer to another's question is not taken")
	}
}

func TestVersionAndEncoders(t *testing.T) {
	t.Parallel()
	tools := installed(t)
	if v, err := tools.Version(t.Context()); err != nil || v == "" {
		t.Errorf("version %q, %v", v, err)
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if tools.HasEncoder(canceled, "flac") {
		t.Error("an answer from a canceled question")
	}
	if !tools.HasEncoder(t.Context(), "flac") {
		t.Error("no flac: a canceled question was taken for an answer")
	}
	if tools.HasEncoder(t.Context(), "no-such-encoder") {
		t.Error("an encoder nobody has")
	}
}
