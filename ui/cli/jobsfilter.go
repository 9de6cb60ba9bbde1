package cli

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// states are what --state takes.
var states = []engine.State{
	engine.Queued, engine.Analyzing, engine.Splitting, engine.Verifying, engine.Completed, engine.Failed, engine.Canceled,
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
	f.flags.StringSliceVar(&f.states, "state", nil, "only jobs in this state: "+fault.List(states))
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
			return q, fault.New(fault.InvalidParams, "There is no state %q: write %s.", s, fault.List(states))
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
