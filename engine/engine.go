// Package engine splits audio files: jobs go in, files and a stream of typed
// events come out.
//
// An Engine probes each source, plans its segments and writes them, several
// files at once. With a journal its jobs outlive the program. It knows
// no window, no preset file and no network: those subscribe to its events.
// The types of job.go and event.go are what the rest of the program uses.
package engine

import (
	"cmp"
	"context"
	"crypto/rand"
	"encoding/hex"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/schedule"
	"audiospliter/engine/waveform"
)

// Options are what an Engine is made from.
type Options struct {
	Tools   *ffmpeg.Tools   // nil until ffmpeg is found: jobs then fail with FFMPEG_MISSING
	Workers int             // files at once; 0 is what cores and disk allow
	Cache   *waveform.Cache // where envelopes are kept; nil keeps none

	// Journal keeps the jobs; nil keeps them in memory alone. It must be closed
	// after the engine.
	Journal *journal.Journal

	// Backoff is how long a job waits before each retry after a failure that can
	// pass, such as a full disk; nil for no retries.
	Backoff []time.Duration

	// Stall is how long ffmpeg may go without any progress before it is ended;
	// 0 is DefaultStall.
	Stall time.Duration

	// Record is called with each JobCompleted, JobFailed and BatchCompleted
	// before subscribers get it, on the goroutine of the job that ends. It may
	// wait for the disk, and for nothing else: the job is not over until it
	// returns. After a crash it may be called again with an event of the same
	// Key. It may be nil.
	Record func(Event)
}

// DefaultStall is how long ffmpeg may go without any progress.
const DefaultStall = 2 * time.Minute

// DefaultBackoff waits some six minutes in all: for a network share to come back,
// or for somebody to make room on a disk.
var DefaultBackoff = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute}

// An Engine runs jobs. Its methods may be called from any goroutine, and none
// of them waits for disk, ffmpeg or a subscriber, but for those that say so.
//
// It is the face of its parts, each with a lock of its own: the Library finds out
// about sources, the Ledger has the journal, the scheduler decides what runs
// next, the runner takes jobs through their lives, and the table has the jobs as
// they are and sends their events.
type Engine struct {
	*Library
	*Ledger
	jobs      *table
	scheduler *schedule.Scheduler
	runner    *runner
}

// New returns an engine without jobs. With a journal it first recovers the
// jobs of programs that have died, and waits for the disk: Unfinished then has
// them. Close it to end what it started.
func New(o Options) *Engine {
	e := &Engine{Library: NewLibrary(o.Tools, o.Cache), Ledger: NewLedger(o.Journal), scheduler: schedule.New(o.Workers)}
	e.jobs = newTable(e.Ledger, e.scheduler)
	e.runner = &runner{
		jobs: e.jobs, scheduler: e.scheduler, ledger: e.Ledger, library: e.Library,
		record: o.Record, backoff: o.Backoff, stall: cmp.Or(o.Stall, DefaultStall),
	}
	if o.Record == nil {
		e.runner.record = func(Event) {}
	}
	e.journal.HandleRequests(e.handle)
	return e
}

// Add queues a job for each request, as one batch, and starts as many as there
// is room for, once the journal has them. It returns the jobs as they were
// queued; nobody may change them, nor what the requests point to. After Close they
// end canceled.
func (e *Engine) Add(requests ...Request) Batch {
	b := &batch{id: newID("batch_")}
	added := Batch{ID: b.id, Jobs: make([]Job, 0, len(requests))}
	now := time.Now()
	tasks := make([]*task, 0, len(requests))
	for _, r := range requests {
		job := Job{ID: newID("job_"), Batch: b.id, Request: r, State: Queued, Attempt: 1, Added: now}
		tasks = append(tasks, newTask(b, job))
		added.Jobs = append(added.Jobs, job)
	}
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	places := make([]float64, len(tasks))
	for i, t := range tasks {
		e.jobs.take(t)
		_, places[i] = e.scheduler.Position(t.job.ID)
	}
	switch {
	case e.jobs.closed:
		e.runner.cancel(tasks...)
	case e.journal == nil:
		e.runner.ready(tasks...)
	default:
		// The lock is held so that no change of a job is queued before the job itself;
		// the disk is not waited for. Jobs that cannot be kept are done all the same.
		e.add(added.Jobs, places, func(error) {
			e.jobs.mu.Lock()
			defer e.jobs.mu.Unlock()
			e.runner.ready(tasks...)
		})
	}
	return added
}

// Jobs returns the jobs in the order they were added in, or moved to.
func (e *Engine) Jobs() []Job {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	return jobsOf(e.jobs.order)
}

// Job returns the job with the id, and whether there is one.
func (e *Engine) Job(id string) (Job, bool) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	for _, t := range e.jobs.find(id) {
		return t.job, true
	}
	return Job{}, false
}

// Cancel ends the jobs with these ids, whatever they are doing; a job that is
// over stays as it is. Their children are gone within two seconds, and nothing
// half-written is left.
func (e *Engine) Cancel(ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.runner.cancel(e.jobs.find(ids...)...)
}

// CancelAll cancels every job that is not over.
func (e *Engine) CancelAll() {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.runner.cancel(e.jobs.order...)
}

// Remove forgets the jobs with these ids, canceling those that are not over.
// The journal keeps them.
func (e *Engine) Remove(ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	tasks := e.jobs.find(ids...)
	e.runner.cancel(tasks...)
	e.jobs.remove(tasks)
}

// Wait returns when no job waits or runs, or with the context's error.
func (e *Engine) Wait(ctx context.Context) error { return e.jobs.wait(ctx) }

// Subscribe calls handle with every event from now on, one at a time and in
// order, on a goroutine of the subscription's own. A slow handler misses no
// event but for the progress that a later one replaces. The returned function
// ends the subscription, after all events so far are handled: handle must not
// call it, nor Close.
func (e *Engine) Subscribe(handle func(Event)) (stop func()) {
	return e.jobs.events.subscribe(handle)
}

// Close ends all jobs, waits until their children are gone, and ends the
// subscriptions after they have handled all events. With a journal the jobs are
// not over: no event reports them, and the next program can resume them.
// Without one they end canceled.
func (e *Engine) Close() {
	e.jobs.mu.Lock()
	e.jobs.closed = true
	if e.scheduler.Paused() {
		e.hold(true, e.jobs.order) // the next program is not to start them unasked
	}
	for _, t := range e.jobs.order {
		t.open()
	}
	if e.journal == nil {
		e.runner.cancel(e.jobs.order...)
	} else {
		e.runner.suspend()
	}
	e.jobs.mu.Unlock()
	_ = e.jobs.wait(context.Background())
	e.jobs.events.close()
}

func newID(prefix string) string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return prefix + hex.EncodeToString(b[:])
}
