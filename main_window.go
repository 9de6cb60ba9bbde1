//go:build !headless

package main

import (
	"path/filepath"

	"audiospliter/assets"
	"audiospliter/engine/ffmpeg"
	"audiospliter/ui/app"
	"audiospliter/ui/cli"
	_ "audiospliter/ui/locale" // before Fyne starts
	"audiospliter/ui/window"
)

// windowOpener returns the function that opens the window and comes back when
// it is closed.
func windowOpener(a *app.App) func([]string) error {
	return func(files []string) error {
		window.Start(a, ffmpeg.Find, cli.Export, window.Options{
			Icon:      assets.Icon,
			Files:     files,
			Sample:    func() (string, error) { return assets.WriteSample(filepath.Join(a.Folders.Data, "sample")) },
			Licenses:  assets.Licenses,
			Fonts:     assets.Fonts,
			Notify:    true,
			Welcome:   true,
			StateFile: filepath.Join(a.Folders.Config, "window.json"),
		})
		return nil
	}
}
