package window

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// A hand does what a person does with the window and counts it: drops, clicks,
// and keys. A text typed in one go counts as one.
type hand struct {
	*screen
	drops, clicks, keys int
}

func (h *hand) drop(control string, files ...string) {
	h.t.Helper()
	h.drops++
	h.drag(control, files...)
}

func (h *hand) hit(control string) {
	h.t.Helper()
	h.clicks++
	h.click(control)
}

func (h *hand) keyed(keys ...string) {
	h.t.Helper()
	h.keys += len(keys)
	h.press(keys...)
}

// took compares how often the hand did something with what was needed when a
// person last tried: more is a step back.
func (h *hand) took(drops, clicks, keys int) {
	h.t.Helper()
	h.t.Logf("%d drops, %d clicks, %d keys", h.drops, h.clicks, h.keys)
	if h.drops != drops || h.clicks != clicks || h.keys != keys {
		h.t.Errorf("it took %d drops, %d clicks and %d keys, and not %d, %d and %d", h.drops, h.clicks, h.keys, drops, clicks, keys)
	}
}

// splits waits until all that is queued is split, and returns the names of what
// is in the folder.
func (h *hand) splits(files int, folder string) []string {
	h.t.Helper()
	h.eventually("all to be split", func() bool { return all(h.look().Phases, files, "done") })
	entries, err := os.ReadDir(folder)
	if err != nil {
		h.t.Fatal(err)
	}
	names := make([]string, len(entries))
	for n, e := range entries {
		names[n] = e.Name()
	}
	return names
}

func wantNames(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("the files are %q, want %q", got, want)
	}
}

