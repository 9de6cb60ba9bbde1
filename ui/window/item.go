package window

import (
	"path/filepath"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
)

// A phase is where a file in the queue is in its life, as a person sees it.
type phase int

const (
	reading  phase = iota // it is being probed
	waiting               // it can be split
	refused               // it cannot be read: err says why
	queued                // its job waits for its turn, or is being handed to the engine
	working               // its job runs
	done                  // its segments are written
	failed                // its job failed: err says why
	canceled              // its job was stopped
)

// busy reports whether there is a job that is not over: the engine has it, or is
// being given it.
func (p phase) busy() bool { return p == queued || p == working }

// splittable reports whether a job can be started.
func (p phase) splittable() bool { return p == waiting || p == failed || p == canceled }

// An item is one file in the queue.
type item struct {
	key  string // what makes it the same file: absolute, clean, links resolved
	path string // absolute, as it was given
	// doubtful files do not look like audio by their names: they leave the queue
	// without a row of their own when they turn out not to be.
	maybeNotAudio bool

	phase  phase
	source engine.Source // from reading on

	own   *setting    // its own settings; nil as long as it follows those for all
	count count       // of the segments it is planned to have
	edits manualEdits // what was done to its segments by hand

	job      string // id of the last job, "" before the first and while one is handed over
	state    engine.State
	held     bool    // the job is paused
	progress float64 // of the job, 0 to 1
	result   outcome
	err      *engine.Error // of refused and failed
	retryErr *engine.Error // why the job is to be tried once more; nil if it is not

	hasRemarks bool // there are remarks on the result
}

// An outcome is what the window keeps of the result of a job.
type outcome struct {
	folder  string // where the segments are
	outputs []cut.Result
}

func outcomeOf(r engine.Result) outcome { return outcome{r.Folder, r.Outputs} }

// written returns how many segments were written: some may have been skipped.
func (o outcome) written() int { return engine.Result{Outputs: o.outputs}.Written() }

// isPaused reports whether its job stands still, while everything is paused or not.
func (i *item) isPaused(paused bool) bool { return i.held || paused && i.phase == working }

// submitting reports whether its job is being handed to the engine: it has no id yet.
func (i *item) submitting() bool { return i.phase == queued && i.job == "" }

func (i *item) name() string { return filepath.Base(i.path) }

// segments returns how many it has or is to have, -1 while that is not known.
func (i *item) segments() int {
	if i.phase == done {
		return i.result.written()
	}
	if !i.count.known {
		return -1
	}
	return i.count.n
}

// probed takes what was found out about the file.
func (i *item) probed(src engine.Source, err error) {
	if i.phase != reading {
		if i.source.Rate == 0 && err == nil { // a job of an earlier day is at it
			i.source = src
		}
		return
	}
	i.source, i.err, i.phase = src, fault.Of(err), waiting
	if err != nil {
		i.phase = refused
	}
}

// queueAgain forgets what became of the item: it is to have another job.
func (i *item) queueAgain() {
	i.job, i.phase, i.state, i.held = "", queued, engine.Queued, false
	i.progress, i.result, i.hasRemarks, i.err, i.retryErr = 0, outcome{}, false, nil, nil
}

// started takes the job that was added for the item.
func (i *item) started(j engine.Job) {
	i.queueAgain()
	i.job, i.state, i.held = j.ID, j.State, j.Held
}

// follow takes a later state of its job.
func (i *item) follow(j engine.Job) {
	if j.ID != i.job || !i.phase.busy() {
		return
	}
	i.state, i.progress, i.held = j.State, max(i.progress, j.Progress), j.Held && !j.State.Final()
	i.retryErr = nil
	switch {
	case j.State == engine.Queued:
		i.phase, i.retryErr = queued, j.Err
	case j.State.Running():
		i.phase = working
	case j.State == engine.Completed:
		i.phase, i.result, i.hasRemarks = done, outcomeOf(j.Result), hasRemarks(j.Result.Outputs)
	case j.State == engine.Failed:
		i.phase, i.result, i.err = failed, outcomeOf(j.Result), j.Err
	case j.State == engine.Canceled:
		i.phase, i.result = canceled, outcomeOf(j.Result)
	}
}
