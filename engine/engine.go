// Package engine splits audio files: jobs go in, files and a stream of typed
// events come out.
//
// An Engine probes each source, plans its segments, writes them, and says so,
// several files at once. It knows no window, no preset file and no network;
// whoever wants those subscribes to its events. The words of job.go are what
// the rest of the program speaks to it in.
package engine

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"runtime"
	"slices"
	"sync"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/waveform"
)

// Options are what an Engine is made from.
type Options struct {
	Tools   *ffmpeg.Tools   // nil until ffmpeg is found: jobs then fail with FFMPEG_MISSING
	Workers int             // files at once; 0 is a file a core
	Cache   *waveform.Cache // where envelopes are kept; nil keeps none

	// Record is called with each JobCompleted, JobFailed and BatchCompleted
	// before subscribers are told of it, on the goroutine of the job that ends.
	// It may wait for the disk, and for nothing else: the job is not over until
	// it returns. After a crash it may be called again with an event of the same
	// Key. It may be nil.
	Record func(Event)
}

// An Engine runs jobs. Its methods may be called from any goroutine, and none
// of them waits for disk, ffmpeg or a subscriber, but for those that say so.
type Engine struct {
	cache  *waveform.Cache
	events *broadcast
	record func(Event)

	mu      sync.Mutex
	tools   *ffmpeg.Tools // the programs, for what is not a job
	group   *ffmpeg.Tools // the same, as the jobs run them: they pause together
	workers int
	paused  bool
	closed  bool
	order   []*task // all, as they were added
	byID    map[string]*task
	queue   []*task // those to be started, and some that were canceled since
	waiting int     // of them: those to be started
	running int
	ending  int        // those that end without having been started
	idle    *sync.Cond // signaled when a task ends
}

// A task is the engine's own record of a job, guarded by the engine's mutex.
type task struct {
	job    Job
	batch  *batch
	ending bool               // it is about to be over: nothing stops that
	ended  Job                // as job will be, once its end is recorded
	cancel context.CancelFunc // nil until it is started
	tools  *ffmpeg.Tools      // what it was started with
}

// A batch is what is left of the jobs that were added together.
type batch struct {
	id         string
	tasks      []*task
	unrecorded int   // tasks whose end is not recorded
	untold     int   // tasks whose end subscribers do not know
	completed  Event // once all are recorded
}

// New returns an engine without jobs. Close it to end what it started.
func New(o Options) *Engine {
	e := &Engine{cache: o.Cache, byID: map[string]*task{}, events: newBroadcast(), record: o.Record}
	if e.record == nil {
		e.record = func(Event) {}
	}
	e.idle = sync.NewCond(&e.mu)
	e.SetTools(o.Tools)
	e.SetWorkers(o.Workers)
	return e
}

// SetTools changes the ffmpeg that jobs started from now on use.
func (e *Engine) SetTools(t *ffmpeg.Tools) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.tools, e.group = t, nil
	if t != nil {
		e.group = t.Group()
	}
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

