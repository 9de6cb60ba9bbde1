// Package engine splits audio files: jobs go in, files and a stream of typed
// events come out.
//
// An Engine probes each source, plans its segments, writes them, and says so,
// several files at once. With a journal its jobs outlive the program. It knows
// no window, no preset file and no network; whoever wants those subscribes to
// its events. The words of job.go are what the rest of the program speaks to it
// in.
package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/waveform"
)

// Options are what an Engine is made from.
type Options struct {
	Tools   *ffmpeg.Tools   // nil until ffmpeg is found: jobs then fail with FFMPEG_MISSING
	Workers int             // files at once; 0 is what cores and disk allow
	Cache   *waveform.Cache // where envelopes are kept; nil keeps none

	// Journal keeps the jobs; nil keeps them in memory alone. It is closed after
	// the engine, by whoever opened it.
	Journal *journal.Journal

	// Backoff is how long a job waits before each new try after a failure that
	// can pass, such as a full disk; nil for no new try.
	Backoff []time.Duration

	// Stall is how long ffmpeg may go without any progress before it is ended;
	// 0 is DefaultStall.
	Stall time.Duration

	// Record is called with each JobCompleted, JobFailed and BatchCompleted
	// before subscribers are told of it, on the goroutine of the job that ends.
	// It may wait for the disk, and for nothing else: the job is not over until
	// it returns. After a crash it may be called again with an event of the same
	// Key. It may be nil.
	Record func(Event)
}

// DefaultStall is how long ffmpeg may go without any progress.
const DefaultStall = 2 * time.Minute

// DefaultBackoff waits for a share to come back, or for somebody to make room
// on a disk, for some six minutes in all.
var DefaultBackoff = []time.Duration{2 * time.Second, 10 * time.Second, time.Minute, 5 * time.Minute}

// An Engine runs jobs. Its methods may be called from any goroutine, and none
// of them waits for disk, ffmpeg or a subscriber, but for those that say so.
type Engine struct {
	cache   *waveform.Cache
	events  *broadcast
	record  func(Event)
	journal *journal.Journal
	backoff []time.Duration
	stall   time.Duration

	mu      sync.Mutex
	tools   *ffmpeg.Tools
	workers int // 0 for what cores and disk allow
	paused  bool
	closed  bool
	order   []*task // all, as they were added
	byID    map[string]*task
	queue   queue
	disk    disk
	waiting int        // tasks to be started
	running int        // tasks that have a goroutine
	ending  int        // those that end without having been started
	idle    *sync.Cond // signaled when a task ends
}

// New returns an engine without jobs. With a journal it first puts back the
// jobs of programs that have died, and waits for the disk: Unfinished has them
// then. Close it to end what it started.
func New(o Options) *Engine {
	e := &Engine{
		cache: o.Cache, journal: o.Journal, backoff: o.Backoff, stall: o.Stall, record: o.Record,
		tools: o.Tools, workers: o.Workers, byID: map[string]*task{}, events: newBroadcast(),
	}
	if e.record == nil {
		e.record = func(Event) {}
	}
	if e.stall == 0 {
		e.stall = DefaultStall
	}
	e.idle = sync.NewCond(&e.mu)
	e.recover()
	e.journal.Wishes(e.grant)
	return e
}

// SetTools changes the ffmpeg that jobs started from now on use.
func (e *Engine) SetTools(t *ffmpeg.Tools) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tools = t
}

// Tools returns the ffmpeg in use, or the error FFMPEG_MISSING.
func (e *Engine) Tools() (*ffmpeg.Tools, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return present(e.tools)
}

func present(t *ffmpeg.Tools) (*ffmpeg.Tools, error) {
	if t == nil {
		return nil, fault.New(fault.FFmpegMissing, "AudioSpliter needs ffmpeg, which is not installed. %s", ffmpeg.InstallHint())
	}
	return t, nil
}

// SetWorkers changes how many files are split at once; 0 is what cores and disk
// allow.
func (e *Engine) SetWorkers(n int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workers = max(n, 0)
	e.dispatch()
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
		tasks = append(tasks, &task{batch: b, job: job})
		added.Jobs = append(added.Jobs, job)
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	place := e.queue.last
	for _, t := range tasks {
		e.take(t)
	}
	if e.closed {
		e.cancel(tasks...)
		return added
	}
	if e.journal == nil {
		e.enqueue(tasks...)
		return added
	}
	// Writing recipes down takes longer than all else: the caller does not wait
	// for that.
	entries := func(yield func(journal.Job) bool) {
		for i, job := range added.Jobs {
			entry := job.entry()
			entry.Place = place + float64(i+1)
			if !yield(entry) {
				return
			}
		}
	}
	// Where it cannot be kept the work is done all the same.
	e.journal.Add(entries, func(error) {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.enqueue(tasks...)
	})
	return added
}

