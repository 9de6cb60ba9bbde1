package engine

import (
	"context"
	"path/filepath"
	"strings"
	"sync/atomic"

	"audiospliter/engine/cut"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/schedule"
)

// A task is a job with what only the engine knows of it. The table's lock guards
// it.
type task struct {
	job        Job
	batch      *batch
	path       string // of its source, absolute
	unreadable error  // why what the journal has of it cannot be done; nil otherwise
	failures   int    // of this attempt that could pass, in this program
	removed    bool   // it is forgotten when it is over
	suspended  bool   // the engine is closed before it is over
	ended      *Job   // as job will be, once its end is recorded; nil before

	cancel context.CancelFunc      // nil unless it runs
	tools  *ffmpeg.Tools           // what it was started with
	gate   atomic.Pointer[gate]    // what it waits at; nil where it may go on
	files  map[int]cut.Publication // what it has published, by index
	folder string                  // of what it writes, once that is known
	source journal.Source          // that they were made from
}

// A gate stops the goroutines of a task until it is opened.
type gate struct{ opened chan struct{} }

// shut makes the task stand still.
func (t *task) shut() {
	if t.gate.CompareAndSwap(nil, &gate{make(chan struct{})}) && t.tools != nil {
		t.tools.Hold(true)
	}
}

// open lets the task go on.
func (t *task) open() {
	if g := t.gate.Swap(nil); g != nil {
		close(g.opened)
		if t.tools != nil {
			t.tools.Hold(false)
		}
	}
}

// pass returns when the task may go on, or ctx is done.
func (t *task) pass(ctx context.Context) {
	for g := t.gate.Load(); g != nil; g = t.gate.Load() {
		select {
		case <-g.opened:
		case <-ctx.Done():
			return
		}
	}
}

// classOf guesses the class of a request before its source is known.
func classOf(r Request) schedule.Class {
	o := r.Recipe.Output
	if r.Recipe.Split.Needs().Sound || o.Normalize != nil || o.Verify || o.Bitrate != 0 || o.Quality != nil ||
		o.SampleRate != 0 || o.Channels != 0 || !o.FadeIn.IsZero() || !o.FadeOut.IsZero() {
		return schedule.Heavy
	}
	if o.Format == "" || o.Format == cut.Keep || strings.EqualFold(filepath.Ext(r.Path), "."+string(o.Format)) {
		return schedule.Light
	}
	return schedule.Heavy
}

// A batch is what is left of the jobs that were added together.
type batch struct {
	id         string
	tasks      []*task        // those of other programs, too
	rank       map[string]int // of the jobs, where they were added by an earlier program; nil otherwise
	shared     bool           // other programs work on it, too: they announce its end
	unrecorded int            // tasks whose end is not recorded
	unsent     int            // tasks whose end was not sent to subscribers
	completed  Event          // once all are recorded
}
