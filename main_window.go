//go:build !headless

package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"audiospliter/assets"
	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/message"
	"audiospliter/engine/watch"
	"audiospliter/notifier"
	"audiospliter/ui/cli"
	_ "audiospliter/ui/locale" // before Fyne starts
	"audiospliter/ui/window"
)

// windowOpener returns the function that opens the window and comes back when
// it is closed.
func windowOpener(app *cli.App) func([]string) error {
	return func(files []string) error {
		notices := make(chan notifier.Notice, 16)
		tell := notifier.New(notifier.Options{
			Config: app.Folders.Config, Data: app.Folders.Data, Keychain: app.Keychain,
			Notice: func(n notifier.Notice) {
				select {
				case notices <- n:
				default:
					fmt.Fprintln(os.Stderr, "audiospliter:", n.Err)
				}
			},
		})
		defer func() {
			ctx, cancel := context.WithTimeout(context.Background(), 5*time.Second)
			defer cancel()
			tell.Close(ctx)
		}()
		tell.Start()
		j, err := journal.Open(app.Folders.Data, journal.Options{
			Failed: func(err error) { fmt.Fprintln(os.Stderr, "audiospliter: journal:", err) },
		})
		trouble := j.Aside()
		if err != nil {
			trouble = message.New("The jobs are not kept: %s", fault.Of(err).Message)
		}
		defer func() { _ = j.Close() }()
		e := engine.New(engine.Options{Cache: app.Cache, Journal: j, Backoff: engine.DefaultBackoff, Record: tell.Record})
		defer e.Close()
		e.Subscribe(tell.Handle)
		o := window.Options{
			Engine:  e,
			Version: app.Version,
			Icon:    assets.Icon,
			Files:   files,
			FindTools: func(setting string) error {
				tools, err := ffmpeg.Find(setting)
				if err == nil {
					tools.Background = true // what a person does with the window comes first
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
			Notifier:   tell,
			Notices:    notices,
			Trouble:    trouble,
			Notify:     true,
			Welcome:    true,
			StateFile:  filepath.Join(app.Folders.Config, "window.json"),
		}
		if j != nil {
			o.Archive = e
			o.Export = func(to io.Writer, format string, q engine.Query) error { return cli.Export(to, e, format, q) }
			o.Watch = func(ctx context.Context, o watch.Options) error { return watch.Run(ctx, e, j, o) }
		}
		window.Run(o)
		return nil
	}
}
