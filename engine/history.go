package engine

import (
	"cmp"
	"encoding/json"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/journal"
)

// A Query chooses jobs of the journal.
type Query = journal.Query

// An Entry is a job as the journal's lists show it. Of its result it has the
// source's path, container, size and time, and the folder.
type Entry struct {
	Job
	Duration float64 // of the source, in seconds
	Segments int     // planned
	Written  int     // when the job was over
}

// Details are all that the journal has of a job.
type Details struct {
	Entry
	Files    []cut.Result      // the segments that have their names
	Commands []journal.Command // the programs that were run
	Attempts []journal.Attempt // those that have ended
}

// History returns the jobs that the query chooses, the newest first. It waits
// for the disk, as do all that ask the journal.
func (e *Engine) History(q Query) ([]Entry, error) {
	var entries []Entry
	err := e.EachPast(q, func(entry Entry) error {
		entries = append(entries, entry)
		return nil
	})
	return entries, err
}

// EachPast is History for more jobs than memory should hold: do gets one after
// another. An error of do ends it and is returned.
func (e *Engine) EachPast(q Query, do func(Entry) error) error {
	return e.journal.Each(q, func(job journal.Job) error { return do(entryOf(job)) })
}

// CountPast returns how many jobs the query chooses, whatever its limit.
func (e *Engine) CountPast(q Query) (int, error) { return e.journal.Count(q) }

func entryOf(job journal.Job) Entry {
	j, _ := jobOf(job) // a recipe nobody understands any more is shown as none
	return Entry{j, job.Source.Duration, job.Segments, job.Written}
}

// Details returns what the journal has of the job whose id begins with id. The
// error is FILE_NOT_FOUND if there is none, INVALID_PARAMS if there are several.
func (e *Engine) Details(id string) (Details, error) {
	if err := e.journal.Flush(); err != nil {
		return Details{}, err
	}
	job, err := e.journal.Get(id)
	if err != nil {
		return Details{}, err
	}
	d := Details{Entry: entryOf(job)}
	files, err := e.journal.Files(job.ID)
	if err != nil {
		return d, err
	}
	for _, p := range publications(files) {
		if p.Index >= 0 {
			d.Files = append(d.Files, p.Result)
		}
	}
	if d.Commands, err = e.journal.Commands(job.ID); err != nil {
		return d, err
	}
	d.Attempts, err = e.journal.Attempts(job.ID)
	return d, err
}

// publications returns the files that have their names.
func publications(files []journal.File) map[int]cut.Publication {
	all := map[int]cut.Publication{}
	for _, f := range files {
		var p cut.Publication
		if f.Published && json.Unmarshal([]byte(f.JSON), &p) == nil {
			all[p.Index] = p
		}
	}
	return all
}

// ClearPast forgets the jobs that the query chooses and no program is at, and
// returns how many. What they wrote stays.
func (e *Engine) ClearPast(q Query) (int, error) { return e.journal.Clear(q) }

// Keep returns how long jobs are kept once they are over; 0 is for ever.
func (e *Engine) Keep() (time.Duration, error) { return e.journal.Keep() }

// SetKeep changes that; what is older goes when the program is next started.
func (e *Engine) SetKeep(keep time.Duration) error { return e.journal.SetKeep(keep) }

// Unfinished returns the jobs of earlier programs that are not over and that no
// program has now, in the order they would be gone on with.
func (e *Engine) Unfinished() ([]Job, error) {
	entries, err := e.journal.List(Query{Nobody: true})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(entries, func(a, b journal.Job) int {
		return cmp.Or(cmp.Compare(b.Priority, a.Priority), a.Added.Compare(b.Added), cmp.Compare(a.Place, b.Place))
	})
	jobs := make([]Job, len(entries))
	for i, entry := range entries {
		jobs[i] = entryOf(entry).Job
	}
	return jobs, nil
}

// Continue goes on with unfinished jobs, all of them if none is named, and
// returns those it got: another program may have been faster. Segments that are
// written already are not written again. It waits for the disk.
func (e *Engine) Continue(ids ...string) ([]Job, error) {
	tasks, err := e.claim(ids)
	return e.launch(tasks), err
}

// Abandon cancels unfinished jobs, all of them if none is named, and returns
// them. It waits for the disk.
func (e *Engine) Abandon(ids ...string) ([]Job, error) {
	tasks, err := e.claim(ids)
	e.mu.Lock()
	defer e.mu.Unlock()
	e.cancel(tasks...)
	return jobsOf(tasks), err
}

// Retry tries jobs that failed or were canceled anew, and returns those it could.
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
		entry.Attempt, entry.Try = entry.Attempt+1, 0
		entry.Code, entry.Message, entry.Details = "", nil, ""
		entry.Due, entry.Started, entry.Ended = time.Time{}, time.Time{}, time.Time{}
	}
	e.journal.SaveAll(entries)
	tasks, loading := e.load(entries)
	return e.launch(tasks), cmp.Or(err, loading)
}

