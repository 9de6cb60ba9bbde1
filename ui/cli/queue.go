package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/dustin/go-humanize/english"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// journal opens the journal of the data folder, and says so if an older one was
// of no use.
func (g *globals) journal() (*journal.Journal, error) {
	j, err := journal.Open(g.app.Folders.Data, journal.Options{
		Failed: func(err error) {
			report(g.app.Stderr, "journal", err)
		},
	})
	if err != nil {
		return nil, err
	}
	if aside := j.Aside(); len(aside) > 0 {
		g.say("%s", aside)
	}
	return j, nil
}

// A session is an engine with its journal and who is told of its jobs.
type session struct {
	g       *globals
	engine  *engine.Engine
	journal *journal.Journal
	hook    *hook
	finish  func(context.Context)
}

// session starts one. A journal that cannot be opened must not keep files from
// being split: they are then, without one.
func (g *globals) session(tools *ffmpeg.Tools, workers int, h *hook) *session {
	j, err := g.journal()
	if err != nil {
		report(g.app.Stderr, "journal", err)
		g.say("The jobs are not kept: if the program is ended, add the files again.")
	}
	e := engine.New(engine.Options{
		Tools: tools, Workers: workers, Cache: g.app.Cache, Journal: j, Backoff: engine.DefaultBackoff, Record: h.notifier.Record,
	})
	s := &session{g: g, engine: e, journal: j, hook: h}
	s.finish = h.follow(e)
	e.Subscribe(logEvent)
	return s
}

// close ends the session. Jobs that are not over are put back.
func (s *session) close(ctx context.Context) {
	s.engine.Close()
	s.finish(ctx)
	_ = s.journal.Close()
}

// run waits for the jobs that queue adds, tells how each ends, and returns what
// the command ends with.
func (s *session) run(ctx context.Context, files int, queue func() ([]engine.Job, error)) error {
	g, e := s.g, s.engine
	printer := g.newPrinter(files)
	stop := e.Subscribe(printer.handle)
	jobs, err := queue()
	if err != nil {
		stop()
		printer.close()
		return err
	}
	err = e.Wait(ctx)
	if err != nil {
		if errors.Is(context.Cause(ctx), errStopped) {
			e.Close()
		} else {
			e.CancelAll()
			_ = e.Wait(context.WithoutCancel(ctx))
		}
	}
	stop()
	printer.close()
	failed := 0
	for _, j := range jobs {
		if j, ok := e.Job(j.ID); ok && j.State != engine.Completed {
			failed++
		}
	}
	if err != nil {
		g.say("Interrupted: %d of %s done.", len(jobs)-failed, english.Plural(len(jobs), "file", ""))
		switch {
		case failed == 0 || s.journal == nil:
		case errors.Is(context.Cause(ctx), errStopped):
			g.say("'audiospliter jobs resume' goes on.")
		default:
			g.say("'audiospliter jobs retry %s' goes on.", choice(jobs))
		}
		return exit(exitInterrupted)
	}
	switch {
	case printer.err != nil:
		return fault.Wrap(printer.err, fault.IOFailed, "All is split, but standard output took not all results.")
	case failed > 0:
		g.say("%d of %s failed.", failed, english.Plural(len(jobs), "file", ""))
		return exit(exitSomeFailed)
	case g.unread:
		return exit(exitSomeFailed)
	}
	return nil
}

// choice returns the flag that chooses canceled jobs.
func choice(jobs []engine.Job) string {
	batch := jobs[0].Batch
	if slices.ContainsFunc(jobs, func(j engine.Job) bool { return j.Batch != batch }) {
		return "--state canceled"
	}
	return "--batch " + batch
}

// remind tells of jobs that wait for somebody to go on with them.
func (s *session) remind() {
	n, err := s.engine.CountPast(engine.Query{Nobody: true})
	if err == nil && n > 0 {
		s.g.say("An earlier run left %s unfinished: 'audiospliter jobs resume' goes on.", english.Plural(n, "job", ""))
	}
}
