package waveview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"audiospliter/engine/timeline"
)

// A drag is what the pointer holds, from the press of a button to its release.
type drag struct {
	zone    zone
	button  desktop.MouseButton
	start   fyne.Position
	view    viewport          // when it was taken
	marker  timeline.Position // where it was then
	to      timeline.Position // where it is held
	dragged bool
}

// heldModifiers returns the modifier keys that are down, where the driver can tell.
func heldModifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

// MouseDown takes what is under the pointer.
func (v *View) MouseDown(e *desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		c.Focus(v)
	}
	z, marker := v.scene.zone(v.areas(), e.Position.X, e.Position.Y)
	m := timeline.Position(marker)
	v.drag = drag{zone: z, button: e.Button, start: e.Position, view: v.scene.view, marker: m, to: m}
	switch {
	case e.Button == desktop.MouseButtonTertiary && z != zoneStrip:
		v.drag.zone = zoneRuler // pans
	case z == zoneMarker:
		v.scene.selected = m
		v.changed()
	case z == zoneStrip:
		v.scene.view.center(v.stripAt(e.Position.X))
		v.changed()
	}
}

// MouseUp lets go.
func (v *View) MouseUp(e *desktop.MouseEvent) {
	g := v.drag
	if g.dragged {
		return // DragEnd comes, too
	}
	v.drag = drag{}
	if e.Button != desktop.MouseButtonPrimary || g.zone != zoneRuler && g.zone != zoneWave && g.zone != zoneThreshold {
		return
	}
	p := v.scene.view.at(float64(e.Position.X))
	v.scene.selected = -1
	v.changed()
	v.seek(p)
	if i := segmentAt(v.scene.segments, p); i >= 0 && v.callbacks.Select != nil {
		v.callbacks.Select(i)
	}
}

// Dragged moves what the pointer holds.
func (v *View) Dragged(e *fyne.DragEvent) {
	g := &v.drag
	g.dragged = true
	moved := float64(e.Position.X - g.start.X)
	switch g.zone {
	case zoneRuler:
		v.scene.view = g.view
		v.scene.view.pan(-moved)
		v.changed()
	case zoneStrip:
		v.scene.view.center(v.stripAt(e.Position.X))
		v.changed()
	case zoneWave:
		v.seek(v.scene.view.at(float64(e.Position.X)))
	case zoneMarker:
		v.hold(v.scene.view.at(g.view.x(g.marker)+moved), false)
	case zoneThreshold:
		if v.callbacks.Threshold != nil {
			v.scene.threshold = math.Round(2*v.scene.level(v.areas().wave, e.Position.Y)) / 2
			v.callbacks.Threshold(v.scene.threshold, false)
			v.changed()
		}
	}
}

// hold moves the marker in hand to p, or to the quietest moment around it.
func (v *View) hold(p timeline.Position, ended bool) {
	if v.callbacks.Move == nil || !v.editable {
		return
	}
	snap := v.modifiers()&fyne.KeyModifierShift != 0
	if !ended {
		if snap {
			p = v.quietest(p)
		}
		if v.callbacks.Snapped != nil {
			v.callbacks.Snapped(snap)
		}
	}
	v.drag.to = p
	v.callbacks.Move(v.drag.marker, p, ended)
}

// DragEnd lets go of what was moved.
func (v *View) DragEnd() {
	g := v.drag
	switch g.zone {
	case zoneMarker:
		v.hold(g.to, true)
	case zoneThreshold:
		if v.callbacks.Threshold != nil {
			v.callbacks.Threshold(v.scene.threshold, true)
		}
	}
	v.drag = drag{}
}

// DoubleTapped adds a cut.
func (v *View) DoubleTapped(e *fyne.PointEvent) {
	if z, _ := v.scene.zone(v.areas(), e.Position.X, e.Position.Y); z == zoneWave || z == zoneThreshold {
		v.add(v.scene.view.at(float64(e.Position.X)))
	}
}

// A wheel's click scrolls about this many points; each doubles the zoom in four.
const wheelClick = 10

// Scrolled zooms around the pointer, and pans where the wheel or a trackpad goes
// sideways or Shift is held.
func (v *View) Scrolled(e *fyne.ScrollEvent) {
	dx, dy := e.Scrolled.DX, e.Scrolled.DY
	if dx == 0 && v.modifiers()&fyne.KeyModifierShift != 0 {
		dx, dy = dy, 0
	}
	if dx != 0 {
		v.scene.view.pan(-float64(dx) * 4)
	}
	if dy != 0 && math.Abs(float64(dy)) >= math.Abs(float64(dx)) {
		v.scene.view.zoom(float64(e.Position.X), math.Pow(2, -float64(dy)/wheelClick/4))
	}
	v.changed()
}

// MouseIn, MouseMoved and MouseOut keep the pointer's shape true.
func (v *View) MouseIn(e *desktop.MouseEvent) { v.MouseMoved(e) }

// MouseMoved says by the pointer's shape what a drag would do.
func (v *View) MouseMoved(e *desktop.MouseEvent) {
	z, _ := v.scene.zone(v.areas(), e.Position.X, e.Position.Y)
	v.cursor = desktop.DefaultCursor
	switch {
	case z == zoneMarker && v.editable:
		v.cursor = desktop.HResizeCursor
	case z == zoneThreshold:
		v.cursor = desktop.VResizeCursor
	case z == zoneStrip, z == zoneRuler:
		v.cursor = desktop.PointerCursor
	}
}

// MouseOut does nothing: the pointer is another's.
func (v *View) MouseOut() {}

// Cursor returns the pointer's shape.
func (v *View) Cursor() desktop.Cursor {
	if v.cursor == nil {
		return desktop.DefaultCursor
	}
	return v.cursor
}

// stripAt returns the sample at x of the strip.
func (v *View) stripAt(x float32) timeline.Position {
	share := min(max(float64(x)/float64(max(v.Size().Width, 1)), 0), 1)
	return timeline.Position(share * float64(v.scene.sound.Samples))
}

func (v *View) seek(p timeline.Position) {
	v.playhead = p
	v.placed()
	if v.callbacks.Seek != nil {
		v.callbacks.Seek(p)
	}
}

func (v *View) add(p timeline.Position) {
	if v.callbacks.Add != nil && v.editable && v.scene.sound.Samples > 0 {
		v.callbacks.Add(p)
	}
}
