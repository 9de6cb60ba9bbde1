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
	workers := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return g.runExisting(cmd, *workers, func(e *engine.Engine) (func() ([]engine.Job, error), int, error) {
			ids, err := g.toResume(e, args)
			if err != nil || len(ids) == 0 {
				return nil, 0, err
			}
			return func() ([]engine.Job, error) {
				jobs, err := e.Continue(ids...)
				e.Resume() // those that were paused, too: that is what was asked for
				return jobs, err
			}, len(ids), nil
		})
	}
	return cmd
}

// toResume returns the ids of the jobs that args name and no program has, of all
// such without args. The programs that have others are asked to resume them.
func (g *globals) toResume(e *engine.Engine, args []string) ([]string, error) {
	if len(args) == 0 {
		jobs, err := e.Unfinished()
		ids := make([]string, len(jobs))
		for i, j := range jobs {
			ids[i] = j.ID
		}
		return ids, err
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
	workers := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 0) != filter.any() {
			return fault.New(fault.InvalidParams, "Name the jobs to retry, or choose them with --state, --batch and the like.")
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		return g.runExisting(cmd, *workers, func(e *engine.Engine) (func() ([]engine.Job, error), int, error) {
			var ids []string
			for _, arg := range args {
				d, err := e.Details(arg)
				if err != nil {
					return nil, 0, err
				}
				if d.State != engine.Failed && d.State != engine.Canceled {
					return nil, 0, fault.New(fault.InvalidParams, "%s is %s: only jobs that failed or were canceled can be retried.", d.ID, d.State)
				}
				ids = append(ids, d.ID)
			}
			if len(args) == 0 {
				entries, err := e.History(q)
				if err != nil {
					return nil, 0, err
				}
				slices.Reverse(entries)
				for _, entry := range entries {
					if entry.State == engine.Failed || entry.State == engine.Canceled {
						ids = append(ids, entry.ID)
					}
				}
			}
			if len(ids) == 0 {
				return nil, 0, nil
			}
			return func() ([]engine.Job, error) { return e.Retry(ids...) }, len(ids), nil
		})
	}
	return cmd
}

// runExisting runs the jobs that choose chooses in a session of its own.
func (g *globals) runExisting(cmd *cobra.Command, workers int, choose func(*engine.Engine) (func() ([]engine.Job, error), int, error)) error {
	tools, err := g.tools()
	if err != nil {
		return err
	}
	s := g.session(tools, workers, newHook(g))
	defer func() { s.close(cmd.Context()) }()
	if s.Journal == nil {
		return exit(exitNothing) // the reason is printed
	}
	queue, n, err := choose(s.Engine)
	if err != nil {
		return err
	}
	if n == 0 {
		g.say("There is nothing to be done here.")
		return nil
	}
	return s.run(cmd.Context(), n, func() ([]engine.Job, error) {
		jobs, err := queue()
		var names []string
		for _, j := range jobs {
			names = append(names, j.Notify...)
		}
		g.warn(s.hook.notifier, names)
		return jobs, err
	})
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
		defer func() { s.close(cmd.Context()) }()
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
			if canceled, err = s.Engine.Abandon(named.waiting...); err != nil {
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
