package window

import (
	"encoding/json"
	"fmt"
	"os"
	"testing"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
)

// envChild makes the test's own program open the window, for the tests that
// need it in a process of its own, with these childOptions.
const envChild = "AUDIOSPLITER_WINDOW_TEST"

type childOptions struct {
	Files     []string
	StateFile string
	Sample    string
	NoFFmpeg  bool
	Workers   int
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
	find := func() (*ffmpeg.Tools, error) {
		if c.NoFFmpeg {
			return ffmpeg.Find("/nowhere")
		}
		return ffmpeg.Find("")
	}
	tools, err := find()
	e := engine.New(engine.Options{Tools: tools, Workers: c.Workers})
	defer e.Close()
	Run(Options{
		Engine:    e,
		Version:   "test",
		Icon:      assets.Icon,
		Files:     c.Files,
		Tools:     err,
		FindTools: func() error { _, err := find(); return err },
		Sample:    func() (string, error) { return assets.WriteSample(c.Sample) },
		StateFile: c.StateFile,
	})
}