func (e *Engine) retryInMemory(ids []string) []Job {
	e.mu.Lock()
	defer e.mu.Unlock()
	var tasks []*task
	for _, t := range e.find(ids) {
		if s := t.job.State; (s == Failed || s == Canceled) && !e.closed {
			e.again(t)
			tasks = append(tasks, t)
		}
	}
	e.enqueue(tasks...)
	return jobsOf(tasks)
}

// again makes a task whose job is over wait for another attempt. The mutex is held.
func (e *Engine) again(t *task) {
	t.job.Attempt++
	t.job.State, t.job.Try, t.job.Progress, t.job.Held, t.job.Err = Queued, 0, 0, false, nil
	t.job.Result = Result{}
	t.job.Due, t.job.Started, t.job.Ended = time.Time{}, time.Time{}, time.Time{}
	t.failures = 0
	t.held, t.suspended, t.ending = false, false, false
	t.batch.unrecorded++
	t.batch.untold++
	e.waiting++
	e.emit(Event{Kind: StateChanged, Job: t.job})
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

// launch starts tasks as there is room. Those that were held stay held.
func (e *Engine) launch(tasks []*task) []Job {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.closed {
		e.suspend()
	}
	e.enqueue(tasks...)
	return jobsOf(tasks)
}

func jobsOf(tasks []*task) []Job {
	jobs := make([]Job, len(tasks))
	for i, t := range tasks {
		jobs[i] = t.job
	}
	return jobs
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
		job, err := jobOf(entry)
		if err != nil {
			job.Err = nil
		}
		var files []journal.File
		if entry.Folder != "" { // else it was never begun
			if files, err = e.journal.Files(entry.ID); err != nil {
				return tasks, err
			}
		}
		// One that was not over may have been announced alone.
		published := publications(settle(journal.Job{}, files))
		e.mu.Lock()
		t := e.byID[entry.ID]
		if t != nil && t.job.State.Final() {
			e.again(t)
			t.job.Attempt = job.Attempt
		} else {
			job.State = Queued
			job.Result = Result{}
			t = &task{batch: batches[entry.Batch], job: job}
			e.take(t)
			t.held = job.Held
		}
		t.files, t.source, t.folder = published, entry.Source, entry.Folder
		e.mu.Unlock()
		tasks = append(tasks, t)
	}
	return tasks, nil
}

// batch returns the batch with the id as the engine has it, or as the journal
// does, without those of its jobs that are claimed.
func (e *Engine) batch(id string, claimed map[string]bool) (*batch, error) {
	e.mu.Lock()
	i := slices.IndexFunc(e.order, func(t *task) bool { return t.batch.id == id })
	if i >= 0 {
		defer e.mu.Unlock()
		return e.order[i].batch, nil
	}
	e.mu.Unlock()
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
		job := entryOf(mate).Job
		files, err := e.journal.Files(mate.ID)
		if err != nil {
			return nil, err
		}
		for _, p := range publications(files) {
			job.Result.Outputs = append(job.Result.Outputs, p.Result)
		}
		b.shared = b.shared || !mate.Over
		b.tasks = append(b.tasks, &task{job: job, ended: &job, batch: b})
	}
	return b, nil
}

// grant does what another program asks of a job.
func (e *Engine) grant(job, what string) {
	switch what {
	case wishCancel:
		e.Cancel(job)
	case wishPause:
		e.PauseJobs(job)
	case wishResume:
		e.ResumeJobs(job)
	default:
		if n, ok := strings.CutPrefix(what, wishPriority); ok {
			if priority, err := strconv.Atoi(n); err == nil {
				e.SetPriority(priority, job)
			}
		}
	}
}

const (
	wishCancel = "cancel"
	wishPause  = "pause"
	wishResume = "resume"

	wishPriority = "priority " // and the number
)

// AskCancel asks the program that has the job to cancel it. It waits for the
// disk, not for the other program.
func (e *Engine) AskCancel(id string) error { return e.journal.Wish(id, wishCancel) }

// AskPause asks the program that has the job to pause it; AskResume undoes that.
func (e *Engine) AskPause(id string) error { return e.journal.Wish(id, wishPause) }

// AskResume asks the program that has the job to let it go on.
func (e *Engine) AskResume(id string) error { return e.journal.Wish(id, wishResume) }

// AskPriority asks the program that has the job to change its priority.
func (e *Engine) AskPriority(id string, priority int) error {
	return e.journal.Wish(id, wishPriority+strconv.Itoa(priority))
}

func makeFolder(path string) error { return os.MkdirAll(path, 0o700) }
