package engine

import (
	"context"
	"sync"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/ffmpeg"
)

// A run is one job being worked on.
type run struct {
	engine  *Engine
	task    *task
	tools   *ffmpeg.Tools
	request Request
	width   int // segments at once, where writing them is heavy

	result Result

	mu       sync.Mutex
	reported time.Time // of the last progress passed on
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
	preview, err := prepare(ctx, tools, r.engine.cache, r.request, func(done float64) {
		r.progress(done * analyzingShare)
	})
	r.result.Source, r.result.Plan, r.result.Folder = preview.Source, preview.Plan, preview.Folder
	if err != nil {
		return r.result, err
	}
	r.state(Splitting)
	outputs, err := cut.Write(ctx, cut.Task{
		Tools:     tools,
		Source:    preview.Source,
		Plan:      preview.Plan,
		Output:    r.request.Recipe.Output,
		Folder:    preview.Folder,
		Names:     preview.Names,
		Workers:   r.width,
		Progress:  func(done float64) { r.progress(analyzingShare + done*(1-analyzingShare)) },
		Written:   r.written,
		Verifying: func() { r.state(Verifying) },
	})
	r.result.Outputs = outputs
	return r.result, err
}

func (r *run) state(s State) {
	r.engine.mu.Lock()
	defer r.engine.mu.Unlock()
	r.engine.setState(r.task, s)
}

func (r *run) written(result cut.Result) {
	if result.Skipped {
		return
	}
	r.engine.mu.Lock()
	defer r.engine.mu.Unlock()
	r.engine.emit(Event{Kind: SegmentWritten, Job: r.task.job, Segment: result})
}

// progress passes on how far the job is, from any goroutine, not more often
// than progressEvery and never backwards.
func (r *run) progress(done float64) {
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
