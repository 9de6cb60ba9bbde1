package waveview

import (
	"math"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"audiospliter/engine/timeline"
)

// frames is how many frames of a CD a second has: the step of an arrow with Ctrl.
const frames = 75

// FocusGained shows that the keyboard is here.
func (v *View) FocusGained() {
	v.focused = true
	v.placed()
}

// FocusLost hides that.
func (v *View) FocusLost() {
	v.focused = false
	v.placed()
}

// AcceptsTab is true: Tab goes through the visible markers, and then on.
func (v *View) AcceptsTab() bool { return true }

// TypedRune takes the letters of commands.
func (v *View) TypedRune(r rune) {
	switch r {
	case 'm', 'M':
		v.add(v.playhead)
	case '+', '=':
		v.ZoomBy(0.5)
	case '-':
		v.ZoomBy(2)
	case '0':
		v.Fit()
	}
}

// TypedKey takes the keys that move things.
func (v *View) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeyLeft:
		v.step(-1, v.modifiers())
	case fyne.KeyRight:
		v.step(1, v.modifiers())
	case fyne.KeyHome:
		v.goTo(0)
	case fyne.KeyEnd:
		v.goTo(v.scene.sound.Samples)
	case fyne.KeyPageUp:
		v.scene.view.pan(-0.9 * v.scene.view.width)
		v.changed()
	case fyne.KeyPageDown:
		v.scene.view.pan(0.9 * v.scene.view.width)
		v.changed()
	case fyne.KeyUp:
		v.ZoomBy(0.5)
	case fyne.KeyDown:
		v.ZoomBy(2)
	case fyne.KeyTab:
		v.tab(v.modifiers()&fyne.KeyModifierShift != 0)
	case fyne.KeyDelete, fyne.KeyBackspace:
		if v.scene.selected >= 0 && v.editable && v.callbacks.Remove != nil {
			v.callbacks.Remove(v.scene.selected)
		}
	case fyne.KeySpace:
		if v.callbacks.Play != nil {
			v.callbacks.Play()
		}
	case fyne.KeyEscape:
		if v.scene.selected < 0 {
			v.pass(key)
			return
		}
		v.scene.selected = -1
		v.changed()
	default:
		v.pass(key)
	}
}

func (v *View) pass(key *fyne.KeyEvent) {
	if v.callbacks.Key != nil {
		v.callbacks.Key(key)
	}
}

// TypedShortcut takes the keys with Ctrl that move and zoom.
func (v *View) TypedShortcut(s fyne.Shortcut) {
	if c, ok := s.(*desktop.CustomShortcut); ok && c.Modifier&fyne.KeyModifierShortcutDefault != 0 {
		switch c.KeyName {
		case fyne.KeyLeft:
			v.step(-1, c.Modifier)
			return
		case fyne.KeyRight:
			v.step(1, c.Modifier)
			return
		case fyne.KeyPlus, fyne.KeyEqual:
			v.ZoomBy(0.5)
			return
		case fyne.KeyMinus:
			v.ZoomBy(2)
			return
		case fyne.Key0:
			v.Fit()
			return
		}
	}
	if v.callbacks.Shortcut != nil {
		v.callbacks.Shortcut(s)
	}
}

// step moves the selected marker, or the playhead, by a pixel; with Ctrl by a
// frame, with Shift by a second.
func (v *View) step(by timeline.Position, held fyne.KeyModifier) {
	if v.scene.sound.Samples == 0 {
		return
	}
	length := max(math.Round(v.scene.view.per), 1)
	switch rate := float64(v.scene.sound.Rate); {
	case held&fyne.KeyModifierShift != 0:
		length = rate
	case held&fyne.KeyModifierShortcutDefault != 0:
		length = math.Round(rate / frames)
	}
	by *= timeline.Position(length)
	m := v.scene.selected
	if m < 0 {
		v.goTo(v.playhead + by)
		return
	}
	if !v.editable || v.callbacks.Move == nil {
		return
	}
	v.callbacks.Move(m, min(max(m+by, 0), v.scene.sound.Samples), true)
}

func (v *View) goTo(p timeline.Position) {
	p = min(max(p, 0), v.scene.sound.Samples)
	if v.scene.view.reveal(p) {
		v.changed()
	}
	v.seek(p)
}

// tab selects the next visible marker, or gives the keyboard to the next control.
func (v *View) tab(back bool) {
	span := v.scene.view.span()
	from := v.scene.selected
	if from < 0 {
		from = span.Start - 1
		if back {
			from = span.End + 1
		}
	}
	m, ok := next(v.scene.markers, from, back)
	if ok && m >= span.Start && m <= span.End {
		v.scene.selected = m
		v.changed()
		return
	}
	v.scene.selected = -1
	v.changed()
	c := fyne.CurrentApp().Driver().CanvasForObject(v)
	switch {
	case c == nil:
	case back:
		c.FocusPrevious()
	default:
		c.FocusNext()
	}
}
