package cli

import (
	"slices"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

func newJobsResume(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "resume [ID ...]",
		Short: "Resume the jobs that an earlier run did not finish",
		Long: `Resume the jobs that an earlier run did not finish, all or those named: it was
killed, or the machine went down. Segments that are written and whole are kept.
A paused job that another program has is resumed there.`,
		Example: "  audiospliter jobs resume",
	}
	workers := addJobsFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return g.runExisting(cmd, *workers, func(e *engine.Engine) ([]engine.Job, error) {
			return g.toResume(e, args)
		}, func(e *engine.Engine, ids []string) ([]engine.Job, error) {
			jobs, err := e.Continue(ids...)
			e.Resume() // those that were paused, too: that is what was asked for
			return jobs, err
		})
	}
	return cmd
}

// toResume returns the jobs that args name and no program has, all such without
// args. The programs that have others are asked to resume them.
func (g *globals) toResume(e *engine.Engine, args []string) ([]engine.Job, error) {
	if len(args) == 0 {
		return e.Unfinished()
	}
	named, err := sortOut(e.Ledger, args)
	if err != nil {
		return nil, err
	}
	if len(named.over) > 0 {
		j := named.over[0]
		return nil, fault.New(fault.InvalidParams, "%s is %s: retry it with 'audiospliter jobs retry'.", j.ID, j.State)
	}
	return named.waiting, g.askEach(e.Ledger, named.elsewhere, (*engine.Ledger).AskResume)
}

func newJobsRetry(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "retry [ID ...]",
		Short: "Retry jobs that failed or were canceled",
		Long: `Retry jobs that failed or were canceled: those named, or those that the flags
choose. Segments that are written and whole are kept.`,
		Example: `  audiospliter jobs retry job_0123
  audiospliter jobs retry --state failed --since 24h`,
	}
	filter := addFilterFlags(cmd)
	workers := addJobsFlag(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 0) != filter.any() {
			return fault.New(fault.InvalidParams, "Name the jobs to retry, or choose them with --state, --batch and the like.")
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		return g.runExisting(cmd, *workers, func(e *engine.Engine) ([]engine.Job, error) {
			return toRetry(e.Ledger, args, q)
		}, func(e *engine.Engine, ids []string) ([]engine.Job, error) { return e.Retry(ids...) })
	}
	return cmd
}

// toRetry returns the jobs that args name, or without args those that q chooses and
// that failed or were canceled, the oldest first.
func toRetry(l *engine.Ledger, args []string, q engine.Query) (jobs []engine.Job, err error) {
	for _, arg := range args {
		d, err := l.Details(arg)
		if err != nil {
			return nil, err
		}
		if d.State != engine.Failed && d.State != engine.Canceled {
			return nil, fault.New(fault.InvalidParams, "%s is %s: only jobs that failed or were canceled can be retried.", d.ID, d.State)
		}
		jobs = append(jobs, d.Job)
	}
	if len(args) > 0 {
		return jobs, nil
	}
	err = l.EachPast(q, func(entry engine.Entry) error {
		if entry.State == engine.Failed || entry.State == engine.Canceled {
			jobs = append(jobs, entry.Job)
		}
		return nil
	})
	slices.Reverse(jobs)
	return jobs, err
}

// runExisting runs the jobs that choose chooses in a session of its own, once queue
// has queued them.
func (g *globals) runExisting(cmd *cobra.Command, workers int,
	choose func(*engine.Engine) ([]engine.Job, error), queue func(e *engine.Engine, ids []string) ([]engine.Job, error),
) error {
	tools, err := g.tools()
	if err != nil {
		return err
	}
	s := g.session(tools, workers, newHook(g))
	defer s.close(cmd.Context())
	if s.Journal == nil {
		return exit(exitNothing) // the reason is printed
	}
	jobs, err := choose(s.Engine)
	if err != nil {
		return err
	}
	if len(jobs) == 0 {
		g.say("There is nothing to be done here.")
		return nil
	}
	var paths, notify []string
	for _, j := range jobs {
		paths, notify = append(paths, j.Path), append(notify, j.Notify...)
	}
	g.warn(s.hook.notifier, notify)
	return s.run(cmd.Context(), paths, func() ([]engine.Job, error) { return queue(s.Engine, idsOf(jobs)) })
}

func idsOf(jobs []engine.Job) []string {
	return mapped(jobs, func(j engine.Job) string { return j.ID })
}

func newJobsCancel(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "cancel ID ...",
		Short: "Cancel jobs that are not over, whichever program has them",
		Long: `Cancel jobs that are not over. One that another program runs ends there, within a
few seconds; one that an earlier run did not finish is not resumed.`,
		Example: "  audiospliter jobs cancel job_0123\n  audiospliter jobs cancel --unfinished",
	}
	unfinished := cmd.Flags().Bool("unfinished", false, "all jobs that an earlier run did not finish")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 0) != *unfinished {
			return fault.New(fault.InvalidParams, "Name the jobs to cancel, or write --unfinished.")
		}
		s := g.session(nil, 0, newHook(g))
		defer s.close(cmd.Context())
		if s.Journal == nil {
			return exit(exitNothing)
		}
		named, err := sortOut(s.Engine.Ledger, args)
		if err != nil {
			return err
		}
		g.areOver(named.over)
		if err := g.askEach(s.Engine.Ledger, named.elsewhere, (*engine.Ledger).AskCancel); err != nil {
			return err
		}
		var canceled []engine.Job
		if len(named.waiting) > 0 || *unfinished {
			if canceled, err = s.Engine.Abandon(idsOf(named.waiting)...); err != nil {
				return err
			}
			if err := s.Engine.Wait(cmd.Context()); err != nil {
				return err
			}
			g.say("%s canceled.", english.Plural(len(canceled), "job", ""))
		}
		if g.json {
			return g.print(map[string]int{"canceled": len(canceled), "asked": len(named.elsewhere)})
		}
		return nil
	}
	return cmd
}
