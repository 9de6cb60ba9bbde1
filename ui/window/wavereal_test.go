package window

import (
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
)

// near moves the pointer to a place in a control, from its left and its top.
func (s *screen) near(control string, x, y int) {
	s.t.Helper()
	s.middle(control) // it is there, and still
	r := s.look().Controls[control]
	s.run("xdotool", "mousemove", "--window", s.window, strconv.Itoa(r[0]+x), strconv.Itoa(r[1]+y))
}

// pull drags what is at a place in a control sideways.
func (s *screen) pull(control string, x, y, by int) {
	s.t.Helper()
	s.near(control, x, y)
	s.run("xdotool", "mousedown", "1")
	for step := 1; step <= 8; step++ {
		s.to(control, x+by*step/8, y)
	}
	s.run("xdotool", "mouseup", "1")
}

// to moves the pointer on to a place in a control.
func (s *screen) to(control string, x, y int) {
	r := s.look().Controls[control]
	s.run("xdotool", "mousemove", "--window", s.window, strconv.Itoa(r[0]+x), strconv.Itoa(r[1]+y))
}

func (s *screen) is(what string, got func(probedWave) bool) {
	s.t.Helper()
	s.eventually(what, func() bool { return got(s.look().Wave) })
}

// twice clicks twice where the pointer is, until that has an effect: a machine
// may take so long over the first click that the second is another.
func (s *screen) twice(what string, got func(probedWave) bool) {
	s.t.Helper()
	s.is(what, func(probedWave) bool {
		s.run("xdotool", "click", "--repeat", "2", "--delay", "60", "1")
		s.settle()
		return got(s.look().Wave)
	})
}

func about(got, want float64) bool { return math.Abs(got-want) < 0.3 } // a few pixels

