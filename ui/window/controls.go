package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A desk makes the controls of the window. What they share: a key they have no
// use for goes to the window, and what they are for is said in the status line
// while the pointer is over them.
type desk struct {
	key  func(*fyne.KeyEvent)
	hint func(string)
	run  func(func()) // takes functions to the UI goroutine
	tips *tips

	focused func(fyne.CanvasObject) // it has got the keyboard; may be nil
}

func (d *desk) gained(o fyne.CanvasObject) {
	if d.focused != nil {
		d.focused(o)
	}
}

// passed reports whether a key is for the window wherever the focus is.
func passed(key *fyne.KeyEvent) bool {
	return key.Name == fyne.KeyEscape || key.Name == fyne.KeyF1
}

type button struct {
	widget.Button
	desk *desk
	hint string
}

var (
	_ fyne.Focusable    = (*button)(nil)
	_ desktop.Hoverable = (*button)(nil)
)

func (d *desk) button(text string, icon fyne.Resource, hint string, tapped func()) *button {
	b := &button{desk: d, hint: hint}
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
		b.desk.key(key)
	}
}

func (b *button) FocusGained() {
	b.Button.FocusGained()
	b.desk.gained(b)
}

func (b *button) MouseIn(e *desktop.MouseEvent) {
	b.desk.hint(b.hint)
	b.desk.tips.over(b, b.hint, b.desk.run)
	b.Button.MouseIn(e)
}

func (b *button) MouseOut() {
	b.desk.hint("")
	b.desk.tips.gone()
	b.Button.MouseOut()
}

func (b *button) Tapped(e *fyne.PointEvent) {
	b.desk.tips.gone()
	b.desk.hint("") // what comes of it is said there now
	b.Button.Tapped(e)
}

// enable is Enable or Disable, and neither where nothing changes.
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
	desk *desk
}

func (d *desk) entry(multiLine bool, changed func(string)) *entry {
	e := &entry{desk: d}
	e.MultiLine = multiLine
	e.OnChanged = changed
	e.ExtendBaseWidget(e)
	return e
}

func (e *entry) TypedKey(key *fyne.KeyEvent) {
	if passed(key) {
		e.desk.key(key)
		return
	}
	e.Entry.TypedKey(key)
}

func (e *entry) FocusGained() {
	e.Entry.FocusGained()
	e.desk.gained(e)
}

// AcceptsTab is false: Tab goes on to the next control.
func (e *entry) AcceptsTab() bool { return false }

type chooser struct {
	widget.Select
	desk *desk
}

func (d *desk) chooser(options []string, changed func(int)) *chooser {
	c := &chooser{desk: d}
	c.Options = options
	c.OnChanged = func(string) { changed(c.SelectedIndex()) }
	c.ExtendBaseWidget(c)
	return c
}

func (c *chooser) TypedKey(key *fyne.KeyEvent) {
	switch {
	case passed(key):
		c.desk.key(key)
	case key.Name == fyne.KeyReturn || key.Name == fyne.KeyEnter:
		c.Select.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
	default:
		c.Select.TypedKey(key)
	}
}

func (c *chooser) FocusGained() {
	c.Select.FocusGained()
	c.desk.gained(c)
}

type checkbox struct {
	widget.Check
	desk *desk
}

func (d *desk) checkbox(text string, changed func(bool)) *checkbox {
	c := &checkbox{desk: d}
	c.Text, c.OnChanged = text, changed
	c.ExtendBaseWidget(c)
	return c
}

func (c *checkbox) TypedKey(key *fyne.KeyEvent) {
	if passed(key) {
		c.desk.key(key)
		return
	}
	c.Check.TypedKey(key)
}

func (c *checkbox) FocusGained() {
	c.Check.FocusGained()
	c.desk.gained(c)
}
