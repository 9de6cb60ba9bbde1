package cli

import (
	"io"
	"strconv"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

func newJobs(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "jobs",
		Short: "List jobs and their history, resume and retry them",
		Long: `List jobs and their history, resume and retry them. Every job of the window
 and of the command line is kept, whatever ends the program.`,
		Example: `  audiospliter jobs list --state failed
  audiospliter jobs resume
  audiospliter jobs show job_0123
  audiospliter jobs export --format csv > jobs.csv`,
	}
	cmd.AddCommand(newJobsList(g), newJobsShow(g), newJobsResume(g), newJobsRetry(g), newJobsCancel(g), newJobsPause(g), newJobsPriority(g),
		newJobsClear(g), newJobsExport(g), newJobsKeep(g))
	return cmd
}

func newJobsList(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "list",
		Short:   "List jobs, the newest first",
		Example: "  audiospliter jobs list --state failed,canceled --since 7d",
		Args:    cobra.NoArgs,
	}
	filter := addFilterFlags(cmd)
	limit := cmd.Flags().Int("limit", 50, "at most so many (0 for all)")
	offset := cmd.Flags().Int("offset", 0, "leave out so many of the newest")
	unfinished := cmd.Flags().Bool("unfinished", false, "only jobs of earlier runs that 'jobs resume' would resume")
	cmd.RunE = func(*cobra.Command, []string) error {
		q, err := filter.query()
		if err != nil {
			return err
		}
		q.Limit, q.Offset, q.Unowned = max(*limit, 0), max(*offset, 0), *unfinished
		return g.withLedger(func(l *engine.Ledger) error { return g.listJobs(l, q) })
	}
	return cmd
}

func (g *globals) listJobs(l *engine.Ledger, q engine.Query) error {
	shown := 0
	err := l.EachPast(q, func(entry engine.Entry) error {
		shown++
		if g.json {
			return g.print(jobJSON(entry))
		}
		state := string(entry.State)
		if entry.Held && !entry.State.Final() {
			state = "paused"
		}
		return g.show("%s  %-16s  %-10s %s", entry.ID, entry.Added.Format("2006-01-02 15:04"), state, entry.Path)
	})
	if err != nil {
		return err
	}
	if n, err := l.CountPast(q); err == nil && n > shown+q.Offset {
		g.say("%d more: --limit 0 shows all.", n-shown-q.Offset)
	}
	return nil
}

func newJobsShow(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show a job, its segments and the commands that were run for it",
		Example: "  audiospliter jobs show job_0123",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return g.withLedger(func(l *engine.Ledger) error {
				d, err := l.Details(args[0])
				if err != nil {
					return err
				}
				if g.json {
					return g.print(detailsJSON(d))
				}
				_, err = io.WriteString(g.app.Stdout, jobText(d))
				return err
			})
		},
	}
}

func newJobsClear(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clear [ID ...]",
		Short: "Forget jobs; what they wrote stays",
		Long: `Forget jobs that no program has: those named, or those that the flags choose,
or --all. What they wrote stays.`,
		Example: "  audiospliter jobs clear --state completed\n  audiospliter jobs clear --all",
	}
	filter := addFilterFlags(cmd)
	all := cmd.Flags().Bool("all", false, "forget all that are over, and those that an earlier run did not finish")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		ways := map[bool]int{}
		for _, way := range []bool{len(args) > 0, filter.any(), *all} {
			ways[way]++
		}
		if ways[true] != 1 {
			return fault.New(fault.InvalidParams, "Name the jobs to forget, choose them with --state and the like, or write --all.")
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		return g.withLedger(func(l *engine.Ledger) error {
			queries := []engine.Query{q}
			for i, arg := range args {
				d, err := l.Details(arg)
				if err != nil {
					return err
				}
				queries = append(queries[:i], engine.Query{ID: d.ID})
			}
			gone := 0
			for _, q := range queries {
				n, err := l.ClearPast(q)
				if err != nil {
					return err
				}
				gone += n
			}
			if g.json {
				return g.print(map[string]int{"cleared": gone})
			}
			g.say("%s forgotten.", english.Plural(gone, "job", ""))
			return nil
		})
	}
	return cmd
}

func newJobsKeep(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "keep [DAYS]",
		Short:   "Show or change for how many days jobs are kept once they are over",
		Long:    "Show or change for how many days jobs are kept once they are over; 0 is for ever.\nOlder ones go when the program is next started.",
		Example: "  audiospliter jobs keep 30",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			return g.withLedger(func(l *engine.Ledger) error {
				const day = 24 * time.Hour
				if len(args) == 1 {
					days, err := strconv.ParseUint(args[0], 10, 16)
					if err != nil {
						return fault.New(fault.InvalidParams, "%q is no number of days.", args[0])
					}
					return l.SetKeep(time.Duration(days) * day)
				}
				keep, err := l.Keep()
				if err != nil {
					return err
				}
				days := int(keep / day)
				return g.result(map[string]int{"days": days}, strconv.Itoa(days))
			})
		},
	}
}
