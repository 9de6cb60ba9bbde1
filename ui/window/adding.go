package window

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"audiospliter/engine/fault"
	"audiospliter/ui/edit"
)

// dropped takes what was dropped on the window. Fyne reports a drag only when it
// ends, so a banner says afterwards what the drop did, and offers to undo it.
func (w *window) dropped(at fyne.Position, uris []fyne.URI) {
	var paths []string
	for _, u := range uris {
		if u.Scheme() == "file" {
			paths = append(paths, u.Path())
		}
	}
	if len(paths) == 0 {
		w.setStatus(tr("Only files on this computer can be split."))
		return
	}
	w.take(paths, w.queueView.at(at))
}

// add looks at files and folders in the background and queues their audio.
func (w *window) add(paths []string) { w.take(paths, nil) }

// take is add; a list of cuts is for the item over, unless that is nil.
func (w *window) take(paths []string, over *item) {
	w.setStatus(tr("Looking at what was added …"))
	w.adding = addition{}
	queued := make([]string, len(w.queue.items))
	for n, i := range w.queue.items {
		queued[n] = i.path
	}
	w.intake.take(paths, queued, over)
}

// An addition counts the files that were last added.
type addition struct {
	added, twice, skipped, ownOutputs int
	chaptered                         []*item // that have chapters and are not split by them
}

func (a addition) text() string {
	var parts []string
	if a.added > 0 {
		parts = append(parts, trn("{{.N}} files added.", a.added))
	}
	if a.twice > 0 {
		parts = append(parts, trn("{{.N}} files are in the queue already.", a.twice))
	}
	if a.skipped > 0 {
		parts = append(parts, trn("{{.N}} files skipped: not audio.", a.skipped))
	}
	if a.ownOutputs > 0 {
		parts = append(parts, trn("{{.N}} files skipped: AudioSpliter wrote them.", a.ownOutputs))
	}
	if len(parts) == 0 {
		return tr("There is no audio in what was added.")
	}
	return strings.Join(parts, "  ")
}

// found queues the files that the intake found.
func (w *window) found(findings []finding) {
	var items, joined []*item
	var presets []string
	for _, f := range findings {
		w.adding.skipped += f.skipped
		w.adding.ownOutputs += f.ownOutputs
		switch {
		case f.preset != "":
			presets = append(presets, f.preset)
		case f.item != nil && f.cuts != nil:
			joined = append(joined, f.item)
		case f.item != nil:
			items = append(items, f.item)
		}
	}
	added := w.queue.add(items)
	w.adding.twice += len(items) - len(added)
	added = append(added, w.queue.add(joined)...)
	w.adding.added += len(added)
	if len(items)+w.adding.skipped+w.adding.ownOutputs > 0 || len(joined)+len(presets) == 0 {
		w.setStatus(w.adding.text())
	}
	defer w.applyLists(findings)
	if len(presets) > 0 {
		w.importPresets(presets)
	}
	for _, f := range findings {
		if f.err != nil {
			w.setStatusColored(failureText(fault.Of(f.err)), theme.ColorNameError)
		}
	}
	w.intake.find(added)
	if w.queue.current == nil && len(w.queue.items) > 0 {
		w.queue.selectOnly(w.queue.items[0])
		w.selected()
	}
	if w.win.Canvas().Focused() == nil && w.sheet == nil && len(w.queue.items) > 0 {
		w.refresh()
		w.focus(w.queueView)
	}
	w.refresh()
}

// probed shows the results of probing. Files that do not have a name of audio and
// turn out not to be audio leave the queue: they are no failures.
func (w *window) probed(verdicts []probeResult) {
	var none []*item
	current := false
	for _, v := range verdicts {
		if !w.queue.holds(v.item) {
			continue
		}
		v.item.probed(v.src, v.err)
		if v.item.maybeNotAudio && fault.CodeOf(v.err) == fault.UnsupportedFormat {
			none = append(none, v.item)
			continue
		}
		current = current || v.item == w.queue.current
		w.offerChapters(v.item)
	}
	if len(none) > 0 {
		w.adding.added -= len(none)
		w.adding.skipped += len(none)
		w.queue.remove(none)
		w.setStatus(w.adding.text())
		current = true
	}
	if current {
		w.selected()
	}
	w.refresh()
}

