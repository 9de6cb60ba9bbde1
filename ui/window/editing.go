package window

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
	"audiospliter/ui/edit"
	"audiospliter/ui/waveview"
)

// manualEdits are the edits of the segments of a file. They apply as long as the
// settings choose the same cuts as when the first edit was made.
type manualEdits struct {
	history edit.History
	base    *plan.Spec // the settings at the first edit; nil before
	plan    *edit.Cuts // as planned; nil while that is not known
	planned *plan.Spec // the settings that the plan is of

	dragged bool            // a marker is being dragged
	moved   engine.Position // where the last marker was moved to
	series  string          // of the moves of that marker
}

// manualCuts returns the edited cuts of a file, and whether there are any that apply.
func (w *window) manualCuts(i *item) (edit.Cuts, bool) {
	c, ok := i.edits.history.Cuts()
	return c, ok && sameSplit(*i.edits.base, w.settingOf(i).recipe.Split)
}

// sameSplit reports whether two specs choose the same cuts, however their values are
// written.
func sameSplit(a, b plan.Spec) bool {
	return reflect.DeepEqual(a, b) || sameRecipe(engine.Recipe{Split: a}, engine.Recipe{Split: b})
}

// cuts returns the segments of a file, edited or as planned, and whether they
// are known.
func (w *window) cuts(i *item) (edit.Cuts, bool) {
	if i == nil {
		return edit.Cuts{}, false
	}
	if c, ok := w.manualCuts(i); ok {
		return c, true
	}
	if i.edits.plan != nil && sameSplit(*i.edits.planned, w.settingOf(i).recipe.Split) {
		return *i.edits.plan, true
	}
	return edit.Cuts{}, false
}

// recipeOf returns the recipe of a file, with its manual edits.
func (w *window) recipeOf(i *item) engine.Recipe {
	r := w.settingOf(i).recipe
	if c, ok := w.manualCuts(i); ok {
		packets := r.Split.SnapPackets
		r.Split = c.Spec()
		r.Split.SnapPackets = packets
		if c.Titled() {
			r.Output.Name = cmp.Or(r.Output.Name, titledName)
		}
	}
	return r
}

// takePlan keeps the plan of a file and shows it.
func (w *window) takePlan(i *item, p engine.Preview) {
	if _, ok := w.manualCuts(i); !ok {
		c := edit.Of(p.Plan, p.Source.Rate, p.Source.Samples)
		split := w.settingOf(i).recipe.Split
		i.edits.plan, i.edits.planned = &c, &split
	}
	w.detail.segments.names = p.Names
	w.showCuts(i)
}

// editable reports whether the segments of a file can be edited. Those of single
// channels cannot.
func (w *window) editable(i *item) bool {
	return w.settingOf(i).recipe.Split.Mode != plan.Channels
}

// showCuts shows the segments of the current file, if they are known, and its
// threshold in mode silence.
func (w *window) showCuts(i *item) {
	if i != w.queue.current || i == nil {
		return
	}
	w.showThreshold(i)
	c, ok := w.cuts(i)
	if !ok {
		return
	}
	w.drawCuts(c)
	w.detail.segments.showCuts(c, sizes(i.source, w.settingOf(i).recipe.Output))
	w.wave.view.SetEditable(w.editable(i))
	w.showUndo(i)
}

// showNoPlan shows the current file without segments, and its threshold, which may
// be why there is no plan.
func (w *window) showNoPlan(i *item) {
	w.drawCuts(edit.Cuts{})
	w.showThreshold(i)
}

func (w *window) showThreshold(i *item) {
	r := w.settingOf(i).recipe
	_, byHand := w.manualCuts(i)
	silence := r.Split.Mode == plan.Silence && !byHand && w.wave.sound.Envelope != nil
	level := 0.0
	if silence {
		level = r.Split.Silence.Level(w.wave.sound.Envelope)
	}
	w.wave.view.SetThreshold(level, silence)
}

// showUndo enables the buttons of what can be done.
func (w *window) showUndo(i *item) {
	s := w.detail.segments
	_, byHand := w.manualCuts(i)
	on := w.editable(i)
	s.undo.enable(on && i.edits.history.CanUndo())
	s.redo.enable(on && i.edits.history.CanRedo())
	for _, b := range []*button{s.splitHere, s.merge, s.paste} {
		b.enable(on)
	}
	setVisible(s.reset, byHand)
}

