package window

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/waveform"
	"audiospliter/presets"
)

// envChild makes the test's own program open the window, for the tests that
// need it in a process of its own, with these childOptions.
const envChild = "AUDIOSPLITER_WINDOW_TEST"

type childOptions struct {
	Files     []string
	StateFile string
	Sample    string
	NoFFmpeg  bool
	Welcome   bool
	Home      string // "" for a folder of the test
}

func TestMain(m *testing.M) {
	if text := os.Getenv(envChild); text != "" {
		runChild(text)
		return
	}
	os.Exit(m.Run())
}

// runChild does what main.go does.
func runChild(text string) {
	var c childOptions
	if err := json.Unmarshal([]byte(text), &c); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	find := func(setting string) (*ffmpeg.Tools, error) {
		if c.NoFFmpeg && setting == "" {
			return ffmpeg.Find("/nowhere")
		}
		return ffmpeg.Find(setting)
	}
	e := engine.New(engine.Options{})
	defer e.Close()
	Run(Options{
		Engine:  e,
		Version: "test",
		Icon:    assets.Icon,
		Files:   c.Files,
		FindTools: func(setting string) error {
			tools, err := find(setting)
			if err == nil {
				e.SetTools(tools)
			}
			return err
		},
		Presets:    presets.NewStore(filepath.Join(filepath.Dir(c.StateFile), "presets")),
		Cache:      waveform.NewCache(filepath.Join(filepath.Dir(c.StateFile), "envelopes"), 0),
		Licenses:   assets.Licenses,
		Fonts:      assets.Fonts,
		DataFolder: filepath.Dir(c.StateFile),
		Welcome:    c.Welcome,
		Sample:     func() (string, error) { return assets.WriteSample(c.Sample) },
		StateFile:  c.StateFile,
	})
}
