// Package watch splits the files that come into a folder, each once.
//
// It finds files that have stopped growing and that nobody writes, hands them to
// the engine, and puts them where they are wanted when they are split. What was
// found is in the journal, so that a new start goes on where the last one
// ended. It chooses no recipe and tells nobody: whoever wants to know
// subscribes to the engine.
//
//  1. The folder is looked through: whenever the system says that something
//     changed in it, and every few seconds where it may not say so, as on a
//     network share.
//  2. A file that is the same as at the last look is settled, if enough time
//     has passed and no program has it open for writing, where the system tells.
//  3. A settled file that the journal does not know, or knows with another size
//     or time, is written down, and queued.
//  4. When its job is completed, the source is left, moved, or put in the trash.
package watch

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/fsnotify/fsnotify"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
	"audiospliter/engine/media"
)

// An After says what becomes of a source that is split.
type After string

// What becomes of sources. Those whose job failed always stay.
const (
	Leave After = "leave" // it stays where it is
	Move  After = "move"  // it goes to the folder done beside it
	Trash After = "trash" // it goes to the system's trash
)

// Afters are all of them, in the order they are offered in.
var Afters = []After{Leave, Move, Trash}

// DoneFolder is the folder in the watched one that Move moves to.
const DoneFolder = "done"

// Options say what is watched and what for.
type Options struct {
	Folder  string
	Request engine.Request // of each file, but for its path
	After   After          // "" is Leave

	Settle time.Duration // how long a file must have been the same; 0 is 3 s
	Poll   time.Duration // how often the folder is looked through; 0 is 2 s
}

// A watcher watches one folder.
type watcher struct {
	Options
	engine  *engine.Engine
	journal *journal.Journal
	before  map[string]look         // what the last look saw
	seen    map[string]journal.Seen // what was taken notice of
	jobs    map[string]string       // by job: the path of its source, while it is not over
	ends    chan engine.Job
}

// A look is what a file was like when it was looked at.
type look struct {
	size     int64
	modified time.Time
	since    time.Time // when it was first like that
}

// Run watches the folder until ctx is done, and returns its error then. Any
// other error says that the folder cannot be watched at all. It is to be called
// once a folder; the journal must be that of the engine.
func Run(ctx context.Context, e *engine.Engine, j *journal.Journal, o Options) error {
	w, err := newWatcher(e, j, o)
	if err != nil {
		return err
	}
	stop := e.Subscribe(func(event engine.Event) {
		if event.Kind == engine.JobCompleted || event.Kind == engine.JobFailed {
			select {
			case w.ends <- event.Job:
			case <-ctx.Done():
			}
		}
	})
	defer stop()
	if err := w.goOn(); err != nil {
		return err
	}
	changes, done := notices(w.Folder)
	defer done()
	tick := time.NewTicker(w.Poll)
	defer tick.Stop()
	failed := "" // why, the last time
	for due := true; ; {
		if due {
			err := w.look()
			if err == nil {
				failed = ""
			} else if err.Error() != failed {
				failed = err.Error()
				slog.Warn("the watched folder could not be read", "folder", w.Folder, "err", err)
			}
		}
		due = true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-changes:
		case job := <-w.ends:
			w.over(append(w.drain(), job)...)
			due = false
		}
	}
}

func newWatcher(e *engine.Engine, j *journal.Journal, o Options) (*watcher, error) {
	if o.Settle <= 0 {
		o.Settle = 3 * time.Second
	}
	if o.Poll <= 0 {
		o.Poll = 2 * time.Second
	}
	if o.After == "" {
		o.After = Leave
	}
	if !slices.Contains(Afters, o.After) {
		return nil, fault.New(fault.InvalidParams, "There is no %q for sources that are split.", o.After)
	}
	if o.After == Trash && !canTrash {
		return nil, fault.New(fault.InvalidParams, "AudioSpliter cannot put files in the trash on this system: leave them, or have them moved.")
	}
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, fault.Of(err)
	}
	if info, err := os.Stat(folder); err != nil {
		return nil, fault.Of(err)
	} else if !info.IsDir() {
		return nil, fault.New(fault.InvalidParams, "%s is no folder.", folder)
	}
	o.Folder = folder
	if o.Request.Recipe.Output.Folder != "" {
		if o.Request.Recipe.Output.Folder, err = filepath.Abs(o.Request.Recipe.Output.Folder); err != nil {
			return nil, fault.Of(err)
		}
		if o.Request.Recipe.Output.Folder == folder {
			return nil, fault.New(fault.InvalidParams, "Segments cannot go to the watched folder: they would be split again.")
		}
	}
	w := &watcher{
		Options: o, engine: e, journal: j,
		before: map[string]look{}, jobs: map[string]string{}, ends: make(chan engine.Job, 64),
	}
	w.seen, err = j.SeenIn(folder + string(filepath.Separator))
	return w, err
}

