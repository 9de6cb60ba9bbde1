package engine

import (
	"encoding/json"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// A keptRequest is what the journal has of a request beside its columns, as JSON.
type keptRequest struct {
	Metadata map[string]string `json:"metadata,omitempty"`
	Notify   []string          `json:"notify,omitempty"`
}

// A Ledger is what the engine keeps in the journal, and asks of it: the queue,
// the history, and what other programs ask for. Its methods may be called from
// any goroutine. Without a journal it keeps and knows nothing.
type Ledger struct{ journal *journal.Journal }

// NewLedger returns the ledger of a journal, which may be nil. It recovers the
// jobs of programs that have died, and waits for the disk.
func NewLedger(j *journal.Journal) *Ledger {
	if err := j.Recover(salvage); err != nil {
		slog.Error("the jobs of an earlier run could not be recovered", "err", err)
	}
	return &Ledger{j}
}

// rowOf returns what can change of a job, as the journal keeps it.
func rowOf(j Job) journal.Job {
	row := journal.Job{
		ID: j.ID, State: string(j.State), Over: j.State.Final(), Held: j.Held, Priority: j.Priority,
		Attempt: j.Attempt, Runs: j.Runs(), Due: j.Due, Started: j.Started, Ended: j.Ended,
		Folder: j.Result.Folder, Segments: len(j.Result.Plan.Segments), Written: j.Result.Written(),
	}
	if j.Result.Source.Path != "" {
		row.Source = sourceOf(j.Result.Source)
	}
	if j.Err != nil {
		row.Code, row.Message, row.Details = string(j.Err.Code), j.Err.Message, j.Err.Details
	}
	return row
}

// newRow is rowOf with what never changes.
func newRow(j Job) journal.Job {
	kept := j.Recipe
	kept.Output.Folder, kept.Split.CutsFile = absolute(kept.Output.Folder), absolute(kept.Split.CutsFile)
	recipe, err := json.Marshal(kept)
	if err != nil {
		recipe = nil // a recipe with a number that JSON has no word for: its job fails
	}
	request, _ := json.Marshal(keptRequest{j.Metadata, j.Notify})
	row := rowOf(j)
	row.Batch, row.Recipe, row.Request = j.Batch, string(recipe), string(request)
	row.Path, row.Preset, row.Added = absolute(j.Path), j.Preset, j.Added
	return row
}

// absolute makes a path mean the same in another program.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil && path != "" {
		return abs
	}
	return path
}

// jobOf returns a row as a job. Of its result it has what the journal keeps in
// columns. The error is INVALID_PARAMS where the recipe or the rest of the
// request cannot be read: the job is without it then.
func jobOf(row journal.Job) (Job, error) {
	j := Job{
		ID: row.ID, Batch: row.Batch, Request: Request{Path: row.Path, Preset: row.Preset}, Added: row.Added,
		State: State(row.State), Held: row.Held, Priority: row.Priority,
		Attempt: row.Attempt, Retries: max(row.Runs-1, 0), Due: row.Due, Started: row.Started, Ended: row.Ended,
		Result: Result{Folder: row.Folder},
	}
	if row.Source.Format != "" {
		j.Result.Source = Source{Path: row.Path, Container: row.Source.Format, Size: row.Source.Size, ModTime: row.Source.Modified}
	}
	if row.Code != "" {
		j.Err = &fault.Error{Code: fault.Code(row.Code), Message: row.Message, Details: row.Details}
	}
	var kept keptRequest
	if err := json.Unmarshal([]byte(row.Request), &kept); err != nil {
		return j, unreadable(err)
	}
	j.Metadata, j.Notify = kept.Metadata, kept.Notify
	if err := json.Unmarshal([]byte(row.Recipe), &j.Recipe); err != nil {
		return j, unreadable(err)
	}
	return j, nil
}

func unreadable(err error) error {
	return fault.Wrap(err, fault.InvalidParams, "What the journal has of this job makes no sense here: add the file again.")
}