func (w *window) drawCuts(c edit.Cuts) {
	segments := make([]waveview.Segment, len(c.Segments))
	for n, s := range c.Segments {
		segments[n] = waveview.Segment{Start: s.Start, End: s.End, Title: s.Title, Excluded: s.Excluded}
	}
	w.wave.view.SetSegments(segments)
}

// change edits the current file. Edits of one series are undone together.
func (w *window) change(series string, by func(edit.Cuts) (edit.Cuts, error)) {
	i := w.queue.current
	before, ok := w.cuts(i)
	if !ok || !w.editable(i) {
		return
	}
	after, err := by(before)
	if err != nil {
		w.setStatusColored(editText(err), theme.ColorNameWarning)
		w.showCuts(i)
		return
	}
	if after.Equal(before) {
		w.showCuts(i)
		return
	}
	if split := w.settingOf(i).recipe.Split; i.edits.base == nil || !sameSplit(*i.edits.base, split) {
		i.edits.history, i.edits.base = edit.History{}, &split
	}
	i.edits.history.Do(after, series)
	w.changedByHand(i)
}

// changedByHand shows a file after an edit was made, undone or redone.
func (w *window) changedByHand(i *item) {
	if c, ok := w.cuts(i); ok {
		written := 0
		for _, s := range c.Segments {
			if !s.Excluded {
				written++
			}
		}
		i.count = count{w.settingOf(i).number, written, true}
	}
	w.showCuts(i)
	w.planner.ask(engine.Request{Path: i.path, Recipe: w.recipeOf(i)})
	w.queueView.Refresh()
}

func (w *window) undo() {
	if i := w.queue.current; i != nil && i.edits.history.Undo() {
		w.changedByHand(i)
	}
}

func (w *window) redo() {
	if i := w.queue.current; i != nil && i.edits.history.Redo() {
		w.changedByHand(i)
	}
}

// resetCuts undoes all edits of the current file.
func (w *window) resetCuts() {
	if i := w.queue.current; i != nil {
		i.edits.history.Reset()
		w.changedByHand(i)
	}
}

// editText says why an edit cannot be made.
func editText(err error) string {
	switch {
	case errors.Is(err, edit.ErrNoSegment):
		return tr("There is no segment here to cut.")
	case errors.Is(err, edit.ErrNoMarker):
		return tr("There is no cut here.")
	case errors.Is(err, edit.ErrOnly):
		return tr("At least one segment is written.")
	case errors.Is(err, edit.ErrLast):
		return tr("There is no next segment.")
	case errors.Is(err, edit.ErrOrder):
		return tr("A segment ends after it begins, within the file, and before the next one ends.")
	}
	return sentence(err)
}

// moveMarker moves a marker while it is dragged and when it is dropped, and returns
// its position. Steps of one marker by the keyboard are undone together.
func (w *window) moveMarker(from, to engine.Position, ended bool) engine.Position {
	i := w.queue.current
	c, ok := w.cuts(i)
	if !ok {
		return from
	}
	c, at, err := c.Move(from, to)
	if !ended {
		if err == nil {
			i.edits.dragged = true
			w.drawCuts(c)
			w.wave.view.Hold(at)
			w.wave.showTime(at)
		}
		return at
	}
	switch {
	case i.edits.dragged:
		i.edits.series = ""
	case i.edits.series == "" || i.edits.moved != from:
		i.edits.series = fmt.Sprint("move ", from)
	}
	i.edits.dragged, i.edits.moved = false, at
	w.change(i.edits.series, func(edit.Cuts) (edit.Cuts, error) { return c, err })
	w.wave.view.SelectMarker(at)
	w.wave.showTime(at)
	return at
}

func (w *window) addCut(p engine.Position) {
	w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Add(p) })
	w.wave.view.SelectMarker(p)
}

func (w *window) removeCut(p engine.Position) {
	w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Remove(p) })
}

// A latestTask runs functions in the background, one at a time. Of those that come
// meanwhile only the last one is run.
type latestTask struct {
	mu      sync.Mutex
	busy    bool
	next    func()
	waiting bool
}

