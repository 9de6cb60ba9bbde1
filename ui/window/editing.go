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

// A handwork is what was done to the segments of a file by hand. It counts as
// long as the settings choose cuts as they did when it was begun.
type handwork struct {
	history edit.History
	base    *plan.Spec // the settings it was begun with, nil before
	plan    *edit.Cuts // what the settings say, nil while that is not known
	planned *plan.Spec // the settings that the plan is of

	dragged bool            // a marker is held
	moved   engine.Position // where the last marker was moved to
	series  string          // of the moves of that marker
}

// edited returns what a file was edited to, if that counts.
func (w *window) edited(i *item) (edit.Cuts, bool) {
	c, ok := i.hand.history.Cuts()
	return c, ok && sameSplit(*i.hand.base, w.settingOf(i).recipe.Split)
}

// sameSplit reports whether two specs choose cuts alike: what the settings read
// from their inputs may be written another way.
func sameSplit(a, b plan.Spec) bool {
	return reflect.DeepEqual(a, b) || sameRecipe(engine.Recipe{Split: a}, engine.Recipe{Split: b})
}

// cuts returns the segments of a file, edited or as planned, and whether they
// are known.
func (w *window) cuts(i *item) (edit.Cuts, bool) {
	if i == nil {
		return edit.Cuts{}, false
	}
	if c, ok := w.edited(i); ok {
		return c, true
	}
	if i.hand.plan != nil && sameSplit(*i.hand.planned, w.settingOf(i).recipe.Split) {
		return *i.hand.plan, true
	}
	return edit.Cuts{}, false
}

// recipeOf returns how a file is split, with what was done by hand.
func (w *window) recipeOf(i *item) engine.Recipe {
	r := w.settingOf(i).recipe
	if c, ok := w.edited(i); ok {
		packets := r.Split.SnapPackets
		r.Split = c.Spec()
		r.Split.SnapPackets = packets
		if c.Titled() {
			r.Output.Name = cmp.Or(r.Output.Name, titledName)
		}
	}
	return r
}

// planned takes the plan of a file and shows it.
func (w *window) planned(i *item, p engine.Preview) {
	if _, ok := w.edited(i); !ok {
		c := edit.Of(p.Plan, p.Source.Rate, p.Source.Samples)
		split := w.settingOf(i).recipe.Split
		i.hand.plan, i.hand.planned = &c, &split
	}
	w.detail.segments.names = p.Names
	w.showCuts(i)
}

// editable reports whether the segments of a file can be changed by hand: those
// that hold some of the channels cannot.
func (w *window) editable(i *item) bool {
	return w.settingOf(i).recipe.Split.Mode != plan.Channels
}

// showCuts shows the segments of the current file, if they are known, and the
// threshold if it is cut at silences.
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
	w.tellEdits(i)
}

// unplanned shows the current file without segments: there is no plan, and the
// threshold may be why.
func (w *window) unplanned(i *item) {
	w.drawCuts(edit.Cuts{})
	w.showThreshold(i)
}

func (w *window) showThreshold(i *item) {
	r := w.settingOf(i).recipe
	_, byHand := w.edited(i)
	silence := r.Split.Mode == plan.Silence && !byHand && w.wave.sound.Envelope != nil
	level := 0.0
	if silence {
		level = r.Split.Silence.Level(w.wave.sound.Envelope)
	}
	w.wave.view.SetThreshold(level, silence)
}

// tellEdits shows what can be undone.
func (w *window) tellEdits(i *item) {
	s := w.detail.segments
	_, byHand := w.edited(i)
	on := w.editable(i)
	s.undo.enable(on && i.hand.history.CanUndo())
	s.redo.enable(on && i.hand.history.CanRedo())
	for _, b := range []*button{s.splitHere, s.merge, s.paste} {
		b.enable(on)
	}
	shown(s.byHand, byHand)
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
		w.sayIn(editText(err), theme.ColorNameWarning)
		w.showCuts(i)
		return
	}
	if after.Equal(before) {
		w.showCuts(i)
		return
	}
	if split := w.settingOf(i).recipe.Split; i.hand.base == nil || !sameSplit(*i.hand.base, split) {
		i.hand.history, i.hand.base = edit.History{}, &split
	}
	i.hand.history.Do(after, series)
	w.changedByHand(i)
}

