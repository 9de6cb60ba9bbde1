package window

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/assets"
	"audiospliter/engine/ffmpeg"
	"audiospliter/ui/app"
	"audiospliter/ui/cli"
	"audiospliter/ui/folders"
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

// runChild does what main.go does, with everything in the folder of the state.
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
	folder := filepath.Dir(c.StateFile)
	Start(app.New("test", folders.Folders{Config: folder, Data: folder, Cache: folder}), find, cli.Export, Options{
		Icon:      assets.Icon,
		Files:     c.Files,
		Licenses:  assets.Licenses,
		Fonts:     assets.Fonts,
		Welcome:   c.Welcome,
		Sample:    func() (string, error) { return assets.WriteSample(c.Sample) },
		StateFile: c.StateFile,
	})
}
