//go:build !headless

package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/notifier"
	"audiospliter/ui/cli"
	_ "audiospliter/ui/locale" // before Fyne starts
	"audiospliter/ui/window"
)

// windowOpener returns the function that opens the window and comes back when
// it is closed.
func windowOpener(app *cli.App) func([]string) error {
	return func(files []string) error {
		tell := notifier.New(notifier.Options{
			Config: app.Folders.Config, Data: app.Folders.Data, Keychain: app.Keychain,
			Told: func(n notifier.Notice) { fmt.Fprintln(os.Stderr, "audiospliter:", n.Err) },
		})
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			tell.Close(ctx)
		}()
		tell.Start()
		jobs, err := journal.Open(app.Folders.Data, journal.Options{})
		if err != nil { // the work is done all the same, and not kept
			fmt.Fprintln(os.Stderr, "audiospliter:", err)
		} else if aside := jobs.Aside(); aside != "" {
			fmt.Fprintln(os.Stderr, "audiospliter:", aside)
		}
		defer jobs.Close()
		e := engine.New(engine.Options{Cache: app.Cache, Record: tell.Record, Journal: jobs, Backoff: engine.DefaultBackoff})
		defer e.Close()
		e.Subscribe(tell.Handle)
		window.Run(window.Options{
			Engine:  e,
			Version: app.Version,
			Icon:    assets.Icon,
			Files:   files,
			FindTools: func(setting string) error {
				tools, err := ffmpeg.Find(setting)
				if err == nil {
					e.SetTools(tools)
				}
				return err
			},
			Sample:     func() (string, error) { return assets.WriteSample(filepath.Join(app.Folders.Data, "sample")) },
			Presets:    app.Presets,
			Cache:      app.Cache,
			Licenses:   assets.Licenses,
			Fonts:      assets.Fonts,
			DataFolder: app.Folders.Data,
			Notify:     true,
			Welcome:    true,
			StateFile:  filepath.Join(app.Folders.Config, "window.json"),
		})
		return nil
	}
}
