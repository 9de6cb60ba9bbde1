package engine

import (
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/recipe"
	"audiospliter/engine/timeline"
)

// Types of the packages beneath, for users of the engine that import nothing
// else of it.
type (
	Source  = media.Source
	Segment = plan.Segment
	Plan    = plan.Plan
	Error   = fault.Error
	Recipe  = recipe.Recipe

	Position = timeline.Position
)

// A State says how far a job is.
type State string

// The states. The last three are final.
const (
	Queued    State = "queued"
	Analyzing State = "analyzing"
	Splitting State = "splitting"
	Verifying State = "verifying"
	Completed State = "completed"
	Failed    State = "failed"
	Canceled  State = "canceled"
)

// Final reports whether a job in this state is over.
func (s State) Final() bool { return s == Completed || s == Failed || s == Canceled }

// Running reports whether a job in this state is being worked on.
func (s State) Running() bool { return s == Analyzing || s == Splitting || s == Verifying }

// A Request asks for one source to be split.
type Request struct {
	Path     string
	Recipe   Recipe
	Preset   string            // name of the preset the recipe came from, "" for none
	Metadata map[string]string // echoed in events and usable in names as {meta.KEY}
	Notify   []string          // names of endpoints; the engine only passes them on
}

// A Job is one source with one recipe. The engine hands out copies.
type Job struct {
	ID    string // job_ and 16 hexadecimal digits
	Batch string // batch_ and 16 hexadecimal digits
	Request
	State    State
	Held     bool      // a person paused it
	Priority int       // the highest is started first
	Attempt  int       // 1, and one more whenever a person asks for another
	Retries  int       // automatic repeats of this attempt so far
	Due      time.Time // of the next retry, while it waits for one; Err is why
	Progress float64   // 0 to 1
	Result   Result    // filled when it is over
	Err      *Error    // why it failed, was canceled, waits for a retry, or cannot be read; nil otherwise
	Added    time.Time
	Started  time.Time // when its attempt was begun; zero before
	Ended    time.Time // zero until it is over
}

// Runs returns how often the job's attempt was begun: 0 before, 1 the first time,
// more after retries.
func (j Job) Runs() int {
	if j.Started.IsZero() {
		return 0
	}
	return j.Retries + 1
}

// A Result is what a job has found out and written, up to where it ended.
type Result struct {
	Source  Source
	Plan    Plan
	Folder  string       // where the segments are
	Outputs []cut.Result // in order; skipped segments included
}

// Written returns how many segments were written: those whose names were taken
// may have been skipped.
func (r Result) Written() int {
	n := 0
	for _, o := range r.Outputs {
		if !o.Skipped {
			n++
		}
	}
	return n
}

// Skipped returns how many segments were not written because their names were
// taken.
func (r Result) Skipped() int { return len(r.Outputs) - r.Written() }
