package engine

import (
	"encoding/json"
	"log/slog"
	"path/filepath"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// A kept request is what the journal has of one beside its columns.
type keptRequest struct {
	Metadata map[string]string `json:"metadata,omitempty"`
	Notify   []string          `json:"notify,omitempty"`
}

// entry returns the task as the journal keeps it. The mutex is held.
func (t *task) entry() journal.Job { return t.entryAs(t.job) }

// entryAs is entry with another state of the job. What an earlier try has found
// out is kept until another finds out more. The mutex is held.
func (t *task) entryAs(job Job) journal.Job {
	entry := job.entry()
	entry.Place = t.place
	if entry.Source == (journal.Source{}) {
		entry.Source = t.source
	}
	if entry.Folder == "" {
		entry.Folder = t.folder
	}
	return entry
}

func (j Job) entry() journal.Job {
	kept := j.Recipe
	kept.Output.Folder, kept.Split.CutsFile = absolute(kept.Output.Folder), absolute(kept.Split.CutsFile)
	recipe, err := json.Marshal(kept)
	if err != nil {
		recipe = nil // a recipe with a number that JSON has no word for: its job fails
	}
	request, _ := json.Marshal(keptRequest{j.Metadata, j.Notify})
	entry := journal.Job{
		ID: j.ID, Batch: j.Batch, Recipe: string(recipe), Request: string(request), Path: absolute(j.Path), Preset: j.Preset, Added: j.Added,
		State: string(j.State), Over: j.State.Final(), Held: j.Held, Priority: j.Priority,
		Attempt: j.Attempt, Try: j.Try, Due: j.Due, Started: j.Started, Ended: j.Ended,
		Folder: j.Result.Folder, Segments: len(j.Result.Plan.Segments), Written: j.Result.Written(),
	}
	if j.Result.Source.Path != "" {
		entry.Source = sourceOf(j.Result.Source)
	}
	if j.Err != nil {
		entry.Code, entry.Message, entry.Details = string(j.Err.Code), j.Err.Message.String(), j.Err.Details
	}
	return entry
}

// absolute makes a path mean the same in another program.
func absolute(path string) string {
	if abs, err := filepath.Abs(path); err == nil && path != "" {
		return abs
	}
	return path
}

// jobOf returns an entry as a job. Of its result it has what the journal keeps
// in columns.
func jobOf(entry journal.Job) (Job, error) {
	j := Job{
		ID: entry.ID, Batch: entry.Batch, Request: Request{Path: entry.Path, Preset: entry.Preset}, Added: entry.Added,
		State: State(entry.State), Held: entry.Held, Priority: entry.Priority,
		Attempt: entry.Attempt, Try: entry.Try, Due: entry.Due, Started: entry.Started, Ended: entry.Ended,
		Result: Result{Folder: entry.Folder},
	}
	if entry.Source.Format != "" {
		j.Result.Source = Source{Path: entry.Path, Container: entry.Source.Format, Size: entry.Source.Size, ModTime: entry.Source.Modified}
	}
	if entry.Code != "" {
		j.Err = fault.New(fault.Code(entry.Code), "%s", entry.Message).WithDetails(entry.Details)
	}
	var kept keptRequest
	if err := json.Unmarshal([]byte(entry.Request), &kept); err != nil {
		return j, unreadable(err)
	}
	j.Metadata, j.Notify = kept.Metadata, kept.Notify
	if err := json.Unmarshal([]byte(entry.Recipe), &j.Recipe); err != nil {
		return j, unreadable(err)
	}
	return j, nil
}

func unreadable(err error) error {
	return fault.Wrap(err, fault.InvalidParams, "What the journal has of this job makes no sense here: add the file again.")
}

func (e *Engine) scratch() string {
	folder := e.journal.Scratch()
	if folder == "" {
		return ""
	}
	if err := makeFolder(folder); err != nil {
		return ""
	}
	return folder
}

// save writes what changed of tasks. The mutex is held.
func (e *Engine) save(tasks []*task) {
	if e.journal == nil {
		return
	}
	entries := make([]journal.Job, len(tasks))
	for i, t := range tasks {
		entries[i] = t.entry()
	}
	e.journal.SaveAll(entries)
}

// tried writes that a try of a task's job has ended, and waits for the disk. A
// journal that cannot be written must not keep the job from ending.
func (e *Engine) tried(t *task, job Job, began time.Time) {
	if e.journal == nil {
		return
	}
	e.mu.Lock()
	entry := t.entryAs(job)
	e.mu.Unlock()
	if o := job.Recipe.Output; job.State == Completed {
		if o.Verify || o.Manifest || job.Result.Written() < len(job.Result.Outputs) {
			e.journal.Finished(job.ID, filesOf(job.Result))
		}
	}
	ended := journal.Attempt{
		Attempt: job.Attempt, Try: max(job.Try, 1), State: entry.State, Started: began, Ended: time.Now(), Code: entry.Code, Message: entry.Message,
	}
	if !job.State.Final() {
		ended.State = string(Failed) // the job waits, this try of it failed
	}
	if err := e.journal.Tried(entry, ended); err != nil {
		slog.Error("the journal could not be written", "job", job.ID, "err", err)
	}
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

// publishing writes that a file of a task is about to get its name, and waits
// for the disk.
func (e *Engine) publishing(t *task, p cut.Publication) error {
	if e.journal == nil {
		return nil
	}
	if err := e.journal.Publishing(t.job.ID, fileOf(p, false)); err != nil {
		slog.Error("the journal could not be written", "job", t.job.ID, "err", err)
	}
	return nil
}

// ran writes that a program was run for a task.
func (e *Engine) ran(t *task, r ffmpeg.Run) {
	c := journal.Command{Attempt: t.job.Attempt, Program: r.Program, Args: r.Args, Started: r.Started, Took: r.Took}
	if r.Err != nil {
		c.Error = r.Err.Error()
	}
	slog.Debug("ran", "job", t.job.ID, "program", r.Program, "args", r.Args, "took", r.Took, "err", r.Err)
	e.journal.Ran(t.job.ID, c)
}

// recover puts back what dead programs left.
func (e *Engine) recover() {
	if err := e.journal.Recover(settle); err != nil {
		slog.Error("the jobs of an earlier run could not be put back", "err", err)
	}
}

// settle clears away what a dead program left of a job and returns the files
// that are whole.
func settle(job journal.Job, files []journal.File) []journal.File {
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
