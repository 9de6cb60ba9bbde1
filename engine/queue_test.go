package engine

import (
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
)

// starts subscribes to the order in which jobs are started.
func starts(e *Engine) func() []string {
	var ids []string
	stop := e.Subscribe(func(event Event) {
		if event.Kind == StateChanged && event.Job.State == Analyzing {
			ids = append(ids, event.Job.ID)
		}
	})
	return func() []string {
		stop()
		return ids
	}
}

func TestTurns(t *testing.T) {
	t.Parallel()
	e := New(Options{Workers: 1}) // without ffmpeg jobs fail as soon as they are started
	defer e.Close()
	started := starts(e)
	e.Pause()
	a := e.Add(slices.Repeat([]Request{{Path: music}}, 5)...).Jobs
	b := e.Add(slices.Repeat([]Request{{Path: music}}, 2)...).Jobs
	e.SetPriority(1, a[4].ID)
	e.Move(a[1].ID, a[3].ID)
	e.Move("", a[0].ID)
	e.Resume()
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	// The urgent one, then batch by batch, each in its own order.
	want := []string{a[4].ID, b[0].ID, a[3].ID, b[1].ID, a[1].ID, a[2].ID, a[0].ID}
	got := started()
	if len(got) != len(want) {
		t.Fatalf("%d were started", len(got))
	}
	slot := map[string]int{}
	for i, j := range slices.Concat(a, b) {
		slot[j.ID] = i
	}
	for i := range got {
		if got[i] != want[i] {
			t.Errorf("start %d is of job %d, want %d", i, slot[got[i]], slot[want[i]])
		}
	}
}

func TestPlacesNeverRunOut(t *testing.T) {
	t.Parallel()
	e := New(Options{Workers: 1})
	defer e.Close()
	started := starts(e)
	e.Pause()
	jobs := e.Add(slices.Repeat([]Request{{Path: music}}, 3)...).Jobs
	for range 200 {
		e.Move(jobs[1].ID, jobs[2].ID)
		e.Move(jobs[2].ID, jobs[1].ID)
	}
	e.Move(jobs[0].ID, jobs[2].ID)
	e.Resume()
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := started(); !slices.Equal(got, []string{jobs[2].ID, jobs[0].ID, jobs[1].ID}) {
		t.Errorf("started %v of %v", got, jobs)
	}
}

func TestPausedJobLeavesItsPlace(t *testing.T) {
	t.Parallel()
	e := New(Options{Workers: 1})
	defer e.Close()
	started := starts(e)
	e.Pause()
	jobs := e.Add(slices.Repeat([]Request{{Path: music}}, 3)...).Jobs
	e.PauseJobs(jobs[0].ID)
	other := make(chan struct{})
	stop := e.Subscribe(func(event Event) {
		if event.Kind == JobFailed && event.Job.ID == jobs[2].ID {
			close(other)
		}
	})
	e.scheduler.Pause(false)
	e.jobs.mu.Lock()
	e.runner.dispatch()
	e.jobs.mu.Unlock()
	<-other
	stop()
	if j, _ := e.Job(jobs[0].ID); j.State != Queued || !j.Held {
		t.Errorf("the paused job is %s", j.State)
	}
	e.ResumeJobs(jobs[0].ID)
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := started(); !slices.Equal(got, []string{jobs[1].ID, jobs[2].ID, jobs[0].ID}) {
		t.Errorf("started %v of %v", got, jobs)
	}
}

