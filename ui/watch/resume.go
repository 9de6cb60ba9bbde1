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
		if s.Done {
			continue
		}
		if s.Job == "" { // it was written down and the program was killed: was it queued?
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
		}
		if !waits[s.Job] { // as do most, after a kill
			d, err := w.engine.Details(s.Job)
			switch {
			case fault.CodeOf(err) == fault.FileNotFound:
				s.Done = true
				w.seen[path] = s
				continue
			case err != nil:
				return err
			case d.State.Final():
				w.jobs[s.Job] = path
				w.over(d.Job)
				continue
			}
		}
		w.jobs[s.Job] = path
		unfinished = append(unfinished, s.Job)
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
