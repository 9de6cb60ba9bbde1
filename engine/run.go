package engine

import (
	"context"
	"maps"
	"slices"
	"sync"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// A run is one job being worked on.
type run struct {
	*runner
	task       *task
	ctx        context.Context // of the one run
	tools      *ffmpeg.Tools
	request    Request
	unreadable error     // why the request is not what was asked for; nil otherwise
	width      int       // segments at once, where writing them is heavy
	began      time.Time // this run
	at         time.Time // when the attempt began: what names and dates go by

	result Result

	mu       sync.Mutex
	reported time.Time               // of the last progress passed on
	pending  map[int]cut.Publication // about to get their names
}

// analyzingShare is the part of a job's progress until writing begins: it takes
// long only where the whole file is decoded.
const analyzingShare = 0.2

// do takes the job through its steps. The result has what was found out and
// written, also beside an error.
func (r *run) do(ctx context.Context) (Result, error) {
	if r.unreadable != nil {
		return r.result, r.unreadable
	}
	tools, err := present(r.tools)
	if err != nil {
		return r.result, err
	}
	preview, err := prepare(ctx, tools, r.library.cache, r.request, true, r.at, func(done float64) {
		r.progress(done * analyzingShare)
	})
	defer func() { preview.Choice.Close() }() // what was chosen before an error, too
	r.result.Source, r.result.Plan, r.result.Folder = preview.Source, preview.Plan, preview.Folder
	if err != nil {
		return r.result, err
	}
	if preview.Choice.Reencodes {
		if err := r.promote(); err != nil {
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
		Verifying:  func() { r.jobs.update(r.task, func(j *Job) { j.State = Verifying }) },
		Publishing: r.publishing,
		Published:  published,
		Claim:      func(path string) bool { return r.jobs.claim(r.task, path) },
		Scratch:    r.ledger.scratch(),
	})
	r.result.Outputs = outputs
	return r.result, err
}

// promote gets the slot of a heavy job, where the source was thought to be
// copied. Another may start in the one it had.
func (r *run) promote() error {
	if err := r.scheduler.Promote(r.ctx, r.task.job.ID); err != nil {
		return err
	}
	r.jobs.mu.Lock()
	defer r.jobs.mu.Unlock()
	r.dispatch()
	return nil
}

// splitting notes what is about to be written, and returns what an interrupted
// run has published of it.
func (r *run) splitting() []cut.Publication {
	t := r.task
	var published []cut.Publication
	r.jobs.update(t, func(j *Job) {
		j.State, j.Result = Splitting, r.result
		source := sourceOf(r.result.Source)
		if source != t.source {
			t.files = nil // they were made from what the source was then
		}
		t.source, t.folder = source, r.result.Folder
		published = slices.Collect(maps.Values(t.files))
	})
	slices.SortFunc(published, func(a, b cut.Publication) int { return a.Index - b.Index })
	return published
}

// publishing writes down that a file is about to get its name.
func (r *run) publishing(p cut.Publication) error {
	r.task.pass(r.ctx)
	r.mu.Lock()
	r.pending[p.Index] = p
	r.mu.Unlock()
	r.ledger.publishing(r.task.job.ID, p)
	return nil
}

func (r *run) written(result cut.Result) {
	if result.Skipped {
		return
	}
	t := r.task
	i := r.index(result)
	r.ledger.published(t.job.ID, i)
	r.mu.Lock()
	p := r.pending[i]
	delete(r.pending, i)
	r.mu.Unlock()
	r.jobs.mu.Lock()
	defer r.jobs.mu.Unlock()
	if t.files == nil {
		t.files = map[int]cut.Publication{}
	}
	t.files[i] = p
	r.jobs.send(Event{Kind: SegmentWritten, Job: t.job, Segment: result})
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
	r.jobs.mu.Lock()
	defer r.jobs.mu.Unlock()
	if j := &r.task.job; done > j.Progress && j.State.Running() {
		j.Progress = min(done, 1)
		r.jobs.send(Event{Kind: JobProgress, Job: *j})
	}
}

// sourceOf returns what the journal keeps of a source.
func sourceOf(s Source) journal.Source {
	return journal.Source{Format: s.Container, Duration: s.Duration(), Size: s.Size, Modified: time.Unix(0, s.ModTime.UnixNano())}
}
