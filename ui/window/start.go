package window

import (
	"context"
	"fmt"
	"io"
	"os"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/message"
	"audiospliter/notifier"
	"audiospliter/ui/app"
	"audiospliter/ui/watch"
)

// closing is how long deliveries that are under way may take at the end.
const closing = 5 * time.Second

// Start opens a session of the app and the window on it, and returns when both
// are closed. What of o comes from them is filled in. Find looks for ffmpeg, where
// the setting says it is unless that is ""; export writes the jobs that a query
// chooses as "csv" or "json". As Run, it must be called on the main goroutine.
func Start(a *app.App, find func(setting string) (*ffmpeg.Tools, error), export func(io.Writer, *engine.Ledger, string, engine.Query) error, o Options) {
	notices := make(chan notifier.Notice, 16)
	s := a.Open(app.Options{
		Notifier: a.Notifier(func(n notifier.Notice) {
			select {
			case notices <- n:
			default:
				fmt.Fprintln(os.Stderr, "audiospliter:", n.Err)
			}
		}, nil),
		JournalFailed: func(err error) { fmt.Fprintln(os.Stderr, "audiospliter: journal:", err) },
	})
	defer func() {
		ctx, cancel := context.WithTimeout(context.Background(), closing)
		defer cancel()
		_ = s.Close(ctx)
	}()
	o.Engine, o.Notifier, o.Notices = s.Engine, s.Notifier, notices
	o.Version, o.Presets, o.Cache, o.DataFolder = a.Version, a.Presets, a.Cache, a.Folders.Data
	o.FindTools = func(setting string) error {
		tools, err := find(setting)
		if err == nil {
			tools.Background = true // what a person does with the window comes first
			s.Engine.SetTools(tools)
		}
		return err
	}
	o.Trouble = s.Journal.Aside()
	if s.JournalErr != nil {
		o.Trouble = message.New("The jobs are not kept: %s", fault.Of(s.JournalErr).Message)
	} else {
		o.Archive = s.Engine
		o.Export = func(to io.Writer, format string, q engine.Query) error { return export(to, s.Engine.Ledger, format, q) }
		o.Watch = func(ctx context.Context, o watch.Options) error { return watch.Run(ctx, s.Engine, s.Journal, o) }
	}
	Run(o)
}
