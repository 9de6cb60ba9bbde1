package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// controls makes the controls of the window. Keys that a control does not use go to
// the window, and its hint is in the status line while the pointer is over it.
type controls struct {
	key  func(*fyne.KeyEvent)
	hint func(string)
	run  func(func()) // takes functions to the UI goroutine
	tips *tips

	focused func(fyne.CanvasObject) // is called with the object that gets the keyboard focus; may be nil
}

func (d *controls) focusGained(o fyne.CanvasObject) {
	if d.focused != nil {
		d.focused(o)
	}
}

// isWindowKey reports whether a key is for the window, whatever has the focus.
func isWindowKey(key *fyne.KeyEvent) bool {
	return key.Name == fyne.KeyEscape || key.Name == fyne.KeyF1
}

type button struct {
	widget.Button
	controls *controls
	hint     string
}

var (
	_ fyne.Focusable    = (*button)(nil)
	_ desktop.Hoverable = (*button)(nil)
)

func (d *controls) button(text string, icon fyne.Resource, hint string, tapped func()) *button {
	b := &button{controls: d, hint: hint}
	b.Text, b.Icon, b.OnTapped = text, icon, tapped
	b.ExtendBaseWidget(b)
	return b
}

func (b *button) TypedKey(key *fyne.KeyEvent) {
	switch key.Name {
	case fyne.KeySpace, fyne.KeyReturn, fyne.KeyEnter:
		if !b.Disabled() {
			b.Tapped(nil)
		}
	default:
		b.controls.key(key)
	}
}

func (b *button) FocusGained() {
	b.Button.FocusGained()
	b.controls.focusGained(b)
}

func (b *button) MouseIn(e *desktop.MouseEvent) {
	b.controls.hint(b.hint)
	b.controls.tips.over(b, b.hint, b.controls.run)
	b.Button.MouseIn(e)
}

func (b *button) MouseOut() {
	b.controls.hint("")
	b.controls.tips.gone()
	b.Button.MouseOut()
}

func (b *button) Tapped(e *fyne.PointEvent) {
	b.controls.tips.gone()
	b.controls.hint("") // the line is free for the result
	b.Button.Tapped(e)
}

// enable calls Enable or Disable if that changes anything.
func (b *button) enable(on bool) {
	if on == !b.Disabled() {
		return
	}
	if on {
		b.Enable()
	} else {
		b.Disable()
	}
}

type entry struct {
	widget.Entry
	controls *controls
}

func (d *controls) entry(multiLine bool, changed func(string)) *entry {
	e := &entry{controls: d}
	e.MultiLine = multiLine
	e.OnChanged = changed
	e.ExtendBaseWidget(e)
	return e
}

func (e *entry) TypedKey(key *fyne.KeyEvent) {
	if isWindowKey(key) {
		e.controls.key(key)
		return
	}
	e.Entry.TypedKey(key)
}

func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.controls.focusGained(e)
}

// AcceptsTab is false: Tab moves the focus on.
func (e *entry) AcceptsTab() bool { return false }

type chooser struct {
	widget.Select
	controls *controls
}

func (d *controls) chooser(options []string, changed func(int)) *chooser {
	c := &chooser{controls: d}
	c.Options = options
	c.OnChanged = func(string) { changed(c.SelectedIndex()) }
	c.ExtendBaseWidget(c)
	return c
}

func (c *chooser) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isWindowKey(key):
		c.controls.key(key)
	case key.Name == fyne.KeyReturn || key.Name == fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		c.Select.TypedKey(key)
	}
}

func (c *chooser) FocusGained() {
	c.Select.FocusGained()
	c.controls.focusGained(c)
}

type checkbox struct {
	widget.Check
	controls *controls
}

func (d *controls) checkbox(text string, changed func(bool)) *checkbox {
	c := &checkbox{controls: d}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

func (c *checkbox) TypedKey(key *fyne.KeyEvent) {
	if isWindowKey(key) {
		c.controls.key(key)
		return
	}
	c.Check.TypedKey(key)
}

func (c *checkbox) FocusGained() {
	c.Check.FocusGained()
	c.controls.focusGained(c)
}