// What was paused and not finished is so in the next program; what is tried anew
// has another attempt, and another key.
func TestJobsOutliveTheProgram(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	run := func(do func(*Engine)) {
		t.Helper()
		j, err := journal.Open(filepath.Join(folder, "data"), journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		e := New(Options{Journal: j, Workers: 1})
		do(e)
		e.Close()
		if err := j.Close(); err != nil {
			t.Fatal(err)
		}
	}
	var jobs []Job
	run(func(e *Engine) {
		e.Pause()
		jobs = e.Add(Request{Path: music, Metadata: map[string]string{"k": "v"}, Notify: []string{"n"}}, Request{Path: music}, Request{Path: music}).Jobs
		e.SetPriority(2, jobs[1].ID)
		e.PauseJobs(jobs[2].ID)
		if err := e.journal.Flush(); err != nil { // what is kept starts jobs, unless the engine is paused
			t.Fatal(err)
		}
		e.scheduler.Pause(false) // the one alone stays paused
	})
	run(func(e *Engine) {
		left, err := e.Unfinished()
		if err != nil || len(left) != 3 || left[0].ID != jobs[1].ID || left[1].Metadata["k"] != "v" || !slices.Equal(left[1].Notify, []string{"n"}) {
			t.Fatalf("left: %+v, %v", left, err)
		}
		var batch Batch
		stop := e.Subscribe(func(event Event) {
			if event.Kind == BatchCompleted {
				batch = event.Batch
			}
		})
		if _, err := e.Continue(); err != nil {
			t.Fatal(err)
		}
		e.jobs.mu.Lock()
		for e.jobs.active > 1 {
			e.jobs.idle.Wait()
		}
		e.jobs.mu.Unlock()
		if j, _ := e.Job(jobs[2].ID); j.State != Queued || !j.Held {
			t.Errorf("the paused job is %s", j.State)
		}
		e.Resume()
		if err := e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop()
		if len(batch.Jobs) != 3 || batch.Jobs[0].ID != jobs[0].ID || batch.Jobs[2].ID != jobs[2].ID {
			t.Errorf("the batch is %+v", batch)
		}
	})
	run(func(e *Engine) {
		var keys []string
		stop := e.Subscribe(func(event Event) {
			if event.Key != "" {
				keys = append(keys, event.Key)
			}
		})
		again, err := e.Retry(jobs[1].ID, "job_none")
		if err != nil || len(again) != 1 || again[0].Attempt != 2 {
			t.Fatalf("tried again: %+v, %v", again, err)
		}
		if err := e.Wait(t.Context()); err != nil {
			t.Fatal(err)
		}
		stop()
		if want := []string{jobs[1].ID + "/2/job.failed", jobs[1].Batch + "/2/batch.completed"}; !slices.Equal(keys, want) {
			t.Errorf("keys %v, want %v", keys, want)
		}
		d, err := e.Details(jobs[1].ID)
		if err != nil || d.State != Failed || len(d.Runs) != 2 || d.Err == nil {
			t.Errorf("%+v, %v", d, err)
		}
		if n, err := e.ClearPast(Query{}); err != nil || n != 3 {
			t.Errorf("cleared %d, %v", n, err)
		}
	})
}

// A job whose recipe the journal has no readable copy of is shown with the
// reason, and fails with it.
func TestUnreadableJobsSayWhy(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	open := func() *journal.Journal {
		j, err := journal.Open(folder, journal.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return j
	}
	j := open()
	saved := make(chan error, 1)
	j.Add(slices.Values([]journal.Job{{ID: "job_1", Batch: "batch_1", Recipe: "[", Request: "{}", Path: music, State: journal.Queued, Attempt: 1}}),
		func(err error) { saved <- err })
	if err := errors.Join(<-saved, j.Close()); err != nil {
		t.Fatal(err)
	}
	j = open()
	e := New(Options{Journal: j})
	says := func(err *Error) {
		t.Helper()
		if fault.CodeOf(err) != fault.InvalidParams || !strings.Contains(err.Message.String(), "makes no sense") {
			t.Errorf("%v", err)
		}
	}
	if left, err := e.Unfinished(); err != nil || len(left) != 1 {
		t.Errorf("left %v, %v", left, err)
	} else {
		says(left[0].Err)
	}
	if _, err := e.Continue(); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	d, err := e.Details("job_1")
	if err != nil || d.State != Failed {
		t.Errorf("%s, %v", d.State, err)
	}
	says(d.Err)

	// A journal that is closed keeps nobody from splitting, nor waiting.
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	added := e.Add(Request{Path: music})
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, _ := e.Job(added.Jobs[0].ID); j.State != Failed {
		t.Errorf("%s, %v", j.State, j.Err)
	}
	e.Close()
}
