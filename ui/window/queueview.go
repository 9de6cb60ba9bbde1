package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// queueWants are what a person asks of the queue's list, with the mouse or the
// keyboard. They are called on the UI goroutine.
type queueWants struct {
	selected func()                 // the selection has changed
	remove   func()                 // the selected items
	move     func(by int)           // the selected items, by a row
	open     func(*item)            // the folder with what became of it
	menu     func(at fyne.Position) // a menu for the selected items
	pause    func()                 // or resume
	paste    func()                 // what is in the clipboard, as files
}

// A queueView is the list of the files. It shows a queue and never changes
// anything in it but the selection.
type queueView struct {
	widget.List
	desk    *desk
	queue   *queue
	wants   queueWants
	columns []column
	focused bool
}

var (
	_ fyne.Focusable    = (*queueView)(nil)
	_ fyne.Shortcutable = (*queueView)(nil)
)

func newQueueView(d *desk, q *queue, wants queueWants) *queueView {
	v := &queueView{desk: d, queue: q, wants: wants, columns: []column{
		{"", 16, false},
		{tr("Name"), 0, false},
		{tr("Duration"), 62, true},
		{tr("Size"), 64, true},
		{tr("Format"), 112, false},
		{tr("Status"), 150, false},
	}}
	v.HideSeparators = true
	v.Length = func() int { return len(q.items) }
	v.CreateItem = func() fyne.CanvasObject { return newRow(v) }
	v.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) {
		if n < len(q.items) {
			o.(*row).show(q.items[n])
		}
	}
	v.ExtendBaseWidget(v)
	return v
}

// withHeader returns a list under the titles of its columns.
func withHeader(columns []column, list fyne.CanvasObject) fyne.CanvasObject {
	var titles []fyne.CanvasObject
	for _, c := range columns {
		t := newCaption(c.title)
		t.right = c.right
		titles = append(titles, t)
	}
	ground := newGround(colorNameStripe)
	header := container.NewStack(ground, container.New(spreadLayout{columns, 24}, titles...))
	return container.NewBorder(header, nil, nil, nil, list)
}

func (v *queueView) pressed(i *item, with desktop.MouseButton, modifier fyne.KeyModifier) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v); c != nil {
		c.Focus(v)
	}
	switch {
	case with == desktop.MouseButtonSecondary:
		if !v.queue.selected[i] {
			v.queue.selectOnly(i)
		}
	case modifier&fyne.KeyModifierShift != 0:
		v.queue.extend(v.queue.items, i)
	case modifier&fyne.KeyModifierShortcutDefault != 0:
		v.queue.toggle(i)
	default:
		v.queue.selectOnly(i)
	}
	v.changed()
}

func (v *queueView) changed() {
	v.Refresh()
	v.wants.selected()
}

func (v *queueView) FocusGained() {
	v.focused = true
	if v.queue.current == nil && len(v.queue.items) > 0 {
		v.queue.selectOnly(v.queue.items[0])
		v.wants.selected()
	}
	v.Refresh()
}

func (v *queueView) FocusLost() {
	v.focused = false
	v.Refresh()
}

func (v *queueView) TypedRune(r rune) {
	if r == 'p' || r == 'P' {
		v.wants.pause()
	}
}

func (v *queueView) TypedKey(key *fyne.KeyEvent) {
	page := max(1, int(v.Size().Height/(rowHeight+theme.Padding()))-1)
	switch key.Name {
	case fyne.KeyUp:
		v.step(-1)
	case fyne.KeyDown:
		v.step(1)
	case fyne.KeyPageUp:
		v.step(-page)
	case fyne.KeyPageDown:
		v.step(page)
	case fyne.KeyHome:
		v.step(-len(v.queue.items))
	case fyne.KeyEnd:
		v.step(len(v.queue.items))
	case fyne.KeyDelete, fyne.KeyBackspace:
		v.wants.remove()
	case fyne.KeySpace:
		v.wants.pause()
	case fyne.KeyReturn, fyne.KeyEnter:
		if v.queue.current != nil {
			v.wants.open(v.queue.current)
		}
	default:
		v.desk.key(key)
	}
}

// step moves the keyboard's row, and with Shift held takes the rows between.
func (v *queueView) step(by int) {
	items := v.queue.items
	if len(items) == 0 {
		return
	}
	at := min(max(v.queue.index(v.queue.current)+by, 0), len(items)-1)
	if shiftHeld() {
		v.queue.extend(items, items[at])
	} else {
		v.queue.selectOnly(items[at])
	}
	v.ScrollTo(at)
	v.changed()
}

// shiftHeld reports whether Shift is down, where the driver can tell.
func shiftHeld() bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	return ok && d.CurrentKeyModifiers()&fyne.KeyModifierShift != 0
}

func (v *queueView) TypedShortcut(s fyne.Shortcut) {
	switch s.(type) {
	case *fyne.ShortcutSelectAll:
		v.queue.selectAll(v.queue.items)
		v.changed()
	case *fyne.ShortcutPaste:
		v.wants.paste()
	}
}
