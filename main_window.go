//go:build !headless

package main

import (
	"os"
	"path/filepath"
	"strings"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/ui/cli"
	"audiospliter/ui/window"
)

// windowOpener returns the function that opens the window and comes back when
// it is closed.
func windowOpener(app *cli.App) func([]string) error {
	return func(files []string) error {
		speakSomeLanguage()
		tools, missing := ffmpeg.Find("")
		e := engine.New(engine.Options{Tools: tools, Cache: app.Cache})
		defer e.Close()
		window.Run(window.Options{
			Engine:  e,
			Version: app.Version,
			Icon:    assets.Icon,
			Files:   files,
			Tools:   missing,
			FindTools: func() error {
				tools, err := ffmpeg.Find("")
				if err == nil {
					e.SetTools(tools)
				}
				return err
			},
			Sample:    func() (string, error) { return assets.WriteSample(filepath.Join(app.Folders.Data, "sample")) },
			Notify:    true,
			StateFile: filepath.Join(app.Folders.Config, "window.json"),
		})
		return nil
	}
}

// speakSomeLanguage spares people a warning of Fyne's about the locales C and
// POSIX, which name no language.
func speakSomeLanguage() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		switch language, _, _ := strings.Cut(os.Getenv(name), "."); language {
		case "":
			continue
		case "C", "POSIX":
			_ = os.Setenv(name, "en_US.UTF-8")
		}
		return
	}
	_ = os.Setenv("LANG", "en_US.UTF-8")
}
