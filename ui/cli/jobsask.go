package cli

import (
	"strconv"

	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

func newJobsPause(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "pause ID ...",
		Short: "Pause jobs that another program runs",
		Long: `Pause jobs that another program runs: the window, or another command. Others run
in their place. 'jobs resume ID' resumes them.`,
		Example: "  audiospliter jobs pause job_0123",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return g.askOwners(args, (*engine.Ledger).AskPause)
		},
	}
}

func newJobsPriority(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:   "priority NUMBER ID ...",
		Short: "Have jobs that wait in another program start earlier or later",
		Long: `Have jobs that wait in another program start earlier or later: the highest NUMBER
comes first. It is 0 unless it was changed; write -- before a negative one.`,
		Example: "  audiospliter jobs priority 1 job_0123\n  audiospliter jobs priority -- -1 job_0123",
		Args:    cobra.MinimumNArgs(2),
		RunE: func(_ *cobra.Command, args []string) error {
			priority, err := strconv.ParseInt(args[0], 10, 16)
			if err != nil {
				return fault.New(fault.InvalidParams, "%q is no priority: write a number such as 1.", args[0])
			}
			return g.askOwners(args[1:], func(l *engine.Ledger, id string) error { return l.AskPriority(id, int(priority)) })
		},
	}
}

// askOwners asks the programs that have the jobs to do something with them.
func (g *globals) askOwners(args []string, do func(l *engine.Ledger, id string) error) error {
	return g.withLedger(func(l *engine.Ledger) error {
		named, err := sortOut(l, args)
		if err != nil {
			return err
		}
		g.areOver(named.over)
		for _, j := range named.waiting {
			g.say("No program runs %s: resume it with 'audiospliter jobs resume'.", j.ID)
		}
		if err := g.askEach(l, named.elsewhere, do); err != nil {
			return err
		}
		if g.json {
			return g.print(map[string]int{"asked": len(named.elsewhere)})
		}
		return nil
	})
}

// A named sorts the jobs that a person named by who has them.
type named struct {
	waiting   []engine.Job // no program has them
	elsewhere []engine.Job // another program has them
	over      []engine.Job
}

// sortOut finds the jobs that args name.
func sortOut(l *engine.Ledger, args []string) (n named, err error) {
	for _, arg := range args {
		d, err := l.Details(arg)
		if err != nil {
			return n, err
		}
		waits, err := l.CountPast(engine.Query{ID: d.ID, Unowned: true})
		switch {
		case err != nil:
			return n, err
		case d.State.Final():
			n.over = append(n.over, d.Job)
		case waits > 0:
			n.waiting = append(n.waiting, d.Job)
		default:
			n.elsewhere = append(n.elsewhere, d.Job)
		}
	}
	return n, nil
}

func (g *globals) areOver(jobs []engine.Job) {
	for _, j := range jobs {
		g.say("%s is over already: %s.", j.ID, j.State)
	}
}

// askEach asks the programs that have the jobs to do something with them.
func (g *globals) askEach(l *engine.Ledger, jobs []engine.Job, do func(l *engine.Ledger, id string) error) error {
	for _, j := range jobs {
		if err := do(l, j.ID); err != nil {
			return err
		}
		g.say("The program that has %s is asked.", j.ID)
	}
	return nil
}