// SetWorkers changes how many files are split at once; 0 is a file a core.
func (e *Engine) SetWorkers(n int) {
	if n <= 0 {
		n = runtime.NumCPU()
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	e.workers = n
	e.dispatch()
}

// Add queues a job for each request, as one batch, and starts as many as there
// is room for. It returns the jobs as they were queued. After Close they end
// canceled.
func (e *Engine) Add(requests ...Request) Batch {
	b := &batch{id: newID("batch_"), unrecorded: len(requests), untold: len(requests)}
	e.mu.Lock()
	defer e.mu.Unlock()
	added := Batch{ID: b.id}
	now := time.Now()
	for _, r := range requests {
		t := &task{batch: b, job: Job{ID: newID("job_"), Batch: b.id, Request: r, State: Queued, Attempt: 1, Added: now}}
		b.tasks = append(b.tasks, t)
		e.order = append(e.order, t)
		e.queue = append(e.queue, t)
		e.byID[t.job.ID] = t
		added.Jobs = append(added.Jobs, t.job)
	}
	e.waiting += len(requests)
	if e.closed {
		e.cancel(b.tasks...)
	}
	e.dispatch()
	return added
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

// Pause holds everything: no job starts, and where the system can do it the
// programs that running jobs have started stand still.
func (e *Engine) Pause() { e.setPaused(true) }

// Resume goes on after Pause.
func (e *Engine) Resume() { e.setPaused(false) }

// Paused reports whether the engine is held.
func (e *Engine) Paused() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.paused
}

func (e *Engine) setPaused(paused bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.paused = paused
	e.hold(paused)
	e.dispatch()
}

// hold stops the programs of all jobs or lets them go on, those of jobs that
// were started before SetTools, too. The mutex is held.
func (e *Engine) hold(on bool) {
	if e.group != nil {
		e.group.Hold(on)
	}
	for _, t := range e.order {
		if t.job.State.Running() && t.tools != nil && t.tools != e.group {
			t.tools.Hold(on)
		}
	}
}

// Cancel ends the jobs with these ids, whatever they are doing; a job that is
// over stays as it is. Their children are gone within two seconds, and nothing
// half-written is left.
func (e *Engine) Cancel(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	var tasks []*task
	for _, id := range ids {
		if t := e.byID[id]; t != nil {
			tasks = append(tasks, t)
		}
	}
	e.cancel(tasks...)
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
		case t.job.State.Running():
			t.cancel() // its goroutine ends the job
		case t.job.State == Queued && !t.ending:
			t.ending = true
			waiting = append(waiting, t)
		}
	}
	if len(waiting) == 0 {
		return
	}
	e.waiting -= len(waiting)
	e.ending += len(waiting)
	go func() {
		for _, t := range waiting {
			e.end(t, Result{}, context.Canceled)
			e.mu.Lock()
			e.ending--
			e.idle.Broadcast()
			e.mu.Unlock()
		}
	}()
}

// Remove forgets the jobs with these ids, canceling those that are not over.
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

// Close cancels all jobs, waits until their children are gone, and ends the
// subscriptions after they were told.
func (e *Engine) Close() {
	e.mu.Lock()
	e.closed = true
	e.hold(false)
	e.mu.Unlock()
	e.CancelAll()
	_ = e.Wait(context.Background())
	e.events.close()
}

// dispatch starts queued jobs while there is room. The mutex is held.
func (e *Engine) dispatch() {
	for len(e.queue) > 0 && !e.paused && !e.closed && e.running < e.workers {
		t := e.queue[0]
		e.queue = e.queue[1:]
		if t.job.State == Queued && !t.ending {
			e.start(t)
		}
	}
}

func (e *Engine) start(t *task) {
	ctx, cancel := context.WithCancel(context.Background())
	t.cancel, t.tools = cancel, e.group
	t.job.Started = time.Now()
	e.waiting--
	e.running++
	e.setState(t, Analyzing)
	r := &run{engine: e, task: t, tools: t.tools, request: t.job.Request}
	r.width = max(1, runtime.NumCPU()/min(e.workers, e.waiting+e.running))
	go func() {
		defer cancel()
		result, err := r.do(ctx)
		e.end(t, result, err)
		e.mu.Lock()
		defer e.mu.Unlock()
		e.running--
		e.idle.Broadcast()
		e.dispatch()
	}()
}

func (e *Engine) setState(t *task, s State) {
	t.job.State = s
	e.emit(Event{Kind: StateChanged, Job: t.job})
}

// end makes a job over: its end is recorded first, and told when that is done.
// The mutex is not held.
func (e *Engine) end(t *task, r Result, err error) {
	e.mu.Lock()
	job := t.job
	e.mu.Unlock()
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

	e.mu.Lock()
	defer e.mu.Unlock()
	t.job = job
	e.events.send(event)
	b := t.batch
	if b.untold--; b.untold == 0 {
		e.events.send(b.completed)
	}
}

// recorded notes that the end of a task's job is recorded, and returns the
// event of its batch if that was the last.
func (e *Engine) recorded(t *task, ended Job) (completed Event, last bool) {
	e.mu.Lock()
	defer e.mu.Unlock()
	t.ended = ended
	b := t.batch
	if b.unrecorded--; b.unrecorded > 0 {
		return Event{}, false
	}
	all := Batch{ID: b.id}
	for _, t := range b.tasks {
		all.Jobs = append(all.Jobs, t.ended)
	}
	b.completed = Event{Kind: BatchCompleted, Key: all.key(), Time: time.Now(), Batch: all}
	return b.completed, true
}

func (e *Engine) emit(event Event) {
	event.Time = time.Now()
	e.events.send(event)
}

func newID(prefix string) string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return prefix + hex.EncodeToString(b[:])
}
