package engine

import (
	"context"
	"slices"
	"sync"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// A run is one job being worked on.
type run struct {
	engine  *Engine
	task    *task
	ctx     context.Context // of the one run
	tools   *ffmpeg.Tools
	request Request
	width   int       // segments at once, where writing them is heavy
	began   time.Time // this run
	at      time.Time // when the attempt began: what names and dates go by

	result Result

	mu       sync.Mutex
	reported time.Time               // of the last progress passed on
	pending  map[int]cut.Publication // about to get their names
}

// How much of a job's progress each step is: finding out takes long only where
// the whole file is listened to.
const analyzingShare = 0.2

// do takes the job through its steps. What was found out and written until
// then is in the result, an error or not.
func (r *run) do(ctx context.Context) (Result, error) {
	tools, err := present(r.tools)
	if err != nil {
		return r.result, err
	}
	preview, err := prepare(ctx, tools, r.engine.cache, r.request, true, r.at, func(done float64) {
		r.progress(done * analyzingShare)
	})
	defer preview.Choice.Close()
	r.result.Source, r.result.Plan, r.result.Folder = preview.Source, preview.Plan, preview.Folder
	if err != nil {
		return r.result, err
	}
	if preview.Choice.Reencodes {
		if err := r.engine.promote(r); err != nil {
			return r.result, err
		}
	}
	published := r.splitting()
	outputs, err := cut.Write(ctx, cut.Task{
		Choice:     preview.Choice,
		Plan:       preview.Plan,
		Folder:     preview.Folder,
		Names:      preview.Names,
		Workers:    r.width,
		Progress:   func(done float64) { r.progress(analyzingShare + done*(1-analyzingShare)) },
		Written:    r.written,
		Verifying:  func() { r.state(Verifying) },
		Publishing: r.publishing,
		Published:  published,
		Protected:  r.isSource,
		Scratch:    r.engine.scratch(),
	})
	r.result.Outputs = outputs
	return r.result, err
}

// isSource reports whether a file is the source of a job of this batch, or of
// one that is not over.
func (r *run) isSource(path string) bool {
	r.engine.mu.Lock()
	defer r.engine.mu.Unlock()
	return slices.ContainsFunc(r.engine.order, func(t *task) bool {
		return t.path == path && (t.batch == r.task.batch || !t.job.State.Final())
	})
}

func (r *run) state(s State) {
	r.engine.mu.Lock()
	defer r.engine.mu.Unlock()
	r.engine.setState(r.task, s)
}

// splitting notes what is about to be written, and returns what an interrupted
// run has published of it.
func (r *run) splitting() []cut.Publication {
	e, t := r.engine, r.task
	e.mu.Lock()
	defer e.mu.Unlock()
	t.job.Result = r.result
	source := sourceOf(r.result.Source)
	if source != t.source {
		t.files = nil // they were made from what the source was then
	}
	t.source, t.folder = source, r.result.Folder
	var published []cut.Publication
	for _, p := range t.files {
		published = append(published, p)
	}
	slices.SortFunc(published, func(a, b cut.Publication) int { return a.Index - b.Index })
	e.setState(t, Splitting)
	return published
}

// publishing writes down that a file is about to get its name.
func (r *run) publishing(p cut.Publication) error {
	r.task.pass(r.ctx)
	r.mu.Lock()
	r.pending[p.Index] = p
	r.mu.Unlock()
	return r.engine.publishing(r.task, p)
}

func (r *run) written(result cut.Result) {
	if result.Skipped {
		return
	}
	e, t := r.engine, r.task
	i := r.index(result)
	e.journal.Published(t.job.ID, i)
	r.mu.Lock()
	p := r.pending[i]
	delete(r.pending, i)
	r.mu.Unlock()
	e.mu.Lock()
	defer e.mu.Unlock()
	if t.files == nil {
		t.files = map[int]cut.Publication{}
	}
	t.files[i] = p
	e.emit(Event{Kind: SegmentWritten, Job: r.task.job, Segment: result})
}

// index returns which of the plan's segments a result is of.
func (r *run) index(result cut.Result) int {
	return slices.IndexFunc(r.result.Plan.Segments, func(s Segment) bool { return s.Index == result.Segment.Index })
}

// progress passes on how far the job is, from any goroutine, not more often
// than progressEvery and never backwards. A job that is held waits here.
func (r *run) progress(done float64) {
	r.task.pass(r.ctx)
	r.mu.Lock()
	due := time.Since(r.reported) >= progressEvery
	if due {
		r.reported = time.Now()
	}
	r.mu.Unlock()
	if !due {
		return
	}
	e := r.engine
	e.mu.Lock()
	defer e.mu.Unlock()
	if done > r.task.job.Progress && r.task.job.State.Running() {
		r.task.job.Progress = min(done, 1)
		e.emit(Event{Kind: JobProgress, Job: r.task.job})
	}
}

// onDone calls wake, with the mutex held, when the run is canceled.
func (r *run) onDone(wake func(), mu *sync.Mutex) (stop func() bool) {
	return context.AfterFunc(r.ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		wake()
	})
}

// sourceOf returns what the journal keeps of a source.
func sourceOf(s Source) journal.Source {
	return journal.Source{Format: s.Container, Duration: s.Duration(), Size: s.Size, Modified: time.Unix(0, s.ModTime.UnixNano())}
}
