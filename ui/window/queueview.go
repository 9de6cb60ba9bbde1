package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// queueCallbacks are what a person asks of the queue's list, with the mouse or the
// keyboard. They are called on the UI goroutine.
type queueCallbacks struct {
	selected func()                 // the selection has changed
	remove   func()                 // the selected items
	move     func(by int)           // the selected items, by a row
	open     func(*item)            // the folder with what became of it
	menu     func(at fyne.Position) // a menu for the selected items
	pause    func()                 // or resume
	paste    func()                 // what is in the clipboard, as files
	sort     func(sortKey)          // all of them
	recipe   func(*item) string     // names how an item is split
	paused   func() bool            // everything is
	count    func(*item)            // finds out how many segments it would have
}

// A queueView is the list of the files. It shows a queue and never changes
// anything in it but the selection.
type queueView struct {
	widget.List
	controls  *controls
	queue     *queue
	callbacks queueCallbacks
	head      *queueHead
	columns   []column
	focused   bool
	listed    int          // how many rows the list knows of
	rows      map[int]*row // those on show, and a few more
}

// The columns of the queue: what they are sorted by, and which are left out
// first where there is no room.
var (
	queueKeys   = []sortKey{keyNone, keyName, keyDuration, keySize, keyRecipe, keySegments, keyStatus}
	queueNarrow = []int{3, 4, 5, 2}
)

const (
	minQueueWidth    = 240 // how narrow the queue may become
	narrowQueueWidth = 420 // below this the status has less room
	maxStatusWidth   = 480 // what it has at most
	enoughNameWidth  = 300 // what a name has before the status gets more
)

var (
	_ fyne.Focusable    = (*queueView)(nil)
	_ fyne.Shortcutable = (*queueView)(nil)
)

func newQueueView(d *controls, q *queue, wants queueCallbacks) *queueView {
	v := &queueView{controls: d, queue: q, callbacks: wants, rows: map[int]*row{}, columns: []column{
		{"", 16, false},
		{tr("Name"), 0, false},
		{tr("Duration"), 62, true},
		{tr("Size"), 64, true},
		{tr("Settings"), 118, false},
		{tr("Parts"), 40, true},
		{tr("Status"), 122, false},
	}}
	v.HideSeparators = true
	v.Length = func() int { return len(q.visible()) }
	v.CreateItem = func() fyne.CanvasObject { return newRow(v) }
	v.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) {
		r := o.(*row)
		if v.rows[r.n] == r {
			delete(v.rows, r.n)
		}
		if rows := q.visible(); n < len(rows) {
			v.rows[n] = r
			r.show(n, rows[n])
		}
	}
	v.ExtendBaseWidget(v)
	v.head = newQueueHead(v)
	return v
}

// Refresh shows the queue as it stands. Only where there are more or fewer rows
// than before does the list make itself anew.
func (v *queueView) Refresh() {
	items := v.queue.visible()
	if len(items) != v.listed {
		v.listed = len(items)
		v.List.Refresh()
		return
	}
	first := int(v.GetScrollOffset() / (rowHeight + theme.Padding()))
	last := first + int(v.Size().Height/(rowHeight+theme.Padding())) + 2
	for n, r := range v.rows {
		if n < first || n > last || n >= len(items) {
			delete(v.rows, n) // it has scrolled away
			continue
		}
		r.show(n, items[n])
	}
}

// fitting returns the columns that fit a width.
func (v *queueView) fitting(width float32) []column {
	columns := v.columns
	if width < narrowQueueWidth {
		columns = slices.Clone(columns)
		columns[len(columns)-1].width = 92
	}
	return growColumn(dropColumns(columns, queueNarrow, width), len(columns)-1, maxStatusWidth, enoughNameWidth, width)
}

// at returns the item whose row is at a place in the window, nil if none is.
func (v *queueView) at(place fyne.Position) *item {
	d := fyne.CurrentApp().Driver()
	if d.CanvasForObject(v) == nil || !v.Visible() {
		return nil
	}
	from := place.Subtract(d.AbsolutePositionForObject(v))
	if from.X < 0 || from.Y < 0 || from.X > v.Size().Width || from.Y > v.Size().Height {
		return nil
	}
	n := int((from.Y + v.GetScrollOffset()) / (rowHeight + theme.Padding()))
	if rows := v.queue.visible(); n < len(rows) {
		return rows[n]
	}
	return nil
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
		v.queue.extend(v.queue.visible(), i)
	case modifier&fyne.KeyModifierShortcutDefault != 0:
		v.queue.toggle(i)
	default:
		v.queue.selectOnly(i)
	}
	v.changed()
}

func (v *queueView) changed() {
	v.Refresh()
	v.callbacks.selected()
}

func (v *queueView) FocusGained() {
	v.focused = true
	if rows := v.queue.visible(); v.queue.current == nil && len(rows) > 0 {
		v.queue.selectOnly(rows[0])
		v.callbacks.selected()
	}
	v.Refresh()
}

func (v *queueView) FocusLost() {
	v.focused = false
	v.Refresh()
}

func (v *queueView) TypedRune(r rune) {
	if r == 'p' || r == 'P' {
		v.callbacks.pause()
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
		v.callbacks.remove()
	case fyne.KeySpace:
		v.callbacks.pause()
	case fyne.KeyReturn, fyne.KeyEnter:
		if v.queue.current != nil {
			v.callbacks.open(v.queue.current)
		}
	default:
		v.controls.key(key)
	}
}

// step moves the keyboard's row, and with Shift held takes the rows between.
func (v *queueView) step(by int) {
	items := v.queue.visible()
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
		v.queue.selectAll(v.queue.visible())
		v.changed()
	case *fyne.ShortcutPaste:
		v.callbacks.paste()
	}
}
