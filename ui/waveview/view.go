// Package waveview shows the sound of a file: a strip with all of it, a part
// of it as large as one likes, the segments it will be split into, and where it
// is being played.
//
// A View draws and says what the person wants; it changes no segment, decodes
// nothing and plays nothing. What is drawn is a function of a scene (paint), and
// where things are is a function of a viewport: neither knows a widget. A View
// belongs to Fyne's UI goroutine.
package waveview

import (
	"image"
	"math"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine/timeline"
)

// Callbacks are what a person can ask of a View. Those that are nil are not offered.
type Callbacks struct {
	Seek   func(timeline.Position)                      // the playhead is to go there
	Select func(segment int)                            // a segment was pointed at
	Add    func(timeline.Position)                      // a cut is to be made
	Remove func(marker timeline.Position)               // a marker is to go
	Move   func(from, to timeline.Position, ended bool) // a marker is held at to; it was at from when it was taken

	Threshold func(dBFS float64, ended bool) // the line is held there

	Detail   func(timeline.Span)  // samples of this span would show more
	Play     func()               // Space was typed
	Shortcut func(fyne.Shortcut)  // one that the view has no use for
	Key      func(*fyne.KeyEvent) // likewise
	Snapped  func(bool)           // the marker that is held snaps, or stops snapping
}

// A View is the widget.
type View struct {
	widget.BaseWidget
	callbacks Callbacks

	scene    scene
	playhead timeline.Position
	focused  bool
	editable bool

	drag      drag
	cursor    desktop.Cursor
	asked     timeline.Span // of Callbacks.Detail
	modifiers func() fyne.KeyModifier
	renderer  *renderer      // nil until it is on a canvas
	buffers   [2]*image.RGBA // of the strip and of the wave
}

var (
	_ fyne.Widget         = (*View)(nil)
	_ fyne.Focusable      = (*View)(nil)
	_ fyne.Tabbable       = (*View)(nil)
	_ fyne.Shortcutable   = (*View)(nil)
	_ fyne.Draggable      = (*View)(nil)
	_ fyne.Scrollable     = (*View)(nil)
	_ fyne.DoubleTappable = (*View)(nil)
	_ desktop.Mouseable   = (*View)(nil)
	_ desktop.Hoverable   = (*View)(nil)
	_ desktop.Cursorable  = (*View)(nil)
)

// New returns a view that shows nothing yet.
func New(c Callbacks) *View {
	v := &View{callbacks: c, modifiers: heldModifiers, editable: true}
	v.scene.selected = -1
	v.ExtendBaseWidget(v)
	return v
}

// Open shows another sound, all of it; one without samples clears the view.
func (v *View) Open(s Sound) {
	v.scene.sound, v.scene.detail = s, detail{}
	v.scene.segments, v.scene.markers, v.scene.selected = nil, nil, -1
	v.playhead, v.drag, v.asked = 0, drag{}, timeline.Span{}
	v.scene.view.open(s.Samples)
	v.changed()
	v.changedStrip()
}

// Update shows what is known of the same sound by now.
func (v *View) Update(s Sound) {
	v.scene.sound = s
	v.scene.view.grow(s.Samples)
	v.changed()
	v.changedStrip()
}

// SetSegments changes the segments, which are in order. A marker that is no more
// is no longer selected.
func (v *View) SetSegments(s []Segment) {
	v.scene.segments = s
	v.scene.markers = markers(s, v.scene.sound.Samples)
	if _, found := slices.BinarySearch(v.scene.markers, v.scene.selected); !found {
		v.scene.selected = -1
	}
	v.changed()
	v.changedStrip()
}

// Segments returns the segments that are visible.
func (v *View) Segments() []Segment { return v.scene.segments }

// SetEditable says whether markers can be moved, added and removed.
func (v *View) SetEditable(on bool) { v.editable = on }

// SetThreshold shows a threshold in dBFS as a line that can be dragged, and
// heights as levels; with on unset there is none.
func (v *View) SetThreshold(dBFS float64, on bool) {
	if v.scene.decibels != on || on && v.scene.threshold != dBFS {
		v.scene.decibels, v.scene.threshold = on, dBFS
		v.changed()
		v.changedStrip()
	}
}