// calm is how long changes of a folder are gathered: thousands that come one by
// one must not have it looked through for each.
const calm = 200 * time.Millisecond

// notices returns a channel that tells when something has changed in the folder.
// It never does where the system cannot say.
func notices(folder string) (<-chan struct{}, func()) {
	changes := make(chan struct{}, 1)
	n, err := fsnotify.NewWatcher()
	if err == nil {
		err = n.Add(folder)
	}
	if err != nil {
		slog.Info("the system does not tell of changes: the folder is looked through now and then", "folder", folder, "err", err)
		if n != nil {
			_ = n.Close()
		}
		return changes, func() {}
	}
	go func() {
		var gathered <-chan time.Time
		for {
			select {
			case _, ok := <-n.Events:
				if !ok {
					return
				}
				if gathered == nil {
					gathered = time.After(calm)
				}
			case <-gathered:
				gathered = nil
				select {
				case changes <- struct{}{}:
				default:
				}
			case _, ok := <-n.Errors:
				if !ok {
					return
				}
			}
		}
	}()
	return changes, func() { _ = n.Close() }
}

// goOn takes up what an earlier run left.
func (w *watcher) goOn() error {
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

// look looks the folder through and queues what has settled.
func (w *watcher) look() error {
	entries, err := os.ReadDir(w.Folder)
	if err != nil {
		return err
	}
	now := time.Now()
	current := make(map[string]look, len(entries))
	var settled []journal.Seen
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
		l := look{info.Size(), info.ModTime(), now}
		if b, ok := w.before[path]; ok && b.size == l.size && b.modified.Equal(l.modified) {
			l.since = b.since
		}
		current[path] = l
		known, ok := w.seen[path]
		if ok && known.Size == l.size && known.Modified.Equal(l.modified) || w.busy(path) {
			continue
		}
		if now.Sub(l.since) >= w.Settle && l.size > 0 {
			settled = append(settled, journal.Seen{Path: path, Size: l.size, Modified: l.modified})
		}
	}
	w.before = current
	if len(entries) > 0 { // else a share may not be mounted
		w.forget(current)
	}
	if len(settled) == 0 {
		return nil
	}
	writing := openForWriting(w.Folder)
	// One that was closed since it was looked at may have become another.
	settled = slices.DeleteFunc(settled, func(s journal.Seen) bool { return writing[s.Path] || !unchanged(s) })
	return w.queue(settled)
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
func (w *watcher) forget(current map[string]look) {
	for path, s := range w.seen {
		if _, there := current[path]; !there && s.Done {
			delete(w.seen, path)
			w.journal.Unsee(path)
		}
	}
}

// queue writes files down and queues them. Between the two the program may be
// killed: goOn sees to that.
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

// drain returns what else has ended.
func (w *watcher) drain() (jobs []engine.Job) {
	for {
		select {
		case job := <-w.ends:
			jobs = append(jobs, job)
		default:
			return jobs
		}
	}
}

// over does what comes after jobs.
func (w *watcher) over(jobs ...engine.Job) {
	var files []journal.Seen
	var ids []string
	for _, job := range jobs {
		path, ok := w.jobs[job.ID]
		if !ok {
			continue
		}
		delete(w.jobs, job.ID)
		s := w.seen[path]
		if job.State == engine.Completed && unchanged(s) {
			if err := w.dispose(path); err != nil {
				slog.Warn("the source could not be put away", "path", path, "err", err)
			}
		}
		s.Done = true
		w.seen[path] = s
		files, ids = append(files, s), append(ids, job.ID)
	}
	if err := w.journal.See(files...); err != nil {
		slog.Error("the journal could not be written", "err", err)
	}
	w.engine.Remove(ids...) // the journal has them
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
		return moveTo(filepath.Join(w.Folder, DoneFolder), path)
	case Trash:
		return trash(path)
	}
	return nil
}

// moveTo moves a file to a folder, under another name if its own is taken.
func moveTo(folder, path string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	target, err := reserve(folder, filepath.Base(path))
	if err != nil {
		return err
	}
	if err := os.Rename(path, target); err != nil {
		_ = os.Remove(target)
		return err
	}
	return nil
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