// editing opens a song cut into four, in a window of that look.
func editing(t *testing.T, look, size, state string) (*screen, string) {
	t.Helper()
	dir := t.TempDir()
	song := encode(t, filepath.Join(dir, "Morning coffee.flac"), music, 40)
	remembered := filepath.Join(t.TempDir(), "window.json")
	recipe := `"Recipe":{"split":{"mode":"duration","every":"10"},"output":{"onConflict":"overwrite"}}`
	if err := os.WriteFile(remembered, []byte(`{"Welcomed":true,"Look":"`+look+`",`+state+`,`+recipe+`}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, size, childOptions{StateFile: remembered, Files: []string{song}})
	s.is("the waveform and the segments", func(p probedWave) bool { return p.Ready && len(p.Cuts) == 8 })
	s.middle("wave") // it has its size
	return s, filepath.Join(dir, "Morning coffee")
}

// TestEditByMouse drags a marker, undoes and redoes, adds and removes a cut,
// edits a title, leaves a segment out, and splits.
func TestEditByMouse(t *testing.T) {
	t.Parallel()
	s, folder := editing(t, appearanceLight, "1280x860", `"Width":1240,"Height":800`)
	wide := s.look().Controls["wave"][2]
	s.pull("wave", s.look().Wave.Markers[1], 60, 3*wide/40)
	s.is("the marker to move", func(p probedWave) bool { return about(p.Cuts[1], 13) && p.Cuts[1] == p.Cuts[2] })
	s.shoot("wave-dragged")
	s.click("undo")
	s.is("the marker to be back", func(p probedWave) bool { return p.Cuts[1] == 10 })
	s.click("redo")
	s.is("the marker to move again", func(p probedWave) bool { return about(p.Cuts[1], 13) })
	s.near("wave", 35*wide/40, 60)
	s.twice("another cut", func(p probedWave) bool { return len(p.Cuts) == 10 && about(p.Cuts[7], 35) })
	row := func(n int) int { return 16 + n*30 }
	s.near("segments", 260, row(1))
	s.twice("the input", func(p probedWave) bool { return p.Editing })
	s.run("xdotool", "type", "--delay", "30", "Second cup")
	s.shoot("wave-editing")
	s.press("Return")
	s.is("the title", func(p probedWave) bool { return p.Titles[1] == "Second cup" })
	s.press("Escape")
	s.near("segments", 16, row(2))
	s.run("xdotool", "click", "1")
	s.is("a segment to be left out", func(p probedWave) bool { return len(p.Excluded) == 1 && p.Excluded[0] == 2 })
	s.eventually("four to be planned", func() bool { return s.look().Segments == 4 })
	s.near("wave", wide/2, 60)
	s.run("xdotool", "click", "--repeat", "6", "--delay", "40", "4")
	s.is("a zoom", func(p probedWave) bool { return p.Shown[1]-p.Shown[0] < 20 && p.Shown[0] < 20 && p.Shown[1] > 20 })
	s.shoot("wave-zoomed")
	s.click("split")
	s.eventually("the file to be split", func() bool { return all(s.look().Phases, 1, "done") })
	got := lengths(t, folder)
	if len(got) != 4 || !about(got[0], 13) || !about(got[1], 7) || !about(got[2], 5) || !about(got[3], 5) {
		t.Errorf("the files are %v s long", got)
	}
}

// TestEditByKeyboard does the same without the mouse.
func TestEditByKeyboard(t *testing.T) {
	t.Parallel()
	s, folder := editing(t, appearanceDark, "1024x700", `"Width":1024,"Height":640`)
	s.press("ctrl+3")
	s.eventually("the focus", func() bool { return s.look().Focus == "wave" })
	s.press("Tab", "shift+Right", "shift+Right", "shift+Right")
	s.is("the first marker to move by three seconds", func(p probedWave) bool { return p.Marker == 13 && p.Cuts[1] == 13 })
	s.press("ctrl+Left")
	s.is("it to go back by a frame", func(p probedWave) bool { return math.Abs(p.Cuts[1]-(13-1.0/75)) < 1e-4 })
	s.press("ctrl+z")
	s.is("all steps to be undone", func(p probedWave) bool { return p.Cuts[1] == 10 })
	s.press("ctrl+shift+z")
	s.is("all steps to be done again", func(p probedWave) bool { return math.Abs(p.Cuts[1]-(13-1.0/75)) < 1e-4 })
	s.press("Escape", "End", "shift+Left", "shift+Left", "shift+Left", "shift+Left", "shift+Left", "m")
	s.is("another cut", func(p probedWave) bool { return len(p.Cuts) == 10 && about(p.Cuts[7], 35) })
	s.press("Delete")
	s.is("the cut to go", func(p probedWave) bool { return len(p.Cuts) == 8 })
	s.press("ctrl+4")
	s.eventually("the focus", func() bool { return s.look().Focus == "segments" })
	s.press("Home", "Down", "Return")
	s.is("the input", func(p probedWave) bool { return p.Editing && p.Row == 1 })
	s.run("xdotool", "type", "--delay", "30", "Second cup")
	s.press("Return")
	s.is("the title, and the next row", func(p probedWave) bool { return p.Titles[1] == "Second cup" && p.Row == 2 && p.Editing })
	s.press("Escape", "x")
	s.is("a segment to be left out", func(p probedWave) bool { return len(p.Excluded) == 1 && p.Excluded[0] == 2 })
	s.shoot("wave-keyboard")
	s.press("ctrl+Return")
	s.eventually("the file to be split", func() bool { return all(s.look().Phases, 1, "done") })
	if got := lengths(t, folder); len(got) != 3 || !about(got[0], 13) || !about(got[1], 7) || !about(got[2], 10) {
		t.Errorf("the files are %v s long", got)
	}
}

// TestThresholdByMouse drags the line of silence until there are other cuts, in
// both looks, and keeps pictures.
func TestThresholdByMouse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ look, size, state string }{
		{appearanceLight, "1600x1000", `"Width":1600,"Height":940`},
		{appearanceDark, "1024x700", `"Width":1024,"Height":640`},
	} {
		if c.look == appearanceDark && !pictured() {
			continue // it differs in its colours
		}
		t.Run(c.look, func(t *testing.T) {
			talk := encode(t, filepath.Join(t.TempDir(), "Interview.mp3"), speech, 60)
			remembered := filepath.Join(t.TempDir(), "window.json")
			recipe := `"Recipe":{"split":{"mode":"silence","silence":{"threshold":-36,"min":"0.15"}}}`
			if err := os.WriteFile(remembered, []byte(`{"Welcomed":true,"Look":"`+c.look+`",`+c.state+`,`+recipe+`}`), 0o600); err != nil {
				t.Fatal(err)
			}
			s := newScreen(t, c.size, childOptions{StateFile: remembered, Files: []string{talk}})
			s.is("the waveform and the segments", func(p probedWave) bool { return p.Ready && len(p.Cuts) > 4 })
			s.shoot("silence-" + c.look)
			s.middle("wave") // it has its size
			before, line := len(s.look().Wave.Cuts), s.look().Wave.Threshold
			s.near("wave", 7, line)
			s.run("xdotool", "mousedown", "1")
			for step := range 6 {
				s.to("wave", 7, line-4*step)
			}
			s.run("xdotool", "mouseup", "1")
			s.is("other cuts", func(p probedWave) bool { return p.Threshold < line-8 && len(p.Cuts) > 0 && len(p.Cuts) != before })
			s.shoot("silence-dragged-" + c.look)
		})
	}
}
