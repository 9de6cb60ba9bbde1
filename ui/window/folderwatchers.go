package window

import (
	"context"
	"path/filepath"
	"sync"

	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/ui/watch"
)

// A watchedFolder is a folder whose files are split as they come.
type watchedFolder struct {
	Folder string
	Preset string
	After  watch.After
	On     bool
}

// A folderWatchers is the folders that are watched now. It belongs to the UI
// goroutine.
type folderWatchers struct {
	ctx    context.Context
	watch  func(context.Context, watch.Options) error // nil where jobs are not kept
	run    func(func())
	ended  func(folder string) // it cannot be watched any more: see wrong
	stops  map[string]func()
	number map[string]int    // of the last start
	wrong  map[string]string // why a folder is not watched
	over   sync.WaitGroup
}

func newFolderWatchers(ctx context.Context, watch func(context.Context, watch.Options) error, run func(func()), ended func(string)) *folderWatchers {
	return &folderWatchers{
		ctx: ctx, watch: watch, run: run, ended: ended,
		stops: map[string]func(){}, number: map[string]int{}, wrong: map[string]string{},
	}
}

// start watches a folder, and stops what watched it before.
func (w *folderWatchers) start(f watchedFolder, request engine.Request) {
	w.stop(f.Folder)
	ctx, cancel := context.WithCancel(w.ctx)
	w.number[f.Folder]++
	number := w.number[f.Folder]
	gone := make(chan struct{})
	w.stops[f.Folder] = func() {
		cancel()
		<-gone // at once: it waits for nothing but the journal
	}
	w.over.Go(func() {
		defer close(gone)
		err := w.watch(ctx, watch.Options{Folder: f.Folder, Request: request, After: f.After})
		if ctx.Err() != nil {
			return
		}
		w.run(func() {
			if w.number[f.Folder] == number {
				delete(w.stops, f.Folder)
				w.wrong[f.Folder] = sentence(err)
				w.ended(f.Folder)
			}
		})
	})
}

// stop ends the watching of a folder.
func (w *folderWatchers) stop(folder string) {
	delete(w.wrong, folder)
	if stop := w.stops[folder]; stop != nil {
		delete(w.stops, folder)
		stop()
	}
}

// wait returns when nothing is watched any more: the window's context has ended.
func (w *folderWatchers) wait() { w.over.Wait() }

// watchAll watches the folders that are switched on, with their presets as they
// now are.
func (w *window) watchAll() {
	for _, f := range w.state.Watched {
		w.watchOne(f)
	}
}

// watchOne watches a folder, or no longer, as its switch says.
func (w *window) watchOne(f watchedFolder) {
	if w.watchers.watch == nil {
		return
	}
	if !f.On {
		w.watchers.stop(f.Folder)
		return
	}
	p, ok := w.presets.get(f.Preset)
	if !ok {
		w.watchers.stop(f.Folder)
		w.watchers.wrong[f.Folder] = tr("The preset {{.Name}} is gone: choose another.", textArgs{"Name": f.Preset})
		return
	}
	w.watchers.start(f, engine.Request{Recipe: w.state.fill(p.Recipe), Preset: p.Name, Notify: p.Notify})
}

// checkWatched says what keeps a folder from being watched, "" for nothing.
func (w *window) checkWatched(f watchedFolder, before string) error {
	switch {
	case f.Folder == "" || !filepath.IsAbs(f.Folder):
		return fault.New(fault.InvalidParams, "%s", tr("Choose the folder that files come into."))
	case f.Preset == "":
		return fault.New(fault.InvalidParams, "%s", tr("Choose how the files are split."))
	}
	for _, other := range w.state.Watched {
		if other.Folder == f.Folder && other.Folder != before {
			return fault.New(fault.OutputExists, "%s", tr("This folder is watched already."))
		}
	}
	return nil
}

// putWatched takes a folder in place of the one before, "" for none.
func (w *window) putWatched(f watchedFolder, before string) {
	w.dropWatched(before)
	w.state.Watched = append(w.state.Watched, f)
	w.watchOne(f)
	w.remember()
}

// dropWatched forgets a folder. What it holds stays.
func (w *window) dropWatched(folder string) {
	w.watchers.stop(folder)
	var left []watchedFolder
	for _, f := range w.state.Watched {
		if f.Folder != folder {
			left = append(left, f)
		}
	}
	w.state.Watched = left
	w.remember()
}

// unwatched says that a folder is not watched any more.
func (w *window) unwatched(folder string) {
	w.setStatusColored(homeText(folder)+": "+w.watchers.wrong[folder], theme.ColorNameError)
}