// take makes a task one of its batch that is to be started. The mutex is held.
func (e *Engine) take(t *task) {
	t.path, _ = filepath.Abs(t.job.Path)
	t.place = e.queue.next()
	t.batch.tasks = append(t.batch.tasks, t)
	t.batch.unrecorded++
	t.batch.untold++
	e.order = append(e.order, t)
	e.byID[t.job.ID] = t
	e.waiting++
}

// Jobs returns the jobs in the order they were added in.
func (e *Engine) Jobs() []Job {
	e.mu.Lock()
	defer e.mu.Unlock()
	jobs := make([]Job, len(e.order))
	for i, t := range e.order {
		jobs[i] = t.job
	}
	return jobs
}

// Job returns the job with the id, and whether there is one.
func (e *Engine) Job(id string) (Job, bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if t := e.byID[id]; t != nil {
		return t.job, true
	}
	return Job{}, false
}

// find returns the tasks with these ids. The mutex is held.
func (e *Engine) find(ids []string) []*task {
	var tasks []*task
	for _, id := range ids {
		if t := e.byID[id]; t != nil {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// Cancel ends the jobs with these ids, whatever they are doing; a job that is
// over stays as it is. Their children are gone within two seconds, and nothing
// half-written is left.
func (e *Engine) Cancel(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.cancel(e.find(ids)...)
}

// CancelAll cancels every job that is not over.
func (e *Engine) CancelAll() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.cancel(e.order...)
}

// cancel cancels those of the tasks that are not over. The mutex is held.
func (e *Engine) cancel(tasks ...*task) {
	var waiting []*task
	for _, t := range tasks {
		switch {
		case t.cancel != nil:
			t.cancel() // its goroutine ends the job
		case t.job.State == Queued && !t.ending:
			t.ending = true
			waiting = append(waiting, t)
		}
	}
	if len(waiting) == 0 {
		return
	}
	e.queue.remove(waiting...)
	e.waiting -= len(waiting)
	e.ending += len(waiting)
	go func() {
		var ends errgroup.Group
		ends.SetLimit(endsAtOnce)
		for _, t := range waiting {
			ends.Go(func() error {
				e.end(t, Result{}, context.Canceled, func() {
					e.ending--
					e.idle.Broadcast()
				})
				return nil
			})
		}
	}()
}

// endsAtOnce is how many canceled jobs end together: they share the journal's
// transactions, each of which waits for the disk.
const endsAtOnce = 64

// Remove forgets the jobs with these ids, canceling those that are not over.
// The journal keeps them.
func (e *Engine) Remove(ids ...string) {
	e.Cancel(ids...)
	e.mu.Lock()
	defer e.mu.Unlock()
	for _, id := range ids {
		delete(e.byID, id)
	}
	e.order = slices.DeleteFunc(e.order, func(t *task) bool { return e.byID[t.job.ID] == nil })
}

// Wait returns when no job waits or runs, or with the context's error.
func (e *Engine) Wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.idle.Broadcast()
	})
	defer stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	for e.waiting+e.running+e.ending > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		e.idle.Wait()
	}
	return nil
}

// Subscribe calls handle with every event from now on, one at a time and in
// order, on a goroutine of the subscription's own. A slow handler misses no
// event but for the progress that a later one replaces. The returned function
// ends the subscription, after all events so far are handled: handle must not
// call it, nor Close.
func (e *Engine) Subscribe(handle func(Event)) (stop func()) {
	return e.events.subscribe(handle)
}

// Close ends all jobs, waits until their children are gone, and ends the
// subscriptions after they were told. With a journal the jobs are not over: no
// event tells of them, and the next program can go on with them. Without one
// they end canceled.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	e.hold(e.order, func(t *task) { t.held = t.held || e.paused })
	for _, t := range e.order {
		t.open()
	}
	if e.journal == nil {
		e.cancel(e.order...)
	} else {
		e.suspend()
	}
	e.mu.Unlock()
	_ = e.Wait(context.Background())
	e.events.close()
}

// suspend stops the tasks without ending their jobs. The mutex is held.
func (e *Engine) suspend() {
	var waiting []*task
	for _, t := range e.order {
		t.suspended = true
		switch {
		case t.cancel != nil:
			t.cancel()
		case t.job.State == Queued && !t.ending:
			t.ending = true
			waiting = append(waiting, t)
		}
	}
	e.queue.remove(waiting...)
	e.waiting -= len(waiting)
	e.idle.Broadcast()
}

func newID(prefix string) string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return prefix + hex.EncodeToString(b[:])
}

// cores is how many programs can compute at once.
func cores() int { return runtime.NumCPU() }
