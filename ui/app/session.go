package app

import (
	"context"
	"log/slog"

	"audiospliter/engine"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/notifier"
)

// Options are what a session is made from, beside the app.
type Options struct {
	Tools    *ffmpeg.Tools      // nil until ffmpeg is found
	Workers  int                // files at once; 0 is what cores and disk allow
	Notifier *notifier.Notifier // started, and closed with the session

	// JournalFailed is called once, from another goroutine, if jobs cannot be kept
	// any more. It may be nil.
	JournalFailed func(error)
}

// A Session is an engine whose jobs the journal keeps and the notifier announces.
type Session struct {
	Engine   *engine.Engine
	Notifier *notifier.Notifier

	// Journal is nil if it cannot be opened, for the reason JournalErr: jobs are
	// done all the same, and not kept.
	Journal    *journal.Journal
	JournalErr error
}

// Open starts a session. It waits for the disk. Close it.
func (a *App) Open(o Options) *Session {
	s := &Session{Notifier: o.Notifier}
	s.Journal, s.JournalErr = a.Journal(o.JournalFailed)
	s.Engine = engine.New(engine.Options{
		Tools: o.Tools, Workers: o.Workers, Cache: a.Cache, Journal: s.Journal,
		Backoff: engine.DefaultBackoff, Record: o.Notifier.Record,
	})
	s.Engine.Subscribe(o.Notifier.Handle)
	s.Engine.Subscribe(logEvent)
	o.Notifier.Start()
	return s
}

// Close ends the jobs, which the next session can resume, then the
// deliveries, which may take until ctx is done, and then the journal. The engine
// may have been closed before.
func (s *Session) Close(ctx context.Context) error {
	s.Engine.Close()
	s.Notifier.Close(ctx)
	return s.Journal.Close()
}

// logEvent logs what happens to jobs.
func logEvent(e engine.Event) {
	switch e.Kind {
	case engine.StateChanged:
		slog.Debug("job", "id", e.Job.ID, "state", e.Job.State, "path", e.Job.Path)
	case engine.JobCompleted:
		slog.Info("job completed", "id", e.Job.ID, "path", e.Job.Path, "segments", e.Job.Result.Written(), "took", e.Job.Ended.Sub(e.Job.Started))
	case engine.JobFailed:
		slog.Warn("job failed", "id", e.Job.ID, "path", e.Job.Path, "state", e.Job.State, "code", e.Job.Err.Code, "err", e.Job.Err)
	case engine.BatchCompleted:
		slog.Info("batch completed", "id", e.Batch.ID, "jobs", len(e.Batch.Jobs))
	}
}
