package engine

import (
	"cmp"
	"log/slog"
	"slices"
	"time"

	"audiospliter/engine/journal"
)

// Continue resumes unfinished jobs, all of them if none is named, and returns
// those it got: another program may have been faster. Segments that are written
// already are not written again. It waits for the disk.
func (e *Engine) Continue(ids ...string) ([]Job, error) {
	tasks, err := e.claim(ids)
	return e.launch(tasks), err
}

// Abandon cancels unfinished jobs, all of them if none is named, and returns
// them. It waits for the disk.
func (e *Engine) Abandon(ids ...string) ([]Job, error) {
	tasks, err := e.claim(ids)
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.runner.cancel(tasks...)
	return jobsOf(tasks), err
}

// Retry makes another attempt at jobs that failed or were canceled, and returns
// those it could.
// Segments that are written already are not written again. It waits for the
// disk.
func (e *Engine) Retry(ids ...string) ([]Job, error) {
	if e.journal == nil {
		return e.retryInMemory(ids), nil
	}
	entries, err := e.journal.Claim(ids, string(Failed), string(Canceled))
	for i := range entries {
		entry := &entries[i]
		entry.State, entry.Over, entry.Held = string(Queued), false, false
		entry.Attempt, entry.Runs = entry.Attempt+1, 0
		entry.Code, entry.Message, entry.Details = "", nil, ""
		entry.Due, entry.Started, entry.Ended = time.Time{}, time.Time{}, time.Time{}
	}
	e.journal.SaveAll(entries)
	tasks, loading := e.load(entries)
	return e.launch(tasks), cmp.Or(err, loading)
}

func (e *Engine) retryInMemory(ids []string) []Job {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	var tasks []*task
	for _, t := range e.jobs.find(ids...) {
		if s := t.job.State; (s == Failed || s == Canceled) && !e.jobs.closed {
			e.jobs.again(t, t.job.Attempt+1)
			tasks = append(tasks, t)
		}
	}
	e.runner.ready(tasks...)
	return jobsOf(tasks)
}

// claim makes unfinished jobs this engine's tasks. They wait to be launched.
func (e *Engine) claim(ids []string) ([]*task, error) {
	if len(ids) == 0 {
		jobs, err := e.Unfinished()
		if err != nil {
			return nil, err
		}
		for _, j := range jobs {
			ids = append(ids, j.ID)
		}
	}
	entries, err := e.journal.Claim(ids)
	tasks, loading := e.load(entries)
	return tasks, cmp.Or(err, loading)
}

// launch starts tasks as there is room. Those that are held stay held.
func (e *Engine) launch(tasks []*task) []Job {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	if e.jobs.closed {
		e.runner.suspend()
	}
	e.runner.ready(tasks...)
	return jobsOf(tasks)
}

// load makes claimed entries tasks. Their batches get the jobs that were added
// with them, for a batch is over when all are.
func (e *Engine) load(entries []journal.Job) ([]*task, error) {
	claimed := map[string]bool{}
	for _, entry := range entries {
		claimed[entry.ID] = true
	}
	batches := map[string]*batch{}
	var tasks []*task
	for _, entry := range entries {
		if batches[entry.Batch] == nil {
			b, err := e.batch(entry.Batch, claimed)
			if err != nil {
				return tasks, err
			}
			batches[entry.Batch] = b
		}
		job, unreadable := jobOf(entry)
		var files []journal.File
		if entry.Folder != "" { // else it was never begun
			var err error
			if files, err = e.journal.Files(entry.ID); err != nil {
				return tasks, err
			}
		}
		// One that was not over may have been announced alone.
		published := publications(salvage(journal.Job{}, files))
		job.State, job.Result = Queued, Result{}
		fresh := newTask(batches[entry.Batch], job)
		e.jobs.mu.Lock()
		t := e.jobs.byID[entry.ID]
		for t != nil && !t.job.State.Final() { // the journal has its end: it is just being sent
			e.jobs.idle.Wait()
			t = e.jobs.byID[entry.ID]
		}
		if t != nil {
			e.jobs.again(t, job.Attempt)
		} else {
			t = fresh
			e.jobs.take(t)
		}
		t.files, t.source, t.folder, t.unreadable = published, entry.Source, entry.Folder, unreadable
		for _, p := range published {
			e.jobs.own(t, p.Result.Path)
		}
		e.jobs.mu.Unlock()
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// batch returns the batch with the id as the engine has it, or as the journal
// does, without those of its jobs that are claimed.
func (e *Engine) batch(id string, claimed map[string]bool) (*batch, error) {
	if known := e.jobs.batch(id); known != nil {
		return known, nil
	}
	mates, err := e.journal.List(Query{Batch: id})
	if err != nil {
		return nil, err
	}
	slices.Reverse(mates)
	b := &batch{id: id, rank: map[string]int{}}
	for i, mate := range mates {
		b.rank[mate.ID] = i
		if claimed[mate.ID] {
			continue
		}
		job, err := jobOf(mate)
		if err != nil {
			slog.Warn("a job of the batch cannot be read", "job", mate.ID, "err", err)
		}
		files, err := e.journal.Files(mate.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range publications(files) {
			job.Result.Outputs = append(job.Result.Outputs, p.Result)
		}
		b.shared = b.shared || !mate.Over
		t := newTask(b, job)
		t.ended, t.removed = &t.job, true
		b.tasks = append(b.tasks, t)
		e.jobs.mu.Lock()
		e.jobs.own(t, t.path)
		for _, o := range job.Result.Outputs {
			e.jobs.own(t, o.Path)
		}
		e.jobs.mu.Unlock()
	}
	return b, nil
}
