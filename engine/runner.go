package engine

import (
	"context"
	"errors"
	"time"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/schedule"
)

// A runner takes jobs through their lives: it starts those whose turn it is,
// has what failed and may pass tried again, and sees to it that the end of each
// is recorded before it is sent.
type runner struct {
	jobs      *table
	scheduler *schedule.Scheduler
	ledger    *Ledger
	library   *Library
	record    func(Event)
	backoff   []time.Duration
	stall     time.Duration
}

// ready lets tasks start when it is their turn. The table's lock is held.
func (r *runner) ready(tasks ...*task) {
	r.scheduler.Ready(idsOf(tasks)...)
	r.dispatch()
}

// dispatch starts tasks while there is room. The table's lock is held.
func (r *runner) dispatch() {
	for !r.jobs.closed {
		id, ok := r.scheduler.Next()
		if !ok {
			return
		}
		r.start(r.jobs.byID[id])
	}
}

// start gives a task a goroutine. The table's lock is held.
func (r *runner) start(t *task) {
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel = cancel
	if t.job.Started.IsZero() {
		t.job.Started = time.Now()
	} else {
		t.job.Retries++
	}
	t.job.Err, t.job.Due = nil, time.Time{}
	id, attempt := t.job.ID, t.job.Attempt
	if tools := r.library.installed(); tools != nil {
		t.tools = tools.Group()
		t.tools.Stall = r.stall
		t.tools.Ran = func(command ffmpeg.Run) { r.ledger.ran(id, attempt, command) }
	}
	t.job.State = Analyzing
	r.jobs.changed(t)
	run := &run{
		runner: r, task: t, ctx: ctx, tools: t.tools, request: t.job.Request, unreadable: t.unreadable,
		width: r.scheduler.Width(), began: time.Now(), at: t.job.Started, pending: map[int]cut.Publication{},
	}
	go func() {
		defer cancel()
		result, err := run.do(ctx)
		r.finish(t, run, result, err)
	}()
}

// finish does what comes after a run.
func (r *runner) finish(t *task, run *run, result Result, err error) {
	over := func() {
		var copied int64
		if err == nil {
			copied = result.Source.Size
		}
		r.scheduler.Done(t.job.ID, copied, time.Since(run.began))
		r.jobs.leave(t)
		r.left(t)
	}
	r.jobs.mu.Lock()
	suspended := t.suspended && (errors.Is(err, context.Canceled) || fault.Passing(err))
	// A source that was never there is no share that has gone.
	known := result.Source.Path != "" || t.source.Size > 0 || fault.CodeOf(err) != fault.FileNotFound
	again := !suspended && !r.jobs.closed && t.failures < len(r.backoff) && known && fault.Passing(err)
	if suspended {
		t.job.State, t.job.Progress = Queued, 0
		over()
	}
	r.jobs.mu.Unlock()
	switch {
	case suspended:
	case again:
		r.retry(t, run, err)
	default:
		r.end(t, result, err, over)
	}
}

// left is what a task does that does not run any more. The table's lock is held.
func (r *runner) left(t *task) {
	t.open() // the scheduler keeps those that are held
	t.cancel, t.tools = nil, nil
	r.dispatch()
}

// retry has a job whose run failed wait for the next.
func (r *runner) retry(t *task, run *run, err error) {
	r.jobs.mu.Lock()
	job, backoff := t.job, r.backoff[t.failures]
	t.failures++
	job.State, job.Progress, job.Err, job.Due = Queued, 0, fault.Of(err), time.Now().Add(backoff)
	row := r.jobs.row(t, job)
	r.jobs.mu.Unlock()
	r.ledger.ended(row, job, run.began)

	r.jobs.mu.Lock()
	defer r.jobs.mu.Unlock()
	job.Held, job.Priority = t.job.Held, t.job.Priority
	t.job = job
	r.jobs.send(Event{Kind: StateChanged, Job: job})
	r.scheduler.Defer(job.ID)
	r.left(t)
	switch {
	case r.jobs.closed:
		r.suspend()
	case run.ctx.Err() != nil: // canceled meanwhile
		r.cancel(t)
	default:
		time.AfterFunc(backoff, func() {
			r.jobs.mu.Lock()
			defer r.jobs.mu.Unlock()
			if t.job.State == Queued && t.job.Due.Equal(job.Due) {
				t.job.Due = time.Time{}
				r.ready(t)
			}
		})
	}
}

// end makes a job over: its end is recorded first, and sent when that is done.
// The table's lock is not held, but for then, which is called when it is over.
func (r *runner) end(t *task, result Result, err error, then func()) {
	job := r.jobs.snapshot(t)
	began := job.Started
	job.Result = result
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
	r.record(event)
	if completed, last := r.jobs.recorded(t, job); last {
		r.record(completed)
	}
	r.jobs.mu.Lock()
	row := r.jobs.row(t, job)
	r.jobs.mu.Unlock()
	r.ledger.ended(row, job, began)

	r.jobs.mu.Lock()
	defer r.jobs.mu.Unlock()
	r.jobs.ended(t, event)
	then()
}

// withdraw takes those of the tasks that wait from the scheduler, and returns
// them; those that run are stopped. The table's lock is held.
func (r *runner) withdraw(tasks []*task) (waiting []*task) {
	byID := make(map[string]*task, len(tasks))
	for _, t := range tasks {
		if t.cancel != nil {
			t.cancel() // its goroutine ends the job, or suspends it
		}
		byID[t.job.ID] = t
	}
	for _, id := range r.scheduler.Withdraw(idsOf(tasks)...) {
		waiting = append(waiting, byID[id])
	}
	return waiting
}

// cancel cancels those of the tasks that are not over. The table's lock is held.
func (r *runner) cancel(tasks ...*task) {
	waiting := r.withdraw(tasks)
	if len(waiting) == 0 {
		return
	}
	go func() {
		var ends errgroup.Group
		ends.SetLimit(endsAtOnce)
		for _, t := range waiting {
			ends.Go(func() error {
				r.end(t, Result{}, context.Canceled, func() { r.jobs.leave(t) })
				return nil
			})
		}
	}()
}

// endsAtOnce is how many canceled jobs end together: they share the journal's
// transactions, each of which waits for the disk.
const endsAtOnce = 64

// suspend stops all tasks without ending their jobs. The table's lock is held.
func (r *runner) suspend() {
	for _, t := range r.jobs.order {
		t.suspended = true
	}
	for _, t := range r.withdraw(r.jobs.order) {
		r.jobs.leave(t)
	}
}
