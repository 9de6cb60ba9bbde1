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
		Short: "Go on with the jobs that an earlier run did not finish",
		Long: `Go on with the jobs that an earlier run did not finish, all or those named: it
was killed, or the machine went down. Segments that are written and whole are
kept. A job that another program is at, and that is paused, goes on there.`,
		Example: "  audiospliter jobs resume",
	}
	workers := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		return g.goOn(cmd, *workers, func(e *engine.Engine) (func() ([]engine.Job, error), int, error) {
			jobs, err := e.Unfinished()
			if err != nil {
				return nil, 0, err
			}
			ids, err := g.chosen(e, args, jobs)
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

// chosen returns the ids of those of the jobs that args name, of all without
// args. Jobs that another program is at are asked to go on there.
func (g *globals) chosen(e *engine.Engine, args []string, jobs []engine.Job) ([]string, error) {
	var ids []string
	if len(args) == 0 {
		for _, j := range jobs {
			ids = append(ids, j.ID)
		}
		return ids, nil
	}
	for _, arg := range args {
		d, err := e.Details(arg)
		switch {
		case err != nil:
			return nil, err
		case slices.ContainsFunc(jobs, func(j engine.Job) bool { return j.ID == d.ID }):
			ids = append(ids, d.ID)
		case d.State.Final():
			return nil, fault.New(fault.InvalidParams, "%s is %s: 'audiospliter jobs retry' tries jobs anew.", d.ID, d.State)
		default:
			g.say("Another program has %s, and is asked to go on with it.", d.ID)
			if err := e.AskResume(d.ID); err != nil {
				return nil, err
			}
		}
	}
	return ids, nil
}

func newJobsRetry(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "retry [ID ...]",
		Short: "Try jobs anew that failed or were canceled",
		Long: `Try jobs anew that failed or were canceled: those named, or those that the flags
choose. Segments that are written and whole are kept.`,
		Example: `  audiospliter jobs retry job_0123
  audiospliter jobs retry --state failed --since 24h`,
	}
	filter := addFilterFlags(cmd)
	workers := cmd.Flags().IntP("jobs", "j", 0, "files at once (as many as cores and disk allow)")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 0) != filter.any() {
			return fault.New(fault.InvalidParams, "Name the jobs to try anew, or choose them with --state, --batch and the like.")
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		return g.goOn(cmd, *workers, func(e *engine.Engine) (func() ([]engine.Job, error), int, error) {
			var ids []string
			for _, arg := range args {
				d, err := e.Details(arg)
				if err != nil {
					return nil, 0, err
				}
				if d.State != engine.Failed && d.State != engine.Canceled {
					return nil, 0, fault.New(fault.InvalidParams, "%s is %s: only jobs that failed or were canceled can be tried anew.", d.ID, d.State)
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

// goOn runs the jobs that choose chooses in a session of its own.
func (g *globals) goOn(cmd *cobra.Command, workers int, choose func(*engine.Engine) (func() ([]engine.Job, error), int, error)) error {
	tools, err := g.tools()
	if err != nil {
		return err
	}
	s := g.session(tools, workers, newHook(g))
	defer func() { s.close(cmd.Context()) }()
	if s.journal == nil {
		return exit(exitNothing) // why was told
	}
	queue, n, err := choose(s.engine)
	if err != nil {
		return err
	}
	if n == 0 {
		g.say("There is nothing to be done.")
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
		Long: `Cancel jobs that are not over. One that another program is at ends there, within
a few seconds; one that an earlier run did not finish is not gone on with.`,
		Example: "  audiospliter jobs cancel job_0123\n  audiospliter jobs cancel --unfinished",
	}
	unfinished := cmd.Flags().Bool("unfinished", false, "all jobs that an earlier run did not finish")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if (len(args) == 0) != *unfinished {
			return fault.New(fault.InvalidParams, "Name the jobs to cancel, or write --unfinished.")
		}
		s := g.session(nil, 0, newHook(g))
		defer func() { s.close(cmd.Context()) }()
		if s.journal == nil {
			return exit(exitNothing)
		}
		jobs, err := s.engine.Unfinished()
		if err != nil {
			return err
		}
		var ids []string
		asked := 0
		for _, arg := range args {
			d, err := s.engine.Details(arg)
			switch {
			case err != nil:
				return err
			case slices.ContainsFunc(jobs, func(j engine.Job) bool { return j.ID == d.ID }):
				ids = append(ids, d.ID)
			case d.State.Final():
				g.say("%s is over already: %s.", d.ID, d.State)
			default:
				asked++
				g.say("Another program has %s, and is asked to cancel it.", d.ID)
				if err := s.engine.AskCancel(d.ID); err != nil {
					return err
				}
			}
		}
		var canceled []engine.Job
		if len(ids) > 0 || *unfinished {
			if canceled, err = s.engine.Abandon(ids...); err != nil {
				return err
			}
			if err := s.engine.Wait(cmd.Context()); err != nil {
				return err
			}
			g.say("%s canceled.", english.Plural(len(canceled), "job", ""))
		}
		if g.json {
			return g.print(map[string]int{"canceled": len(canceled), "asked": asked})
		}
		return nil
	}
	return cmd
}
