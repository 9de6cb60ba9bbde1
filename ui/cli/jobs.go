package cli

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize/english"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// states are what --state takes.
var states = []engine.State{
	engine.Queued, engine.Analyzing, engine.Splitting, engine.Verifying, engine.Completed, engine.Failed, engine.Canceled,
}

func newJobs(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "jobs",
		Short: "List jobs and their history, go on with them, try them again",
		Long: `List jobs and their history, go on with them, try them again. Every job of the
window and of the command line is kept, whatever ends the program.`,
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

// archive opens the journal to look into it.
func (g *globals) archive() (e *engine.Engine, done func(), err error) {
	j, err := g.journal()
	if err != nil {
		return nil, nil, err
	}
	e = engine.New(engine.Options{Journal: j})
	return e, func() {
		e.Close()
		_ = j.Close()
	}, nil
}

// filterFlags are the flags that choose jobs.
type filterFlags struct {
	flags               *pflag.FlagSet
	name, preset, batch string
	since, until        string
	states              []string
}

func addFilterFlags(cmd *cobra.Command) *filterFlags {
	f := &filterFlags{flags: cmd.Flags()}
	f.flags.StringVar(&f.name, "name", "", "only files with this in their name")
	f.flags.StringSliceVar(&f.states, "state", nil, "only jobs in this state: "+join(states))
	f.flags.StringVar(&f.preset, "preset", "", "only jobs of this preset")
	f.flags.StringVar(&f.batch, "batch", "", "only jobs of this batch")
	f.flags.StringVar(&f.since, "since", "", "only jobs added since a date (2026-01-31) or for a time (36h, 7d)")
	f.flags.StringVar(&f.until, "until", "", "only jobs added before a date or a time ago")
	complete(cmd, "state", states)
	return f
}

// any reports whether one of the flags is set.
func (f *filterFlags) any() bool {
	return slices.ContainsFunc([]string{"name", "state", "preset", "batch", "since", "until"}, f.flags.Changed)
}

func (f *filterFlags) query() (engine.Query, error) {
	q := engine.Query{Name: f.name, States: f.states, Batch: f.batch}
	if f.preset != "" {
		q.Presets = []string{f.preset}
	}
	for _, s := range f.states {
		if !slices.Contains(states, engine.State(s)) {
			return q, fault.New(fault.InvalidParams, "There is no state %q: write %s.", s, join(states))
		}
	}
	var err error
	if q.Since, err = moment(f.since, time.Now()); err != nil {
		return q, err
	}
	q.Until, err = moment(f.until, time.Now())
	return q, err
}

// moment reads a date, or how long ago something was; "" is the zero time.
func moment(text string, now time.Time) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04", time.DateTime} {
		if t, err := time.ParseInLocation(layout, text, time.Local); err == nil {
			return t, nil
		}
	}
	if days, ok := strings.CutSuffix(text, "d"); ok {
		if n, err := strconv.Atoi(days); err == nil && n >= 0 {
			return now.AddDate(0, 0, -n), nil
		}
	}
	if ago, err := time.ParseDuration(text); err == nil && ago >= 0 {
		return now.Add(-ago), nil
	}
	return time.Time{}, fault.New(fault.InvalidParams, "%q is no date and no time: write 2026-01-31, 36h or 7d.", text)
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
	unfinished := cmd.Flags().Bool("unfinished", false, "only jobs of earlier runs that 'jobs resume' goes on with")
	cmd.RunE = func(*cobra.Command, []string) error {
		q, err := filter.query()
		if err != nil {
			return err
		}
		e, done, err := g.archive()
		if err != nil {
			return err
		}
		defer done()
		q.Limit, q.Offset, q.Nobody = max(*limit, 0), max(*offset, 0), *unfinished
		shown := 0
		err = e.EachPast(q, func(entry engine.Entry) error {
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
		if n, err := e.CountPast(q); err == nil && n > shown+q.Offset {
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
			e, done, err := g.archive()
			if err != nil {
				return err
			}
			defer done()
			d, err := e.Details(args[0])
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

func newJobsClear(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:   "clear [ID ...]",
		Short: "Forget jobs; what they wrote stays",
		Long: `Forget jobs that no program is at: those named, or those that the flags choose,
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
		q, err := filter.query()
		if err != nil {
			return err
		}
		e, done, err := g.archive()
		if err != nil {
			return err
		}
		defer done()
		queries := []engine.Query{q}
		if len(args) > 0 {
			queries = nil
			for _, arg := range args {
				d, err := e.Details(arg)
				if err != nil {
					return err
				}
				queries = append(queries, engine.Query{ID: d.ID})
			}
		}
		gone := 0
		for _, q := range queries {
			n, err := e.ClearPast(q)
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

// formats are what export writes.
var exportFormats = []string{"csv", "json"}

func newJobsExport(g *globals) *cobra.Command {
	cmd := &cobra.Command{
		Use:     "export",
		Short:   "Write the history to standard output, as CSV or JSON",
		Example: "  audiospliter jobs export --since 30d > jobs.csv\n  audiospliter jobs export --format json > jobs.json",
		Args:    cobra.NoArgs,
	}
	filter := addFilterFlags(cmd)
	format := cmd.Flags().String("format", "csv", "csv, or json for one array")
	complete(cmd, "format", exportFormats)
	cmd.RunE = func(*cobra.Command, []string) error {
		if !slices.Contains(exportFormats, *format) {
			return fault.New(fault.InvalidParams, "There is no format %q here: write csv or json.", *format)
		}
		q, err := filter.query()
		if err != nil {
			return err
		}
		e, done, err := g.archive()
		if err != nil {
			return err
		}
		defer done()
		return Export(g.app.Stdout, e, *format, q)
	}
	return cmd
}

// Export writes the jobs that the query chooses as "csv", or as "json", one
// array.
func Export(to io.Writer, e *engine.Engine, format string, q engine.Query) error {
	if format == "json" {
		return exportJSON(to, e, q)
	}
	w := csv.NewWriter(to)
	if err := w.Write(csvHeader); err != nil {
		return err
	}
	if err := e.EachPast(q, func(entry engine.Entry) error { return w.Write(csvRow(entry)) }); err != nil {
		return err
	}
	w.Flush()
	return w.Error()
}

func exportJSON(to io.Writer, e *engine.Engine, q engine.Query) error {
	before := "[\n"
	err := e.EachPast(q, func(entry engine.Entry) error {
		text, err := json.Marshal(jobJSON(entry))
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(to, "%s%s", before, text)
		before = ",\n"
		return err
	})
	if err != nil {
		return err
	}
	if before == "[\n" {
		before = "["
	} else {
		before = "\n"
	}
	_, err = fmt.Fprint(to, before+"]\n")
	return err
}

func newJobsKeep(g *globals) *cobra.Command {
	return &cobra.Command{
		Use:     "keep [DAYS]",
		Short:   "Show or change for how many days jobs are kept once they are over",
		Long:    "Show or change for how many days jobs are kept once they are over; 0 is for ever.\nOlder ones go when the program is next started.",
		Example: "  audiospliter jobs keep 30",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			e, done, err := g.archive()
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
				return e.SetKeep(time.Duration(days) * day)
			}
			keep, err := e.Keep()
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
