package engine

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
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

// Details are all that the journal has about a job.
type Details struct {
	Entry
	Files    []cut.Result      // the segments that have their names
	Commands []journal.Command // the programs that were run
	Runs     []journal.Run     // of all attempts, those that have ended
}

// History returns the jobs that the query chooses, the newest first. It waits
// for the disk, as do all that ask the journal.
func (l *Ledger) History(q Query) ([]Entry, error) {
	var entries []Entry
	err := l.EachPast(q, func(entry Entry) error {
		entries = append(entries, entry)
		return nil
	})
	return entries, err
}

// EachPast is History for more jobs than memory should hold: do gets one after
// another. An error of do ends it and is returned.
func (l *Ledger) EachPast(q Query, do func(Entry) error) error {
	return l.journal.Each(q, func(job journal.Job) error { return do(entryOf(job)) })
}

// CountPast returns how many jobs the query chooses, whatever its limit.
func (l *Ledger) CountPast(q Query) (int, error) { return l.journal.Count(q) }

// entryOf returns a row as lists show it. Where its recipe cannot be read it has
// none, and Err says so, unless the job has another error.
func entryOf(row journal.Job) Entry {
	j, err := jobOf(row)
	if err != nil && j.Err == nil {
		j.Err = fault.Of(err)
	}
	return Entry{j, row.Source.Duration, row.Segments, row.Written}
}

// Details returns what the journal has of the job whose id begins with id. The
// error is FILE_NOT_FOUND if there is none, INVALID_PARAMS if there are several.
func (l *Ledger) Details(id string) (Details, error) {
	if err := l.journal.Flush(); err != nil {
		return Details{}, err
	}
	job, err := l.journal.Get(id)
	if err != nil {
		return Details{}, err
	}
	d := Details{Entry: entryOf(job)}
	files, err := l.journal.Files(job.ID)
	if err != nil {
		return d, err
	}
	for _, p := range publications(files) {
		if p.Index >= 0 {
			d.Files = append(d.Files, p.Result)
		}
	}
	if d.Commands, err = l.journal.Commands(job.ID); err != nil {
		return d, err
	}
	d.Runs, err = l.journal.Runs(job.ID)
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

// ClearPast forgets the jobs that the query chooses and no program has, and returns
// how many. The files they wrote stay.
func (l *Ledger) ClearPast(q Query) (int, error) { return l.journal.Clear(q) }

// Keep returns how long jobs are kept once they are over; 0 is for ever.
func (l *Ledger) Keep() (time.Duration, error) { return l.journal.Keep() }

// SetKeep changes that; what is older goes when the program is next started.
func (l *Ledger) SetKeep(keep time.Duration) error { return l.journal.SetKeep(keep) }

// Unfinished returns the jobs of earlier programs that are not over and that no
// program has now, in the order they would be resumed.
func (l *Ledger) Unfinished() ([]Job, error) {
	entries, err := l.journal.List(Query{Unowned: true})
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