// paste adds the files whose paths or addresses are in the clipboard. A list of
// cuts in it is for the current file.
func (w *window) paste() {
	text := w.app.Clipboard().Content()
	paths := pathsIn(text)
	if len(paths) == 0 {
		if _, ok := w.cuts(w.queue.current); ok && edit.IsList(text) {
			w.pasteSegments(0)
			return
		}
		w.setStatus(tr("There are no files in the clipboard."))
		return
	}
	w.add(paths)
}

// pathsIn returns the absolute paths and file addresses in a text, one a line.
func pathsIn(text string) []string {
	var paths []string
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n\x00")
		if u, err := url.Parse(strings.TrimSpace(line)); err == nil && u.Scheme == "file" {
			line = filepath.FromSlash(u.Path)
		}
		if filepath.IsAbs(line) {
			paths = append(paths, line)
		}
	}
	return paths
}

func (w *window) addFiles() {
	w.pick().files(tr("Audio files to split"), w.add)
}

func (w *window) addFolder() {
	w.pick().dir(tr("A folder of audio to split"), w.add)
}

func (w *window) pick() *picker {
	return &picker{win: w.win, folder: &w.state.Folder, opened: w.trackDialog, run: w.run}
}

func (w *window) addSample() {
	if w.options.Sample == nil {
		return
	}
	go func() {
		path, err := w.options.Sample()
		w.run(func() {
			if err != nil {
				w.setStatusColored(failureText(fault.Of(err)), theme.ColorNameError)
				return
			}
			w.add([]string{path})
		})
	}()
}

// browse asks for the file or folder of a field.
func (w *window) browse(name field) {
	take := func(paths []string) {
		f := w.settings.inputs[name]
		f.set(paths[0])
	}
	if name == fieldFolder {
		w.pick().dir(tr("Output folder"), take)
		return
	}
	w.pick().files(tr("List of cuts"), take)
}

func (w *window) removeSelected() { w.remove(w.queue.chosen()) }
func (w *window) removeDone()     { w.remove(w.queue.in(done)) }
func (w *window) removeAll()      { w.remove(w.queue.filter(func(*item) bool { return true })) }

// remove takes items off the queue, after asking if some of them run.
func (w *window) remove(gone []*item) {
	if len(gone) == 0 {
		return
	}
	busy := 0
	for _, i := range gone {
		if i.phase.busy() {
			busy++
		}
	}
	var take func()
	take = func() {
		if slices.ContainsFunc(gone, (*item).submitting) {
			w.afterSubmissions(take)
			return
		}
		var jobs []string
		for _, i := range gone {
			if i.job != "" {
				jobs = append(jobs, i.job)
			}
		}
		w.engine.Remove(jobs...)
		w.intake.cancelProbes(gone)
		w.queue.remove(gone)
		told := len(w.round.items) > 0
		w.round.drop(gone)
		if told && len(w.round.items) == 0 {
			w.banner.CanvasObject.Hide() // its files are gone
		}
		w.endRound()
		w.selected()
		w.refresh()
	}
	if busy == 0 {
		take()
		return
	}
	w.ask(tr("Stop and remove?"), trn("{{.N}} files are still being split.", busy),
		tr("Continue splitting"), tr("Stop and remove"), take)
}

func (w *window) move(by int) {
	if w.queue.move(by) {
		w.queueView.ScrollTo(w.queue.index(w.queue.current))
		w.refresh()
	}
}

func (w *window) selectAll() {
	w.queue.selectAll(w.queue.visible())
	w.queueView.changed()
}

// sort puts the queue in the order of a column.
func (w *window) sort(key sortKey) {
	w.queue.sort(key, w.recipeText)
	w.refresh()
	if at := w.queue.index(w.queue.current); at >= 0 {
		w.queueView.ScrollTo(at)
	}
}

// filtered shows only the files whose paths hold the text.
func (w *window) filtered(text string) {
	before := w.queue.current
	w.queue.show(text)
	if w.queue.current != before {
		w.selected()
	}
	w.refresh()
	w.queueView.ScrollToTop()
}

func (w *window) copyPaths() {
	var paths []string
	for _, i := range w.queue.chosen() {
		paths = append(paths, i.path)
	}
	w.app.Clipboard().SetContent(strings.Join(paths, "\n"))
}