// SetChannels shows each channel for itself, or all together.
func (v *View) SetChannels(each bool) {
	v.scene.channels = each
	v.changed()
}

// SetDetail gives the samples that Callbacks.Detail asked for, interleaved.
func (v *View) SetDetail(start timeline.Position, samples []int16) {
	v.scene.detail = detail{start, samples, v.scene.sound.Channels}
	v.changed()
}

// Playhead returns where the playhead is.
func (v *View) Playhead() timeline.Position { return v.playhead }

// SetPlayhead moves the playhead. With follow the view pages on to keep it
// visible.
func (v *View) SetPlayhead(p timeline.Position, follow bool) {
	v.playhead = min(max(p, 0), v.scene.sound.Samples)
	if follow && v.drag.zone == zoneNone && v.scene.view.reveal(v.playhead) {
		v.changed()
		return
	}
	v.placed()
}

// Marker returns the selected marker, and whether there is one.
func (v *View) Marker() (timeline.Position, bool) { return v.scene.selected, v.scene.selected >= 0 }

// SelectMarker selects the marker at p, and none where there is none.
func (v *View) SelectMarker(p timeline.Position) {
	v.scene.selected = -1
	if _, found := slices.BinarySearch(v.scene.markers, p); found {
		v.scene.selected = p
		v.scene.view.reveal(p)
	}
	v.changed()
}

// Hold shows the marker in hand at p.
func (v *View) Hold(p timeline.Position) {
	v.scene.selected = p
	v.changed()
}

// Frame shows [start, end) as large as it fits.
func (v *View) Frame(start, end timeline.Position) {
	v.scene.view.frame(start, end)
	v.changed()
}

// Fit shows all of the source.
func (v *View) Fit() {
	v.scene.view.fit()
	v.changed()
}

// ZoomBy makes what is at the playhead, or else in the middle, so many times as
// small.
func (v *View) ZoomBy(factor float64) {
	x := v.scene.view.x(v.playhead)
	if x < 0 || x > v.scene.view.width {
		x = v.scene.view.width / 2
	}
	v.scene.view.zoom(x, factor)
	v.changed()
}

// VisibleSpan returns the span that is visible.
func (v *View) VisibleSpan() timeline.Span { return v.scene.view.span() }

// Place returns where the sample p of the wave is in the view, in points.
func (v *View) Place(p timeline.Position) fyne.Position {
	a := v.areas()
	return fyne.NewPos(float32(v.scene.view.x(p)), (a.wave.top+a.wave.bottom)/2)
}

// ThresholdPlace returns how far below the top of the view the threshold's upper
// line is, in points; 0 without one.
func (v *View) ThresholdPlace() float32 {
	if lines := v.scene.lines(v.areas().wave); len(lines) > 0 {
		return lines[0]
	}
	return 0
}

// quietest returns the quietest moment around p that a marker may snap to.
func (v *View) quietest(p timeline.Position) timeline.Position {
	e := v.scene.sound.Envelope
	if e == nil {
		return p
	}
	s := snapSpan(v.scene.view, v.scene.sound.Rate, p)
	at, _ := e.Quietest(s.Start, s.End)
	return at
}

// changed draws the wave anew, and asks for samples where the zoom is so deep
// that they would show more.
func (v *View) changed() {
	view := v.scene.view
	span := view.span()
	if v.callbacks.Detail != nil && v.scene.sound.Samples > 0 && view.per < detailBelow && !v.scene.detail.holds(span) &&
		(span.Start < v.asked.Start || span.End > v.asked.End) {
		room := timeline.Position(math.Min(float64(span.Len()), 20*float64(v.scene.sound.Rate)))
		v.asked = timeline.Span{Start: max(span.Start-room/2, 0), End: min(span.End+room/2, v.scene.sound.Samples)}
		v.callbacks.Detail(v.asked)
	}
	if v.renderer != nil {
		v.renderer.arrange()
		v.renderer.wave.Refresh()
	}
}

// changedStrip draws the strip again.
func (v *View) changedStrip() {
	if v.renderer != nil {
		v.renderer.strip.Refresh()
	}
}

// detailBelow is how many samples a point spans where samples show more than an
// envelope.
const detailBelow = 512

// placed moves what lies over the pictures, which stay.
func (v *View) placed() {
	if v.renderer != nil {
		v.renderer.place()
	}
}
