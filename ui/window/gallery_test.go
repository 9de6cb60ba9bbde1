package window

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// pictured reports whether pictures are kept.
func pictured() bool { return os.Getenv("AUDIOSPLITER_ARTIFACTS") != "" }

// TestStates shows each state of the window in both looks and keeps pictures of
// them for people to judge.
func TestStates(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	song := encode(t, filepath.Join(dir, "Morning coffee.mp3"), music, 40)
	talk := encode(t, filepath.Join(dir, "Interview, part one of a name that is far too long to be shown in the column.flac"), speech, 20)
	notes := filepath.Join(dir, "Notes.mp3")
	if err := os.WriteFile(notes, []byte("no audio at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ look, size, state string }{
		{appearanceLight, "1024x700", `"Width":1024,"Height":640`},
		{appearanceDark, "1600x1000", `"Width":1600,"Height":940`},
	} {
		if c.look == appearanceDark && !pictured() {
			continue // it differs in its colours
		}
		t.Run(c.look, func(t *testing.T) {
			remembered := filepath.Join(t.TempDir(), "window.json")
			recipe := `"Recipe":{"split":{"mode":"duration","every":"4"},"output":{"format":"opus","onConflict":"overwrite"}}`
			if err := os.WriteFile(remembered, []byte(`{"Look":"`+c.look+`","Workers":1,`+c.state+`,`+recipe+`}`), 0o600); err != nil {
				t.Fatal(err)
			}
			s := newScreen(t, c.size, childOptions{StateFile: remembered, Files: []string{song, talk, notes}})
			s.eventually("the files to be read", func() bool {
				return strings.Join(s.look().Phases, " ") == "waiting waiting refused" && s.look().Segments == 10
			})
			s.shoot("queued-" + c.look)
			s.press("End")
			s.eventually("the failure", func() bool { return s.look().Failure != "" })
			s.shoot("failure-" + c.look)
			s.press("F1")
			s.eventually("the help", func() bool { return s.look().Sheet })
			s.shoot("keys-" + c.look)
			s.press("Escape")
			s.eventually("the help to go", func() bool { return !s.look().Sheet })
			s.press("Home", "ctrl+Return", "p")
			s.shoot("running-" + c.look)
			s.press("p")
			s.eventually("the summary", func() bool { return strings.Contains(s.look().Banner, "2 files split into 15 segments") })
			s.press("ctrl+comma")
			s.eventually("the settings", func() bool { return s.look().Sheet })
			s.shoot("settings-" + c.look)
			s.press("Escape")
			s.eventually("the settings to go", func() bool { return !s.look().Sheet })
			s.click("presets")
			s.shoot("presets-" + c.look)
			s.press("Escape")
			x, y := s.middle("column1")
			s.moveTo(x, y+30) // the first row
			s.run("xdotool", "click", "3")
			s.shoot("menu-" + c.look)
		})
	}
}

// TestFFmpegMissing looks at what the window says without ffmpeg.
func TestFFmpegMissing(t *testing.T) {
	t.Parallel()
	s := newScreen(t, "1280x860", childOptions{NoFFmpeg: true})
	s.eventually("the message", func() bool { return strings.Contains(s.look().Missing, "ffmpeg") })
	s.shoot("missing")
	s.click("sample")
	s.eventually("the sample to be refused", func() bool { return all(s.look().Phases, 1, "refused") })
	s.shoot("missing-refused")
}

// TestScreenshot makes the picture of the README, if the environment variable
// AUDIOSPLITER_SCREENSHOT says where it goes: real files, queued and planned.
func TestScreenshot(t *testing.T) {
	t.Parallel()
	path := os.Getenv("AUDIOSPLITER_SCREENSHOT")
	home := t.TempDir()
	dir := filepath.Join(home, "Music")
	if err := os.Mkdir(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, f := range []struct {
		name, recording string
		seconds         int
	}{
		{"Cold day.flac", music, 174},
		{"Interview.m4a", speech, 95},
		{"Robot ditty.ogg", "/usr/share/asterisk/moh/macroform-robot_dity.wav", 131},
		{"The simplicity.mp3", "/usr/share/asterisk/moh/macroform-the_simplicity.wav", 302},
	} {
		encode(t, filepath.Join(dir, f.name), f.recording, f.seconds)
	}
	remembered := filepath.Join(t.TempDir(), "window.json")
	if err := os.WriteFile(remembered, []byte(`{"Look":"light","Width":1240,"Height":720,"Recipe":{"split":{"mode":"duration","every":"45"}}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	s := newScreen(t, "1280x800", childOptions{StateFile: remembered, Files: []string{dir}, Home: home})
	s.eventually("the files to be read", func() bool { return all(s.look().Phases, 4, "waiting") && s.look().Segments > 0 })
	s.press("End")
	s.eventually("the segments of the last file", func() bool { return s.look().Segments == 7 })
	if path != "" {
		s.eventually("the waveform", func() bool { return s.look().Wave.Ready })
		s.picture(path)
	}
}

// TestLanguages shows the window in each language, with the sheets that hold
// most of its words.
func TestLanguages(t *testing.T) {
	t.Parallel()
	song := encode(t, filepath.Join(t.TempDir(), "Morning coffee.mp3"), music, 40)
	for _, c := range []struct{ code, look string }{{"de", appearanceLight}, {"fr", appearanceDark}, {"es", appearanceLight}, {"ja", appearanceDark}, {"zh-Hans", appearanceLight}} {
		if c.code != "ja" && !pictured() {
			continue // they differ in their words, which other tests compare
		}
		t.Run(c.code, func(t *testing.T) {
			remembered := filepath.Join(t.TempDir(), "window.json")
			recipe := `"Recipe":{"split":{"mode":"duration","every":"4"}}`
			if err := os.WriteFile(remembered, []byte(`{"Look":"`+c.look+`","Language":"`+c.code+`","Width":1024,"Height":640,`+recipe+`}`), 0o600); err != nil {
				t.Fatal(err)
			}
			s := newScreen(t, "1024x700", childOptions{StateFile: remembered, Files: []string{song}})
			s.eventually("the file to be read", func() bool { return all(s.look().Phases, 1, "waiting") && s.look().Segments > 0 })
			s.shoot("language-" + c.code)
			s.press("ctrl+comma")
			s.eventually("the settings", func() bool { return s.look().Sheet })
			s.shoot("language-settings-" + c.code)
		})
	}
}

// TestWelcome greets a person on the first day, and not on the second.
func TestWelcome(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	options := childOptions{Welcome: true, Home: home, StateFile: filepath.Join(home, "window.json")}
	s := newScreen(t, "1024x700", options)
	s.eventually("the welcome", func() bool { return s.look().Sheet })
	s.shoot("welcome-1")
	s.click("next")
	s.eventually("the second step", func() bool { _, there := s.look().Controls["trySample"]; return there })
	s.shoot("welcome-2")
	s.click("trySample")
	s.eventually("the sample", func() bool { return all(s.look().Phases, 1, "waiting") && !s.look().Sheet })
	s.press("ctrl+q")
	s.quits()
	if !loadState(options.StateFile).Welcomed {
		t.Error("the welcome would come again")
	}
}
