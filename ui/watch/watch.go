// Package watch splits the files that come into a folder, each once.
//
// It finds files that have stopped growing and that nobody writes, hands them to
// the engine, and puts them where they are wanted when they are split. What was
// found is in the journal, so that a new start resumes where the last one ended.
// It chooses no recipe, and announces nothing: subscribe to the engine for that.
//
//  1. The folder is scanned: whenever the system says that something changed in
//     it, and every few seconds where it may not say so, as on a network share.
//  2. A file that is the same as at the last scan is stable, if enough time has
//     passed and no program has it open for writing, where the system says so.
//  3. A stable file that the journal does not know, or knows with another size
//     or time, is written down, and queued.
//  4. When its job is completed, the source is left, moved, or put in the trash.
//
// What cannot be read or put away is tried again at each scan.
package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
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

	Stable time.Duration // how long a file must have been the same; 0 is 3 s
	Poll   time.Duration // how often the folder is scanned; 0 is 2 s

	// Ready is called once the folder is watched, on the goroutine of Run; it may be nil.
	Ready func()

	// Notice is called with what a person should know, on the goroutine of Run; it
	// may be nil. Trouble that lasts comes once.
	Notice func(t Trouble, path string, err error)

	open func(path string) (*os.File, error) // nil is os.Open; tests have others
}

// A Trouble is something that a person should know about a path.
type Trouble int

// The troubles. Each but Renamed is tried again, and has an error.
const (
	FolderUnreadable Trouble = iota // the watched folder cannot be read
	Unreadable                      // a file cannot be read: it is split when it can be
	Undisposed                      // a source that is split cannot be moved, or put in the trash
	Renamed                         // a source was moved to the path, as its own name was taken
)

// An Engine is what a watcher needs of an engine.
type Engine interface {
	Add(requests ...engine.Request) engine.Batch
	Remove(ids ...string)
	Subscribe(handle func(engine.Event)) (stop func())
	Unfinished() ([]engine.Job, error)
	Continue(ids ...string) ([]engine.Job, error)
	Details(id string) (engine.Details, error)
	History(q engine.Query) ([]engine.Entry, error)
}

var _ Engine = (*engine.Engine)(nil)

// A watcher watches one folder. Its fields belong to the goroutine of Run.
type watcher struct {
	Options
	engine     Engine
	journal    *journal.Journal
	before     map[string]version      // of files, at the last scan
	seen       map[string]journal.Seen // files that are known, by path
	jobs       map[string]string       // by job: the path of its source, while it is not over
	undisposed map[string]bool         // sources that could not be put away yet, by path
	noticed    map[string]string       // the last trouble of each path
	ended      inbox
}

// Run watches the folder until ctx is done, and returns its error then. Any
// other error says that the folder cannot be watched at all. It is to be called
// once a folder; the journal must be that of the engine.
func Run(ctx context.Context, e Engine, j *journal.Journal, o Options) error {
	w, err := newWatcher(e, j, o)
	if err != nil {
		return err
	}
	stop := e.Subscribe(func(event engine.Event) {
		if event.Kind == engine.JobCompleted || event.Kind == engine.JobFailed {
			w.ended.put(event.Job)
		}
	})
	defer stop()
	if err := w.resume(); err != nil {
		return err
	}
	if w.Ready != nil {
		w.Ready()
	}
	changes, done := changesIn(w.Folder)
	defer done()
	tick := time.NewTicker(w.Poll)
	defer tick.Stop()
	for due := true; ; {
		if due {
			if err := w.scan(); err != nil {
				w.notice(FolderUnreadable, w.Folder, err)
			} else {
				delete(w.noticed, w.Folder)
			}
		}
		due = true
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-changes:
		case <-w.ended.filled:
			w.over(w.ended.take()...)
			due = false
		}
	}
}

// notice passes a trouble on, unless it is the last one of the path again.
func (w *watcher) notice(t Trouble, path string, err error) {
	text := fmt.Sprint(t, err)
	if w.noticed[path] == text {
		return
	}
	w.noticed[path] = text
	slog.Warn("watched folder", "trouble", t, "path", path, "err", err)
	if w.Notice != nil {
		w.Notice(t, path, err)
	}
}

func newWatcher(e Engine, j *journal.Journal, o Options) (*watcher, error) {
	if o.Stable <= 0 {
		o.Stable = 3 * time.Second
	}
	if o.Poll <= 0 {
		o.Poll = 2 * time.Second
	}
	if o.After == "" {
		o.After = Leave
	}
	if !slices.Contains(Afters, o.After) {
		return nil, fault.New(fault.InvalidParams, "There is no %q for sources that are split: choose one of %s.", o.After, fault.List(Afters)).In("after")
	}
	if o.After == Trash && !canTrash {
		return nil, fault.New(fault.InvalidParams, "AudioSpliter cannot put files in the trash on this system: leave them, or have them moved.")
	}
	folder, err := filepath.Abs(o.Folder)
	if err != nil {
		return nil, fault.Of(err)
	}
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fault.New(fault.FileNotFound, "There is no folder %s.", folder)
	} else if err == nil && !info.IsDir() {
		return nil, fault.New(fault.InvalidParams, "%s is no folder.", folder)
	}
	if _, err := os.ReadDir(folder); err != nil { // as each scan does
		return nil, fault.Of(err)
	}
	o.Folder = folder
	done := filepath.Join(folder, DoneFolder)
	if info, err := os.Stat(done); o.After == Move && err == nil && !info.IsDir() {
		return nil, fault.New(fault.InvalidParams, "%s is no folder.", done).In("after")
	}
	if o.open == nil {
		o.open = os.Open
	}
	if o.Request.Recipe.Output.Folder != "" {
		if o.Request.Recipe.Output.Folder, err = filepath.Abs(o.Request.Recipe.Output.Folder); err != nil {
			return nil, fault.Of(err)
		}
		if out, err := os.Stat(o.Request.Recipe.Output.Folder); err == nil && os.SameFile(out, info) {
			return nil, fault.New(fault.InvalidParams, "Segments cannot go to the watched folder: they would be split again.").In("folder")
		}
	}
	w := &watcher{
		Options: o, engine: e, journal: j,
		before: map[string]version{}, jobs: map[string]string{}, undisposed: map[string]bool{}, noticed: map[string]string{}, ended: inbox{filled: make(chan struct{}, 1)},
	}
	w.seen, err = j.SeenIn(folder + string(filepath.Separator))
	return w, err
}
