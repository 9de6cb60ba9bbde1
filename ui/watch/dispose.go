package watch

import (
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"audiospliter/engine"
	"audiospliter/engine/journal"
)

// over does what comes after jobs that have ended.
func (w *watcher) over(jobs ...engine.Job) {
	var files []journal.Seen
	var ids []string
	for _, job := range jobs {
		path, ok := w.jobs[job.ID]
		if !ok {
			continue
		}
		delete(w.jobs, job.ID)
		if job.State == engine.Completed {
			w.putAway(path)
		}
		s := w.seen[path]
		s.Done = true
		w.seen[path] = s
		files, ids = append(files, s), append(ids, job.ID)
	}
	if err := w.journal.See(files...); err != nil {
		slog.Error("the journal could not be written", "err", err)
	}
	w.engine.Remove(ids...) // the journal has them
}

// putAway does with a source that is split what was asked for, unless the file has
// changed. One that cannot be put away is tried again at the next scan.
func (w *watcher) putAway(path string) {
	delete(w.undisposed, path)
	if !unchanged(w.seen[path]) {
		return
	}
	if err := w.dispose(path); err != nil {
		w.undisposed[path] = true
		w.notice(Undisposed, path, err)
	}
}

// unchanged reports whether the file is still as it was seen.
func unchanged(s journal.Seen) bool {
	info, err := os.Lstat(s.Path)
	return err == nil && info.Size() == s.Size && info.ModTime().Equal(s.Modified)
}

// dispose does with a source what was asked for.
func (w *watcher) dispose(path string) error {
	switch w.After {
	case Move:
		target, err := moveTo(filepath.Join(w.Folder, DoneFolder), path)
		if err == nil && filepath.Base(target) != filepath.Base(path) {
			w.notice(Renamed, target, nil)
		}
		return err
	case Trash:
		return trash(path)
	}
	return nil
}

// moveTo moves a file to a folder, under another name if its own is taken, and
// returns its new path.
func moveTo(folder, path string) (target string, err error) {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return "", err
	}
	if target, err = reserve(folder, filepath.Base(path)); err != nil {
		return "", err
	}
	if err = os.Rename(path, target); err != nil {
		_ = os.Remove(target)
	}
	return target, err
}

// reserve makes an empty file with a free name in a folder and returns its path.
func reserve(folder, name string) (string, error) {
	ext := filepath.Ext(name)
	stem := strings.TrimSuffix(name, ext)
	for n := 1; ; n++ {
		path := filepath.Join(folder, name)
		file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
		switch {
		case err == nil:
			return path, file.Close()
		case !errors.Is(err, fs.ErrExist):
			return "", err
		}
		name = stem + " (" + strconv.Itoa(n+1) + ")" + ext
	}
}
