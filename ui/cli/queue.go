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
	"audiospliter/ui/app"
)

// journalFailed reports that jobs cannot be kept any more.
func (g *globals) journalFailed(err error) { g.report("journal", err) }

// withLedger opens the journal for do, and says so if an older one was put aside.
func (g *globals) withLedger(do func(*engine.Ledger) error) error {
	j, err := g.app.Journal(g.journalFailed)
	if err != nil {
		return err
	}
	defer j.Close()
	g.saySetAside(j)
	return do(engine.NewLedger(j))
}

func (g *globals) saySetAside(j *journal.Journal) {
	if aside := j.Aside(); len(aside) > 0 {
		g.say("%s", aside)
	}
}

// A session is one of the app, with the hook that its events go to.
type session struct {
	*app.Session
	g    *globals
	hook *hook
}

// session starts one. A journal that cannot be opened must not keep files from
// being split: they are then, without one.
func (g *globals) session(tools *ffmpeg.Tools, workers int, h *hook) *session {
	s := g.app.Open(app.Options{Tools: tools, Workers: workers, Notifier: h.notifier, JournalFailed: g.journalFailed})
	if s.JournalErr != nil {
		g.report("journal", s.JournalErr)
		g.say("The jobs are not kept: if the program is ended, add the files again.")
	}
	g.saySetAside(s.Journal)
	return &session{Session: s, g: g, hook: h}
}

// close ends the session. Jobs that are not over wait for 'jobs resume'.
func (s *session) close(ctx context.Context) {
	s.Engine.Close()
	s.hook.finish(ctx, s.Session)
}

// run waits for the jobs that queue adds, whose sources have these paths, prints how
// each ends, and returns what the command ends with.
func (s *session) run(ctx context.Context, paths []string, queue func() ([]engine.Job, error)) error {
	g, e := s.g, s.Engine
	printer := g.newPrinter(paths)
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
		case failed == 0 || s.Journal == nil:
		case errors.Is(context.Cause(ctx), errStopped):
			g.say("Resume with: audiospliter jobs resume")
		default:
			g.say("Try again with: audiospliter jobs retry %s", chosen(jobs))
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

// chosen returns the flag that chooses these canceled jobs.
func chosen(jobs []engine.Job) string {
	batch := jobs[0].Batch
	if slices.ContainsFunc(jobs, func(j engine.Job) bool { return j.Batch != batch }) {
		return "--state canceled"
	}
	return "--batch " + batch
}

// remind says that jobs of an earlier run are unfinished.
func (s *session) remind() {
	n, err := s.Engine.CountPast(engine.Query{Unowned: true})
	if err == nil && n > 0 {
		s.g.say("An earlier run left %s unfinished: resume with 'audiospliter jobs resume'.", english.Plural(n, "job", ""))
	}
}
