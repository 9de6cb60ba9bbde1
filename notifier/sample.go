package notifier

import (
	"path/filepath"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
)

// Sample returns an event of the kind as it might happen, for tests of
// endpoints and of templates. Its metadata say that it is a test.
func Sample(k engine.Kind) engine.Event {
	const rate, minute = 44100, 44100 * 60
	at := time.Date(2026, 3, 29, 10, 5, 0, 0, time.UTC)
	job := engine.Job{
		ID: "job_0123456789abcdef", Batch: "batch_0123456789abcdef", State: engine.Completed, Attempt: 1, Progress: 1,
		Added: at.Add(-time.Minute), Started: at.Add(-time.Minute), Ended: at,
	}
	job.Path = filepath.Join(string(filepath.Separator), "music", "test.mp3")
	job.Metadata = map[string]string{"test": "true"}
	job.Result.Source = engine.Source{Container: "mp3", Rate: rate, Channels: 2, Samples: 23 * minute, Size: 22_080_000}
	job.Result.Plan.Mode = plan.Duration
	job.Result.Folder = filepath.Join(string(filepath.Separator), "music", "test")
	for i, minutes := range []engine.Position{10, 10, 3} {
		segment := engine.Segment{Index: i, Start: engine.Position(i * 10 * minute), End: (engine.Position(i)*10 + minutes) * minute}
		job.Result.Plan.Segments = append(job.Result.Plan.Segments, segment)
		job.Result.Outputs = append(job.Result.Outputs, cut.Result{
			Segment: segment, Path: filepath.Join(job.Result.Folder, "test_"+[]string{"000", "001", "002"}[i]+".mp3"),
			Size: 960_000 * int64(minutes), Samples: minutes * minute, Rate: rate,
		})
	}
	failed := job
	failed.State, failed.Result = engine.Failed, engine.Result{}
	failed.Err = &engine.Error{Code: fault.CorruptFile, Message: message.New("This is a test: nothing has failed.")}

	e := engine.Event{Kind: k, Time: at, Job: job}
	switch k {
	case engine.JobFailed:
		e.Job = failed
	case engine.JobProgress:
		e.Job.State, e.Job.Progress = engine.Splitting, 0.5
	case engine.StateChanged:
		e.Job.State, e.Job.Progress = engine.Splitting, 0.2
	case engine.SegmentWritten:
		e.Job.State, e.Segment = engine.Splitting, job.Result.Outputs[0]
	case engine.BatchCompleted:
		e.Job, e.Batch = engine.Job{}, engine.Batch{ID: job.Batch, Jobs: []engine.Job{job, failed}}
	}
	return e
}
