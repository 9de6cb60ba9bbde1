package cli

import (
	"fmt"
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
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(newJobsList(g), newJobsShow(g), newJobsResume(g), newJobsRetry(g), newJobsCancel(g), newJobsPause(g), newJobsPriority(g),
		newJobsClear(g), newJobsExport(g), newJobsKeep(g))
	return cmd
}

// past is ledger with what the flags ask it for.
func (g *globals) past(f *filterFlags) (l *engine.Ledger, q engine.Query, done func(), err error) {
	if q, err = f.query(); err == nil {
		l, done, err = g.ledger()
	}
	return l, q, done, err
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
		l, q, done, err := g.past(filter)
		if err != nil {
			return err
		}
		defer done()
		q.Limit, q.Offset, q.Unowned = max(*limit, 0), max(*offset, 0), *unfinished
		shown := 0
		err = l.EachPast(q, func(entry engine.Entry) error {
			shown++
			if g.json {
				return g.print(jobJSON(entry))
			}
			state := string(entry.State)
			if entry.Held && !entry.State.Final() {
				state = "paused"
			}
			_, err := fmt.Fprintf(g.app.Stdout, "%s  %-16s  %-10s %s\n", entry.ID, entry.Added.Format("2006-01-02 15:04"), state, entry.Path)
			return err
		})
		if err != nil {
			return err
		}
		if n, err := l.CountPast(q); err == nil && n > shown+q.Offset {
			g.say("%d more: --limit 0 shows all.", n-shown-q.Offset)
		}
		return nil
	}
	return cmd
}

func newJobsShow(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "show ID",
		Short:   "Show a job, its segments and the commands that were run for it",
		Example: "  audiospliter jobs show job_0123",
		Args:    cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			l, done, err := g.ledger()
			if err != nil {
				return err
			}
			defer done()
			d, err := l.Details(args[0])
			if err != nil {
				return err
			}
			if g.json {
				return g.print(detailsJSON(d))
			}
			return showJob(g.app.Stdout, d)
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
		ways := 0
		for _, way := range []bool{len(args) > 0, filter.any(), *all} {
			if way {
				ways++
			}
		}
		if ways != 1 {
			return fault.New(fault.InvalidParams, "Name the jobs to forget, choose them with --state and the like, or write --all.")
		}
		l, q, done, err := g.past(filter)
		if err != nil {
			return err
		}
		defer done()
		queries := []engine.Query{q}
		if len(args) > 0 {
			queries = nil
			for _, arg := range args {
				d, err := l.Details(arg)
				if err != nil {
					return err
				}
				queries = append(queries, engine.Query{ID: d.ID})
			}
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
			l, done, err := g.ledger()
			if err != nil {
				return err
			}
			defer done()
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
			if g.json {
				return g.print(map[string]int{"days": int(keep / day)})
			}
			_, err = fmt.Fprintln(g.app.Stdout, int(keep/day))
			return err
		},
	}
}
