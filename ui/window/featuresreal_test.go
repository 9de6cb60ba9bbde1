package window

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestPresetFilterSortAndSettings works as a person does who knows the window:
// a preset from the toolbar, the queue sorted and filtered, and the look changed
// in the settings.
func TestPresetFilterSortAndSettings(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	short := encode(t, filepath.Join(dir, "b short.wav"), speech, 8)
	long := encode(t, filepath.Join(dir, "a long.wav"), music, 30)
	home := t.TempDir()
	state := filepath.Join(home, "window.json")
	s := newScreen(t, "1280x860", childOptions{Files: []string{short, long}, Home: home, StateFile: state})
	s.eventually("two files to be ready", func() bool { return all(s.look().Phases, 2, "waiting") })

	s.click("preset")
	s.press("Down", "Down", "Return") // the second one
	s.eventually("the preset", func() bool { return s.look().Preset == "Audiobook by chapter" && s.look().Mode == "chapters" })
	s.click("preset")
	s.press("Down", "Return")
	s.eventually("another preset", func() bool { return s.look().Preset == "Podcast chapters" })

	s.click("column1")
	names := func(want ...string) func() bool {
		return func() bool { return slices.Equal(s.look().Names, want) }
	}
	s.eventually("the order of names", names("a long.wav", "b short.wav"))
	s.click("column1")
	s.eventually("the other way round", names("b short.wav", "a long.wav"))

	s.press("ctrl+f")
	s.eventually("the filter", func() bool { return s.look().Focus == "filter" })
	s.run("xdotool", "type", "--delay", "60", "LONG")
	s.eventually("one file", names("a long.wav"))
	s.press("ctrl+a", "BackSpace")
	s.eventually("both files", names("b short.wav", "a long.wav"))

	s.press("ctrl+comma")
	s.click("settings.look")
	s.press("Down", "Down", "Down", "Return")
	s.eventually("the look to be remembered", func() bool {
		data, err := os.ReadFile(state)
		return err == nil && strings.Contains(string(data), `"Look": "dark"`)
	})
	s.press("Escape")
	s.eventually("the settings to go", func() bool { return !s.look().Sheet })
}
