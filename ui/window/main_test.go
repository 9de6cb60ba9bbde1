package window

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/watch"
	"audiospliter/engine/waveform"
	"audiospliter/notifier"
	"audiospliter/presets"
	"audiospliter/ui/cli"
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
	folder := filepath.Dir(c.StateFile)
	notices := make(chan notifier.Notice, 16)
	tell := notifier.New(notifier.Options{Config: folder, Data: folder, Notice: func(n notifier.Notice) { notices <- n }})
	defer tell.Close(context.Background())
	tell.Start()
	j, err := journal.Open(folder, journal.Options{})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	defer func() { _ = j.Close() }()
	cache := waveform.NewCache(filepath.Join(filepath.Dir(c.StateFile), "envelopes"), 0)
	e := engine.New(engine.Options{Cache: cache, Journal: j, Record: tell.Record})
	defer e.Close()
	e.Subscribe(tell.Handle)
	Run(Options{
		Engine:  e,
		Version: "test",
		Icon:    assets.Icon,
		Files:   c.Files,
		FindTools: func(setting string) error {
			tools, err := find(setting)
			if err == nil {
				tools.Background = true
				e.SetTools(tools)
			}
			return err
		},
		Presets:    presets.NewStore(filepath.Join(filepath.Dir(c.StateFile), "presets")),
		Cache:      cache,
		Licenses:   assets.Licenses,
		Fonts:      assets.Fonts,
		DataFolder: filepath.Dir(c.StateFile),
		Archive:    e,
		Export:     func(to io.Writer, format string, q engine.Query) error { return cli.Export(to, e, format, q) },
		Watch:      func(ctx context.Context, o watch.Options) error { return watch.Run(ctx, e, j, o) },
		Notifier:   tell,
		Notices:    notices,
		Welcome:    c.Welcome,
		Sample:     func() (string, error) { return assets.WriteSample(c.Sample) },
		StateFile:  c.StateFile,
	})
}
