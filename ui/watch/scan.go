package watch

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/journal"
	"audiospliter/engine/media"
)

// A version is what a file was like when the folder was scanned.
type version struct {
	size     int64
	modified time.Time
	since    time.Time // when it was first like that
}

// scan looks the folder through and queues the files that are stable.
func (w *watcher) scan() error {
	entries, err := os.ReadDir(w.Folder)
	if err != nil {
		return err
	}
	for path := range w.undisposed {
		w.putAway(path)
	}
	now := time.Now()
	current := make(map[string]version, len(entries))
	var stable []journal.Seen
	for _, entry := range entries {
		name := entry.Name()
		if !entry.Type().IsRegular() || strings.HasPrefix(name, ".") || !media.IsAudioName(name) {
			continue
		}
		info, err := entry.Info()
		if err != nil {
			continue // gone meanwhile
		}
		path := filepath.Join(w.Folder, name)
		v := version{info.Size(), info.ModTime(), now}
		if b, ok := w.before[path]; ok && b.size == v.size && b.modified.Equal(v.modified) {
			v.since = b.since
		}
		current[path] = v
		known, ok := w.seen[path]
		if ok && known.Size == v.size && known.Modified.Equal(v.modified) || w.busy(path) {
			continue
		}
		if now.Sub(v.since) >= w.Stable && v.size > 0 {
			stable = append(stable, journal.Seen{Path: path, Size: v.size, Modified: v.modified})
		}
	}
	w.before = current
	if len(entries) > 0 { // else a share may not be mounted
		w.forget(current)
	}
	if len(stable) == 0 {
		return nil
	}
	writing := openForWriting(w.Folder)
	// One that was closed since it was scanned may have become another.
	stable = slices.DeleteFunc(stable, func(s journal.Seen) bool { return writing[s.Path] || !unchanged(s) || !w.readable(s.Path) })
	return w.queue(stable)
}

// readable reports whether a file can be read.
func (w *watcher) readable(path string) bool {
	file, err := w.open(path)
	if err != nil {
		w.notice(Unreadable, path, err)
		return false
	}
	delete(w.noticed, path)
	return file.Close() == nil
}

// busy reports whether a job is at the file.
func (w *watcher) busy(path string) bool {
	s, ok := w.seen[path]
	if !ok || s.Job == "" {
		return false
	}
	_, busy := w.jobs[s.Job]
	return busy
}

// forget drops files that are gone: one of the same name is another file.
func (w *watcher) forget(current map[string]version) {
	maps.DeleteFunc(w.noticed, func(path, _ string) bool {
		_, there := current[path]
		return !there
	})
	for path, s := range w.seen {
		if _, there := current[path]; !there && s.Done {
			delete(w.seen, path)
			w.journal.Unsee(path)
		}
	}
}

// queue writes files down and queues them. Between the two the program may be
// killed: resume sees to that.
func (w *watcher) queue(files []journal.Seen) error {
	if len(files) == 0 {
		return nil
	}
	if err := w.journal.See(files...); err != nil {
		return err
	}
	requests := make([]engine.Request, len(files))
	for i, f := range files {
		requests[i] = w.Request
		requests[i].Path = f.Path
	}
	batch := w.engine.Add(requests...)
	for i, job := range batch.Jobs {
		files[i].Job = job.ID
		w.seen[files[i].Path] = files[i]
		w.jobs[job.ID] = files[i].Path
	}
	return w.journal.See(files...)
}
