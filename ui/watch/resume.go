package watch

import (
	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
)

// resume takes up what an earlier run left.
func (w *watcher) resume() error {
	left, err := w.engine.Unfinished()
	if err != nil {
		return err
	}
	waits := make(map[string]bool, len(left))
	for _, job := range left {
		waits[job.ID] = true
	}
	var unfinished []string
	for path, s := range w.seen {
		if s.Done || s.Job == "" {
			continue // one that may not have been queued is found again below
		}
		if waits[s.Job] { // as do most, after a kill
			w.jobs[s.Job] = path
			unfinished = append(unfinished, s.Job)
			continue
		}
		d, err := w.engine.Details(s.Job)
		switch {
		case fault.CodeOf(err) == fault.FileNotFound:
			s.Done = true
			w.seen[path] = s
		case err != nil:
			return err
		case d.State.Final():
			w.jobs[s.Job] = path
			w.over(d.Job)
		default:
			w.jobs[s.Job] = path
			unfinished = append(unfinished, s.Job)
		}
	}
	for path, s := range w.seen {
		if s.Done || s.Job != "" {
			continue
		}
		// It was written down and the program was killed: was it queued?
		entries, err := w.engine.History(engine.Query{Path: path, Limit: 1})
		if err != nil {
			return err
		}
		if len(entries) == 0 || entries[0].State.Final() && !isOf(entries[0], s) {
			delete(w.seen, path)
			continue
		}
		s.Job = entries[0].ID
		w.seen[path] = s
		w.jobs[s.Job] = path
		if entries[0].State.Final() {
			w.over(entries[0].Job)
		} else {
			unfinished = append(unfinished, s.Job)
		}
	}
	if len(unfinished) == 0 {
		return nil
	}
	_, err = w.engine.Continue(unfinished...)
	return err
}

// isOf reports whether a job split the file as it was seen.
func isOf(e engine.Entry, s journal.Seen) bool {
	source := e.Result.Source
	return source.Size == s.Size && source.ModTime.Equal(s.Modified)
}
