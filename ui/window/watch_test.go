package window

import (
	"context"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"fyne.io/fyne/v2/test"

	"audiospliter/engine/fault"
	"audiospliter/ui/watch"
)

// A watchtower notes what is watched.
type watchtower struct {
	mu  sync.Mutex
	now map[string]watch.Options
	err error
}

func (w *watchtower) run(ctx context.Context, o watch.Options) error {
	w.mu.Lock()
	if w.err != nil {
		defer w.mu.Unlock()
		return w.err
	}
	w.now[o.Folder] = o
	w.mu.Unlock()
	<-ctx.Done()
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.now, o.Folder)
	return ctx.Err()
}

func (w *watchtower) watches(folder string) (watch.Options, bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	o, ok := w.now[folder]
	return o, ok
}

// TestWatchedFolders are added, switched off and on, kept for the next start,
// and forgotten.
func TestWatchedFolders(t *testing.T) {
	tower := &watchtower{now: map[string]watch.Options{}}
	dir := t.TempDir()
	o := Options{Watch: tower.run, StateFile: filepath.Join(t.TempDir(), "window.json")}
	b := newBench(t, o)
	b.showSettings()
	test.Tap(b.sheetControls["settings.watch.add"].(*button))
	save := b.sheetControls["watch.save"].(*button)
	test.Tap(save)
	if len(b.state.Watched) > 0 {
		t.Fatal("no folder is watched")
	}
	b.sheetControls["watch.folder"].(*entry).SetText(dir)
	b.sheetControls["watch.preset"].(*chooser).SetSelectedIndex(1)
	b.sheetControls["watch.after"].(*chooser).SetSelectedIndex(1)
	test.Tap(save)
	watched := func() bool { _, ok := tower.watches(dir); return ok }
	b.until("the folder to be watched", watched)
	if o, _ := tower.watches(dir); o.After != watch.Move || o.Request.Preset != b.presets.all[1].Name || o.Request.Recipe.Split.Mode != b.presets.all[1].Recipe.Split.Mode {
		t.Errorf("it is watched with %+v", o)
	}
	if err := b.checkWatched(b.state.Watched[0], ""); fault.CodeOf(err) != fault.OutputExists {
		t.Errorf("it can be added again: %v", err)
	}
	on := b.sheetControls["settings.watch.0"].(*checkbox)
	on.SetChecked(false)
	b.until("it to rest", func() bool { return !watched() })
	b.sheetControls["settings.watch.0"].(*checkbox).SetChecked(true)
	b.until("it to go on", watched)
	b.stateWriter.wait()
	b.cancel()
	b.watchers.wait()

	next := newBench(t, o)
	next.until("the next start to watch it", watched)
	next.showSettings()
	test.Tap(next.sheetControls["settings.watch.0.remove"].(*button))
	next.until("it to be forgotten", func() bool { return !watched() && len(next.state.Watched) == 0 })
}

// TestWatchingFails says why a folder is not watched.
func TestWatchingFails(t *testing.T) {
	tower := &watchtower{err: fault.New(fault.FileNotFound, "The folder is not there.")}
	b := newBench(t, Options{Watch: tower.run})
	b.putWatched(watchedFolder{Folder: "/nowhere", Preset: b.presets.all[0].Name, On: true}, "")
	b.until("the reason", func() bool { return strings.Contains(b.status.text, "The folder is not there.") })
	b.putWatched(watchedFolder{Folder: "/elsewhere", Preset: "A preset that is gone", On: true}, "")
	if got := b.watchers.wrong["/elsewhere"]; !strings.Contains(got, "is gone") {
		t.Errorf("a preset that is gone says %q", got)
	}
	b.showSettings()
}
