package window

import (
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// Real recordings of Debian's asterisk packages.
const (
	music  = "/usr/share/asterisk/moh/macroform-cold_day.wav"
	speech = "/usr/share/asterisk/sounds/en_US_f_Allison/demo-instruct.wav"
)

// encode makes a file of a real recording, of so many seconds.
func encode(t testing.TB, path, recording string, seconds int) string {
	t.Helper()
	out, err := exec.Command("ffmpeg", "-v", "error", "-nostdin", "-stream_loop", "-1", "-i", recording,
		"-t", strconv.Itoa(seconds), "-ar", "44100", "-ac", "2", "file:"+path).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg: %v\n%s", err, out)
	}
	return path
}

// lengths returns the duration of each file in the folder, in the order of names.
func lengths(t *testing.T, folder string) []float64 {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	var out []float64
	for _, e := range entries {
		said, err := exec.Command("ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0",
			"file:"+filepath.Join(folder, e.Name())).Output()
		if err != nil {
			t.Fatalf("ffprobe %s: %v", e.Name(), err)
		}
		seconds, err := strconv.ParseFloat(strings.TrimSpace(string(said)), 64)
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, seconds)
	}
	return out
}

// wantLengths compares the files of a folder with the lengths wanted. What
// ffprobe says of the length counts whole packets, and for MP3 those that prime
// the decoder.
func wantLengths(t *testing.T, folder string, want ...float64) {
	t.Helper()
	got := lengths(t, folder)
	ok := len(got) == len(want)
	for n := 0; ok && n < len(want); n++ {
		ok = math.Abs(got[n]-want[n]) < 0.1
	}
	if !ok {
		t.Errorf("%s holds files of %v s, want %v", folder, got, want)
	}
}

func all(phases []string, n int, want string) bool {
	return len(phases) == n && !slices.ContainsFunc(phases, func(p string) bool { return p != want })
}

// TestDragAndSplitByMouse drops two real files from another program, chooses a
// length, presses Split, and looks at what is on the disk.
func TestDragAndSplitByMouse(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	mp3 := encode(t, filepath.Join(dir, `Evening "live" set.mp3`), music, 50)
	flac := encode(t, filepath.Join(dir, `It's only speech.flac`), speech, 25)
	s := newScreen(t, "1280x860", childOptions{})
	s.shoot("empty")
	s.drag("dropzone", mp3, flac)
	s.eventually("two files to be ready", func() bool { return all(s.look().Phases, 2, "waiting") })
	s.click("every")
	s.eventually("the focus", func() bool { return s.look().Focus == "every" })
	s.press("ctrl+a")
	s.run("xdotool", "type", "--delay", "60", "20s")
	s.eventually("three segments to be planned", func() bool { return s.look().Segments == 3 })
	s.shoot("queued")
	s.click("split")
	s.eventually("both files to be split", func() bool { return all(s.look().Phases, 2, "done") })
	s.eventually("the summary", func() bool { return strings.Contains(s.look().Banner, "2 files split into 5 segments") })
	s.shoot("done")
	wantLengths(t, filepath.Join(dir, `Evening 'live' set`), 20, 20, 10) // names are made safe for Windows, too
	wantLengths(t, filepath.Join(dir, `It's only speech`), 20, 5)
}

// TestPasteAndSplitByKeyboard does the same without touching the mouse.
func TestPasteAndSplitByKeyboard(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	ogg := encode(t, filepath.Join(dir, `One 'two' three.ogg`), music, 30)
	wav := encode(t, filepath.Join(dir, `plain.wav`), speech, 12)
	s := newScreen(t, "1280x860", childOptions{})
	s.source("--clipboard", ogg, wav)
	s.press("ctrl+shift+v")
	s.eventually("two files to be ready", func() bool { return all(s.look().Phases, 2, "waiting") })
	s.eventually("the focus", func() bool { return s.look().Focus == "queue" })
	s.press("End", "alt+Up")
	s.eventually("the files to change places", func() bool {
		return slices.Equal(s.look().Names, []string{filepath.Base(wav), filepath.Base(ogg)})
	})
	s.press("ctrl+2")
	s.eventually("the focus", func() bool { return s.look().Focus == "mode" })
	s.press("Right") // the next mode: equal parts
	s.press("Tab")
	s.eventually("the focus", func() bool { return s.look().Focus == "parts" })
	s.press("ctrl+a", "3")
	s.eventually("three parts to be planned", func() bool { return s.look().Segments == 3 })
	s.press("ctrl+Return")
	s.eventually("both files to be split", func() bool { return all(s.look().Phases, 2, "done") })
	wantLengths(t, filepath.Join(dir, `One 'two' three`), 10, 10, 10)
	wantLengths(t, filepath.Join(dir, `plain`), 4, 4, 4)
	s.press("ctrl+1", "ctrl+a", "Delete")
	s.eventually("an empty queue", func() bool { return len(s.look().Phases) == 0 })
	s.press("ctrl+q")
	s.quits()
}
