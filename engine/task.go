package engine

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// A task is the engine's own record of a job, guarded by the engine's mutex.
type task struct {
	job       Job
	batch     *batch
	path      string  // of its source, absolute
	place     float64 // in the queue
	class     class   // of the slot it has, while it runs
	yielded   bool    // it has given the slot back, for it is held
	failures  int     // of this attempt that could pass, in this program
	held      bool    // a person paused it
	queued    bool    // it is in the queue
	ending    bool    // it is about to be over, or the engine is: nothing stops that
	suspended bool    // the engine is closed before it is over
	ended     *Job    // as job will be, once its end is recorded; nil before

	cancel context.CancelFunc      // nil unless it runs
	tools  *ffmpeg.Tools           // what it was started with
	gate   atomic.Pointer[gate]    // what it waits at; nil where it may go on
	files  map[int]cut.Publication // what it has published, by index
	folder string                  // of what it writes, once that is known
	source journal.Source          // that they were made from
}

// A gate holds up whoever comes to it until it is opened.
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

// A batch is what is left of the jobs that were added together.
type batch struct {
	id         string
	tasks      []*task        // those of other programs, too
	rank       map[string]int // of the jobs, where they were added by an earlier program; nil otherwise
	shared     bool           // other programs work on it, too: they tell of its end
	unrecorded int            // tasks whose end is not recorded
	untold     int            // tasks whose end subscribers do not know
	completed  Event          // once all are recorded

	lanes  [classes]lane // tasks to be started
	served int           // how many were started, as the queue counts
	active bool          // some are to be started
}

// start gives a task a goroutine. The mutex is held.
func (e *Engine) start(t *task) {
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	if t.job.Started.IsZero() {
		t.job.Started = time.Now()
	}
	t.job.Try++
	t.job.Err, t.job.Due = nil, time.Time{}
	if e.tools != nil {
		t.tools = e.tools.Group()
		t.tools.Stall = e.stall
		t.tools.Ran = func(r ffmpeg.Run) { e.ran(t, r) }
	}
	e.waiting--
	e.running++
	e.setState(t, Analyzing)
	r := &run{engine: e, task: t, ctx: ctx, tools: t.tools, request: t.job.Request, began: time.Now(), at: t.job.Started, pending: map[int]cut.Publication{}}
	r.width = max(1, cores()/max(1, min(e.limit(heavy), e.waiting+e.running)))
	go func() {
		defer cancel()
		result, err := r.do(ctx)
		e.finish(t, r, result, err)
	}()
}

// finish does what comes after a try.
func (e *Engine) finish(t *task, r *run, result Result, err error) {
	leave := func() {
		if err == nil && t.class == light {
			e.disk.observe(result.Source.Size, time.Since(r.began), e.queue.used[light])
		}
		e.leave(t)
	}
	e.mu.Lock()
	suspended := t.suspended && (errors.Is(err, context.Canceled) || fault.Passing(err))
	// A source that was never there is no share that has gone.
	known := result.Source.Path != "" || t.source.Size > 0 || fault.CodeOf(err) != fault.FileNotFound
	again := !suspended && !e.closed && t.failures < len(e.backoff) && known && fault.Passing(err)
	if suspended {
		t.ending = true
		t.job.State, t.job.Progress = Queued, 0
		leave()
	}
	e.mu.Unlock()
	switch {
	case suspended:
	case again:
		e.later(t, r, err)
	default:
		e.end(t, result, err, leave)
	}
}

// leave ends a task's run. The mutex is held.
func (e *Engine) leave(t *task) {
	t.open() // what waits is held by the queue
	t.cancel, t.tools = nil, nil
	e.running--
	e.release(t)
	e.idle.Broadcast()
	e.dispatch()
}

// later has a job whose try failed wait for the next.
func (e *Engine) later(t *task, r *run, err error) {
	e.mu.Lock()
	job, wait := t.job, e.backoff[t.failures]
	t.failures++
	e.mu.Unlock()
	job.State, job.Progress, job.Err, job.Due = Queued, 0, fault.Of(err), time.Now().Add(wait)
	e.tried(t, job, r.began)

	e.mu.Lock()
	defer e.mu.Unlock()
	job.Held, job.Priority = t.job.Held, t.job.Priority
	t.job = job
	e.waiting++
	e.emit(Event{Kind: StateChanged, Job: job})
	e.leave(t)
	switch {
	case e.closed:
		e.suspend()
	case r.ctx.Err() != nil: // canceled meanwhile
		e.cancel(t)
	default:
		time.AfterFunc(wait, func() {
			e.mu.Lock()
			defer e.mu.Unlock()
			if t.job.State == Queued && t.job.Try == job.Try {
				t.job.Due = time.Time{}
				e.enqueue(t)
			}
		})
	}
}

func (e *Engine) setState(t *task, s State) {
	t.job.State = s
	e.journal.Save(t.entry())
	e.emit(Event{Kind: StateChanged, Job: t.job})
}

// end makes a job over: its end is recorded first, and told when that is done.
// The mutex is not held, but for then, which is called when it is over.
func (e *Engine) end(t *task, r Result, err error, then func()) {
	e.mu.Lock()
	job := t.job
	e.mu.Unlock()
	began := job.Started
	job.Result = r
	job.Ended = time.Now()
	job.Err = fault.Of(err)
	kind := JobFailed
	switch {
	case err == nil:
		kind, job.State, job.Progress = JobCompleted, Completed, 1
	case errors.Is(err, context.Canceled):
		job.State = Canceled
	default:
		job.State = Failed
	}
	event := Event{Kind: kind, Key: job.key(kind), Time: job.Ended, Job: job}
	e.record(event)
	if completed, last := e.recorded(t, job); last {
		e.record(completed)
	}
	e.tried(t, job, began)

	e.mu.Lock()
	defer e.mu.Unlock()
	t.job = job
	t.ending = false
	e.events.send(event)
	b := t.batch
	if b.untold--; b.untold == 0 && b.completed.Kind != "" {
		e.events.send(b.completed)
	}
	then()
}

// recorded notes that the end of a task's job is recorded, and returns the
// event of its batch if that was the last.
func (e *Engine) recorded(t *task, ended Job) (completed Event, last bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.ended = &ended
	b := t.batch
	if b.unrecorded--; b.unrecorded > 0 || b.shared {
		return Event{}, false
	}
	all := Batch{ID: b.id}
	if b.rank != nil {
		slices.SortFunc(b.tasks, func(a, c *task) int { return b.rank[a.job.ID] - b.rank[c.job.ID] })
	}
	for _, t := range b.tasks {
		all.Jobs = append(all.Jobs, *t.ended)
	}
	b.completed = Event{Kind: BatchCompleted, Key: all.key(), Time: time.Now(), Batch: all}
	return b.completed, true
}

func (e *Engine) emit(event Event) {
	event.Time = time.Now()
	e.events.send(event)
}