// ask runs a function, in place of the one that waits.
func (d *latestTask) ask(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next, d.waiting = f, true
	if !d.busy {
		d.busy = true
		go d.work()
	}
}

func (d *latestTask) work() {
	for {
		d.mu.Lock()
		f, ok := d.next, d.waiting
		d.next, d.waiting = nil, false
		if !ok {
			d.busy = false
			d.mu.Unlock()
			return
		}
		d.mu.Unlock()
		f()
	}
}

// dragThreshold shows the cuts at a threshold that is being dragged. When it is
// dropped, the settings get it.
func (w *window) dragThreshold(level float64, ended bool) {
	i := w.queue.current
	if i == nil || w.wave.sound.Envelope == nil {
		return
	}
	if ended {
		w.putField(map[field]string{fieldAuto: "", fieldThreshold: strconv.FormatFloat(level, 'f', -1, 64)})
		return
	}
	spec := w.settingOf(i).recipe.Split
	spec.Silence.Auto, spec.Silence.Threshold = false, level
	in := plan.Input{Source: i.source, Sound: w.wave.sound.Envelope}
	in.Source.Samples = w.wave.sound.Samples
	w.thresholdTask.ask(func() {
		p, err := plan.Make(w.ctx, in, spec)
		if err != nil && !errors.Is(err, context.Canceled) {
			p = plan.Plan{Segments: []plan.Segment{{End: in.Source.Samples}}} // nothing to cut at
		}
		w.run(func() {
			if w.queue.current == i {
				w.drawCuts(edit.Of(p, in.Source.Rate, in.Source.Samples))
			}
		})
	})
}

// putField fills inputs of the settings.
func (w *window) putField(texts map[field]string) {
	f := w.form
	f.text = maps.Clone(f.text)
	maps.Copy(f.text, texts)
	w.settings.show(f)
	w.changed(f)
}

// spansAroundCut returns the two seconds before and after the cut that is nearest to
// the selected marker or the playhead. Where segments do not meet, these are the end
// of one and the start of the next.
func (w *window) spansAroundCut() []timeline.Span {
	c, ok := w.cuts(w.queue.current)
	if !ok || len(c.Segments) == 0 {
		return nil
	}
	at := w.wave.view.Playhead()
	if m, ok := w.wave.view.Marker(); ok {
		at = m
	}
	// The border nearest to at.
	best, before, after := engine.Position(-1), -1, -1
	far := func(p engine.Position) engine.Position { return max(p-at, at-p) }
	for n, s := range c.Segments {
		if s.Start > 0 && (best < 0 || far(s.Start) < far(best)) {
			best, before, after = s.Start, n-1, n
		}
		if s.End < c.Samples && (best < 0 || far(s.End) < far(best)) {
			best, before, after = s.End, n, n+1
		}
	}
	if best < 0 {
		return nil
	}
	two := 2 * engine.Position(c.Rate)
	var spans []timeline.Span
	if before >= 0 {
		s := c.Segments[before]
		spans = append(spans, timeline.Span{Start: max(s.Start, s.End-two), End: s.End})
	}
	if after < len(c.Segments) {
		s := c.Segments[after]
		spans = append(spans, timeline.Span{Start: s.Start, End: min(s.End, s.Start+two)})
	}
	return spans
}

// spanOfSegment returns the span of the selected segment, or of the one at the playhead.
func (w *window) spanOfSegment() []timeline.Span {
	c, ok := w.cuts(w.queue.current)
	if !ok {
		return nil
	}
	n := w.detail.segments.current
	if at := w.wave.view.Playhead(); n < 0 || n >= len(c.Segments) {
		n = slices.IndexFunc(c.Segments, func(s edit.Segment) bool { return s.Start <= at && at < s.End })
	}
	if n < 0 || n >= len(c.Segments) {
		return nil
	}
	return []timeline.Span{{Start: c.Segments[n].Start, End: c.Segments[n].End}}
}

// pickSegment selects a segment that was clicked in the waveform.
func (w *window) pickSegment(n int) { w.detail.segments.choose(n) }

// shortcut passes on shortcuts that a control does not use.
func (w *window) shortcut(s fyne.Shortcut) {
	if c, ok := w.win.Canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