// changedByHand shows what an edit, or its undoing, has made of a file.
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
	if i := w.queue.current; i != nil && i.hand.history.Undo() {
		w.changedByHand(i)
	}
}

func (w *window) redo() {
	if i := w.queue.current; i != nil && i.hand.history.Redo() {
		w.changedByHand(i)
	}
}

// asPlanned takes back all that was done to the current file by hand.
func (w *window) asPlanned() {
	if i := w.queue.current; i != nil {
		i.hand.history.Reset()
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

// moveMarker takes a marker that is held, or was let go of, and returns where it
// is then. Steps with the keys that move the same marker on are undone together.
func (w *window) moveMarker(from, to engine.Position, ended bool) engine.Position {
	i := w.queue.current
	c, ok := w.cuts(i)
	if !ok {
		return from
	}
	c, at, err := c.Move(from, to)
	if !ended {
		if err == nil {
			i.hand.dragged = true
			w.drawCuts(c)
			w.wave.view.Hold(at)
			w.wave.tellTime(at)
		}
		return at
	}
	switch {
	case i.hand.dragged:
		i.hand.series = ""
	case i.hand.series == "" || i.hand.moved != from:
		i.hand.series = fmt.Sprint("move ", from)
	}
	i.hand.dragged, i.hand.moved = false, at
	w.change(i.hand.series, func(edit.Cuts) (edit.Cuts, error) { return c, err })
	w.wave.view.SelectMarker(at)
	w.wave.tellTime(at)
	return at
}

func (w *window) addCut(p engine.Position) {
	w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Add(p) })
	w.wave.view.SelectMarker(p)
}

func (w *window) removeCut(p engine.Position) {
	w.change("", func(c edit.Cuts) (edit.Cuts, error) { return c.Remove(p) })
}

// A drift finds out, while a threshold is dragged, where the cuts would be. Only
// the last question is answered.
type drift struct {
	mu      sync.Mutex
	busy    bool
	next    func()
	waiting bool
}

// ask runs a function in the background, in place of those that wait.
func (d *drift) ask(f func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.next, d.waiting = f, true
	if !d.busy {
		d.busy = true
		go d.work()
	}
}

func (d *drift) work() {
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

// dragThreshold takes a threshold that is held: the cuts follow. Let go of, it
// goes into the settings.
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
	w.drift.ask(func() {
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

// putField puts texts into inputs of the settings.
func (w *window) putField(texts map[field]string) {
	f := w.form
	f.text = maps.Clone(f.text)
	maps.Copy(f.text, texts)
	w.settings.show(f)
	w.changed(f)
}

// heardAround returns two seconds before the cut one is at and two after it: of
// segments that do not meet, the end of one and the beginning of the next.
func (w *window) heardAround() []timeline.Span {
	c, ok := w.cuts(w.queue.current)
	if !ok || len(c.Segments) == 0 {
		return nil
	}
	at := w.wave.view.Playhead()
	if m, ok := w.wave.view.Marker(); ok {
		at = m
	}
	// The border nearest to it.
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

// heardSegment returns the segment that is selected, or else at the playhead.
func (w *window) heardSegment() []timeline.Span {
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

// pickSegment shows the segment that was pointed at in the waveform.
func (w *window) pickSegment(n int) { w.detail.segments.choose(n) }

// shortcut passes on keys that a control had no use for.
func (w *window) shortcut(s fyne.Shortcut) {
	if c, ok := w.win.Canvas().(fyne.Shortcutable); ok {
		c.TypedShortcut(s)
	}
}