// ffmpegTo runs ffmpeg.
func ffmpegTo(t *testing.T, args ...string) {
	t.Helper()
	out, err := exec.Command("ffmpeg", append([]string{"-v", "error", "-nostdin"}, args...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("ffmpeg %q: %v\n%s", args, err, out)
	}
}

// audiobook makes a book of three chapters.
func audiobook(t *testing.T, path string) {
	t.Helper()
	meta := ";FFMETADATA1\ntitle=The Tower\nartist=A. Writer\n"
	for n, name := range []string{"Morning", "Noon", "Night"} {
		meta += fmt.Sprintf("[CHAPTER]\nTIMEBASE=1/1\nSTART=%d\nEND=%d\ntitle=%s\n", n*8, n*8+8, name)
	}
	list := filepath.Join(t.TempDir(), "chapters.txt")
	if err := os.WriteFile(list, []byte(meta), 0o600); err != nil {
		t.Fatal(err)
	}
	ffmpegTo(t, "-stream_loop", "-1", "-i", speech, "-i", list, "-map_metadata", "1", "-t", "24", "-ar", "22050", "-f", "ipod", "file:"+path)
}

// vinyl makes a side of three songs with the noise of the surface between them.
func vinyl(t *testing.T, path string) {
	t.Helper()
	song := "[0:a]aresample=22050,atrim=%d:%d,asetpts=N/SR/TB,afade=in:d=0.2,afade=out:st=%d:d=0.2,apad=pad_dur=%d[%s];"
	graph := fmt.Sprintf(song, 20, 70, 50-1, 3, "a") + fmt.Sprintf(song, 70, 120, 50-1, 3, "b") + fmt.Sprintf(song, 10, 60, 50-1, 0, "c") +
		"[a][b][c]concat=n=3:v=0:a=1[music];anoisesrc=r=22050:a=0.002:d=156[noise];[music][noise]amix=duration=first:normalize=0"
	ffmpegTo(t, "-i", music, "-filter_complex", graph, "file:"+path)
}

// set makes a DJ's set of three tracks with its cue sheet.
func set(t *testing.T, path, sheet string) {
	t.Helper()
	encode(t, path, music, 30)
	text := "PERFORMER \"Someone\"\nFILE \"Set.wav\" WAVE\n"
	for n, track := range []string{"Opening", "Middle", "Closing"} {
		text += fmt.Sprintf("  TRACK %02d AUDIO\n    TITLE \"%s\"\n    PERFORMER \"DJ\"\n    INDEX 01 00:%02d:00\n", n+1, track, n*10)
	}
	if err := os.WriteFile(sheet, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// TestTasks does what five people came for, each from the drop until the files
// are there.
func TestTasks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := newScreen(t, "1280x860", childOptions{})
	here := func(name string) string { return filepath.Join(dir, name) }
	begin := func() *hand { return &hand{screen: s} }
	// next empties the queue for the next person.
	next := func() {
		s.press("Escape", "ctrl+1", "ctrl+a", "Delete")
		s.eventually("an empty queue", func() bool { return len(s.look().Phases) == 0 })
	}
	preset := func(h *hand, n int, name string) {
		h.hit("preset")
		h.clicks++
		h.press(append(slices.Repeat([]string{"Down"}, n), "Return")...) // as a click on it
		h.eventually("the preset", func() bool { return h.look().Preset == name })
	}

	audiobook(t, here("The Tower.m4b"))
	h := begin()
	h.drop("dropzone", here("The Tower.m4b"))
	h.eventually("the book", func() bool { return all(h.look().Phases, 1, "waiting") })
	h.hit("byChapter")
	h.eventually("three chapters", func() bool { return h.look().Segments == 3 })
	h.shoot("task-audiobook")
	h.hit("split")
	wantNames(t, h.splits(1, here("The Tower")), "01 Morning.m4b", "02 Noon.m4b", "03 Night.m4b")
	h.shoot("task-audiobook-done")
	h.took(1, 2, 0)
	next()

	vinyl(t, here("Side A.flac"))
	h = begin()
	h.drop("dropzone", here("Side A.flac"))
	h.eventually("the side", func() bool { return all(h.look().Phases, 1, "waiting") })
	preset(h, 3, "Vinyl side by silence")
	h.eventually("three songs", func() bool { return h.look().Segments == 3 })
	h.shoot("task-vinyl")
	h.hit("split")
	wantNames(t, h.splits(1, here("Side A")), "Side A - 01.flac", "Side A - 02.flac", "Side A - 03.flac")
	h.took(1, 3, 0)
	next()

	set(t, here("Set.mp3"), here("Set.cue"))
	h = begin()
	h.drop("dropzone", here("Set.mp3"), here("Set.cue"))
	h.eventually("three tracks", func() bool { return h.look().Segments == 3 })
	h.shoot("task-cue")
	h.hit("split")
	wantNames(t, h.splits(1, here("Set")), "01 Opening.mp3", "02 Middle.mp3", "03 Closing.mp3")
	h.took(1, 1, 0)
	next()

	encode(t, here("Lecture.wav"), speech, 300)
	h = begin()
	h.drop("dropzone", here("Lecture.wav"))
	h.eventually("the lecture", func() bool { return all(h.look().Phases, 1, "waiting") })
	preset(h, 5, "25 MB for transcription")
	h.eventually("three pieces", func() bool { return h.look().Segments == 3 })
	h.shoot("task-lecture")
	h.hit("split")
	for _, name := range h.splits(1, here("Lecture")) {
		if info, err := os.Stat(filepath.Join(here("Lecture"), name)); err != nil || info.Size() > 25e6 {
			t.Errorf("%s: %v", name, info.Size())
		}
	}
	h.took(1, 3, 0)
	next()

	encode(t, here("Episode.mp3"), speech, 30)
	s.copies("0:00 Hello\n0:10 The guest\n0:20.5 Goodbye\n")
	h = begin()
	h.drop("dropzone", here("Episode.mp3"))
	h.eventually("the episode", func() bool { return all(h.look().Phases, 1, "waiting") && h.look().Segments > 0 })
	h.hit("paste")
	h.is("the titles", func(p probedWave) bool { return strings.Join(p.Titles, "|") == "Hello|The guest|Goodbye" })
	h.shoot("task-podcast")
	h.eventually("three parts", func() bool { return h.look().Segments == 3 })
	h.hit("split")
	wantNames(t, h.splits(1, here("Episode")), "01 Hello.mp3", "02 The guest.mp3", "03 Goodbye.mp3")
	h.took(1, 2, 0)
}

// TestTasksByKeyboard does them without the mouse: the files come out of the
// clipboard, too.
func TestTasksByKeyboard(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	here := func(name string) string { return filepath.Join(dir, name) }
	audiobook(t, here("The Tower.m4b"))
	vinyl(t, here("Side A.flac"))
	set(t, here("Set.mp3"), here("Set.cue"))
	encode(t, here("Lecture.wav"), speech, 150)
	encode(t, here("Episode.mp3"), speech, 30)
	s := newScreen(t, "1024x700", childOptions{})
	// begin pastes files into an empty queue.
	begin := func(files ...string) *hand {
		s.press("ctrl+1", "ctrl+a", "Delete")
		s.eventually("an empty queue", func() bool { return len(s.look().Phases) == 0 })
		for n, name := range files {
			files[n] = here(name)
		}
		h := &hand{screen: s}
		s.source(append([]string{"--clipboard"}, files...)...)
		h.keyed("ctrl+v")
		h.eventually("the file", func() bool { return all(h.look().Phases, 1, "waiting") })
		return h
	}
	// end splits what is planned as so many segments.
	end := func(h *hand, segments int, folder string, names ...string) {
		h.eventually("the segments", func() bool { return h.look().Segments == segments })
		h.keyed("ctrl+Return")
		wantNames(t, h.splits(1, here(folder)), names...)
	}
	preset := func(h *hand, n int, name string) {
		h.keyed("ctrl+shift+p")
		h.keyed(slices.Repeat([]string{"Down"}, n)...)
		h.keyed("Return")
		h.eventually("the preset", func() bool { return h.look().Preset == name })
	}

	h := begin("The Tower.m4b")
	preset(h, 2, "Audiobook by chapter")
	end(h, 3, "The Tower", "01 Morning.m4b", "02 Noon.m4b", "03 Night.m4b", "The Tower.m3u8")
	h.took(0, 0, 6)

	h = begin("Side A.flac")
	preset(h, 3, "Vinyl side by silence")
	end(h, 3, "Side A", "Side A - 01.flac", "Side A - 02.flac", "Side A - 03.flac")
	h.took(0, 0, 7)

	h = begin("Set.mp3", "Set.cue")
	end(h, 3, "Set", "01 Opening.mp3", "02 Middle.mp3", "03 Closing.mp3")
	h.took(0, 0, 2)

	h = begin("Lecture.wav")
	preset(h, 5, "25 MB for transcription")
	end(h, 2, "Lecture", "Lecture_000.wav", "Lecture_001.wav")
	h.took(0, 0, 9)

	h = begin("Episode.mp3")
	h.eventually("what is planned", func() bool { return h.look().Segments > 0 })
	s.copies("0:00 Hello\n0:10 The guest\n0:20.5 Goodbye\n")
	h.keyed("ctrl+v")
	h.eventually("three parts", func() bool { return len(h.look().Wave.Cuts) == 6 })
	end(h, 3, "Episode", "01 Hello.mp3", "02 The guest.mp3", "03 Goodbye.mp3")
	h.took(0, 0, 3)
}

// copies puts a text into the clipboard, as a person does in a browser.
func (s *screen) copies(text string) {
	s.t.Helper()
	s.source("--text", text)
}

// pixels returns what is painted in a part of the window.
func (s *screen) pixels(x, y, width, height int) string {
	s.t.Helper()
	return s.run("import", "-silent", "-window", s.window, "-crop", fmt.Sprintf("%dx%d+%d+%d", width, height, x, y), "-depth", "8", "rgb:-")
}

// TestTip rests the pointer on a button until its tip is painted, and moves on.
func TestTip(t *testing.T) {
	t.Parallel()
	s := newScreen(t, "1024x700", childOptions{})
	s.middle("presets")
	r := s.look().Controls["sample"]
	beneath := func() string { return s.pixels(r[0]+20, r[1]+r[3]+8, 60, 12) }
	s.settle()
	before := beneath()
	s.middle("sample")
	s.eventually("the tip", func() bool { return beneath() != before })
	s.shoot("tip")
	s.middle("presets")
	s.eventually("the tip to go", func() bool { return beneath() == before })
}