// add keeps new jobs, with their places in the queue, and does not wait for the
// disk: saved is called when they have reached it, or with why not, from another
// goroutine. Writing recipes down takes longer than all else, and happens there.
func (l *Ledger) add(jobs []Job, places []float64, saved func(error)) {
	l.journal.Add(func(yield func(journal.Job) bool) {
		for i, job := range jobs {
			row := newRow(job)
			row.Place = places[i]
			if !yield(row) {
				return
			}
		}
	}, saved)
}

// save keeps what has changed of jobs, and does not wait for the disk.
func (l *Ledger) save(rows []journal.Job) { l.journal.SaveAll(rows) }

// ended keeps that a run of a job has ended, and waits for the disk. A journal
// that cannot be written must not keep the job from ending.
func (l *Ledger) ended(row journal.Job, job Job, began time.Time) {
	if o := job.Recipe.Output; job.State == Completed {
		if o.Verify || o.Manifest || job.Result.Written() < len(job.Result.Outputs) {
			l.journal.Finished(job.ID, filesOf(job.Result))
		}
	}
	run := journal.Run{
		Attempt: job.Attempt, Retry: job.Retries, State: row.State, Started: began, Ended: time.Now(), Code: row.Code, Message: row.Message,
	}
	if !job.State.Final() {
		run.State = string(Failed) // the job waits, this run of it failed
	}
	if err := l.journal.Ended(row, run); err != nil {
		slog.Error("the journal could not be written", "job", job.ID, "err", err)
	}
}

// publishing keeps that a file of a job is about to get its name, and waits for
// the disk.
func (l *Ledger) publishing(job string, p cut.Publication) {
	if l.journal == nil {
		return
	}
	if err := l.journal.Publishing(job, fileOf(p, false)); err != nil {
		slog.Error("the journal could not be written", "job", job, "err", err)
	}
}

// published keeps that the file of a segment has its name.
func (l *Ledger) published(job string, segment int) { l.journal.Published(job, segment) }

// ran keeps that a program was run for a job.
func (l *Ledger) ran(job string, attempt int, r ffmpeg.Run) {
	c := journal.Command{Attempt: attempt, Program: r.Program, Args: r.Args, Started: r.Started, Took: r.Took}
	if r.Err != nil {
		c.Error = r.Err.Error()
	}
	slog.Debug("ran", "job", job, "program", r.Program, "args", r.Args, "took", r.Took, "err", r.Err)
	l.journal.Ran(job, c)
}

// scratch returns a folder for files that are of no use when the program has
// ended, "" for the system's.
func (l *Ledger) scratch() string {
	folder := l.journal.Scratch()
	if folder == "" || os.MkdirAll(folder, 0o700) != nil {
		return ""
	}
	return folder
}

func filesOf(r Result) []journal.File {
	files := make([]journal.File, 0, len(r.Outputs))
	for _, o := range r.Outputs {
		files = append(files, fileOf(cut.Publication{Index: o.Segment.Index, Result: o}, true))
	}
	return files
}

func fileOf(p cut.Publication, published bool) journal.File {
	text, _ := json.Marshal(p)
	return journal.File{Number: p.Index, Published: published, JSON: string(text)}
}

// salvage clears away what a dead program left of a job and returns the files
// that are whole.
func salvage(job journal.Job, files []journal.File) []journal.File {
	var whole []journal.File
	folders := map[string]bool{}
	if job.Folder != "" {
		folders[job.Folder] = true
	}
	for _, f := range files {
		var p cut.Publication
		if json.Unmarshal([]byte(f.JSON), &p) != nil {
			continue
		}
		folders[filepath.Dir(p.Result.Path)] = true
		if f.Published = f.Published || p.Recover(); f.Published {
			whole = append(whole, f)
		}
	}
	for folder := range folders {
		_ = cut.Clean(folder) // what cannot be removed now, the next run removes
	}
	return whole
}
