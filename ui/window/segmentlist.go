package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
)

// A segmentList is the rows of the table, and its keyboard.
type segmentList struct {
	widget.List
	view    *segmentsView
	focused bool
}

var (
	_ fyne.Focusable    = (*segmentList)(nil)
	_ fyne.Shortcutable = (*segmentList)(nil)
)

func newSegmentList(v *segmentsView) *segmentList {
	l := &segmentList{view: v}
	l.Length = func() int { return len(v.cuts.Segments) }
	l.CreateItem = func() fyne.CanvasObject { return newSegmentRow(v) }
	l.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) { o.(*segmentRow).show(n) }
	l.HideSeparators = true
	l.ExtendBaseWidget(l)
	return l
}

// FocusGained puts the keyboard at a row.
func (l *segmentList) FocusGained() {
	l.focused = true
	if l.view.current < 0 {
		l.view.choose(0)
	}
	l.Refresh()
}

// FocusLost takes the mark of the keyboard away.
func (l *segmentList) FocusLost() {
	l.focused = false
	l.Refresh()
}

// TypedRune takes the letters of commands.
func (l *segmentList) TypedRune(r rune) {
	switch r {
	case 'm', 'M':
		l.view.callbacks.split()
	case 'x', 'X':
		l.toggle()
	}
}

// TypedKey moves through the rows, and edits.
func (l *segmentList) TypedKey(key *fyne.KeyEvent) {
	v := l.view
	page := max(1, int(l.Size().Height/rowHeight)-1)
	switch key.Name {
	case fyne.KeyUp:
		l.step(-1)
	case fyne.KeyDown:
		l.step(1)
	case fyne.KeyPageUp:
		l.step(-page)
	case fyne.KeyPageDown:
		l.step(page)
	case fyne.KeyHome:
		l.step(-len(v.cuts.Segments))
	case fyne.KeyEnd:
		l.step(len(v.cuts.Segments))
	case fyne.KeyReturn, fyne.KeyEnter, fyne.KeyF2:
		v.edit(v.current, cellTitle)
	case fyne.KeyDelete, fyne.KeyBackspace:
		l.toggle()
	case fyne.KeySpace:
		v.callbacks.play()
	default:
		v.controls.key(key)
	}
}

// TypedShortcut takes what concerns rows.
func (l *segmentList) TypedShortcut(s fyne.Shortcut) {
	switch s := s.(type) {
	case *fyne.ShortcutPaste:
		l.view.callbacks.paste(l.view.current)
		return
	case *desktop.CustomShortcut:
		if s.KeyName == fyne.KeyJ && s.Modifier == ctrl {
			l.view.callbacks.merge(l.view.current)
			return
		}
	}
	l.view.callbacks.pass(s)
}

func (l *segmentList) step(by int) {
	v := l.view
	n := min(max(v.current+by, 0), len(v.cuts.Segments)-1)
	if n != v.current && n >= 0 {
		v.choose(n)
		v.callbacks.chosen(n)
	}
}

func (l *segmentList) toggle() {
	if n := l.view.current; n >= 0 && n < len(l.view.cuts.Segments) {
		l.view.callbacks.exclude(n, !l.view.cuts.Segments[n].Excluded)
	}
}

// A cellEntry is the input over the cell that is edited.
type cellEntry struct {
	entry
	view   *segmentsView
	before string
}

func newCellEntry(v *segmentsView) *cellEntry {
	e := &cellEntry{view: v}
	e.controls, e.Scroll = v.controls, fyne.ScrollHorizontalOnly
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey takes what was typed with Enter and goes on to the next row, and with
// Tab to the next cell; Escape leaves the cell as it was.
func (e *cellEntry) TypedKey(key *fyne.KeyEvent) {
	v := e.view
	n, column := v.current, v.editing
	switch key.Name {
	case fyne.KeyReturn, fyne.KeyEnter:
		v.commitEdit()
		if v.focusList(); column == cellTitle && n+1 < len(v.cuts.Segments) {
			v.edit(n+1, cellTitle)
		}
	case fyne.KeyUp, fyne.KeyDown:
		v.commitEdit()
		by := 1
		if key.Name == fyne.KeyUp {
			by = -1
		}
		if v.focusList(); n+by >= 0 && n+by < len(v.cuts.Segments) {
			v.edit(n+by, column)
		}
	case fyne.KeyTab:
		v.commitEdit()
		next := map[int]int{cellStart: cellEnd, cellEnd: cellTitle}
		if shiftHeld() {
			next = map[int]int{cellTitle: cellEnd, cellEnd: cellStart}
		}
		if v.focusList(); next[column] > 0 {
			v.edit(n, next[column])
		}
	case fyne.KeyEscape:
		v.stopEditing()
		v.focusList()
	default:
		e.entry.TypedKey(key)
	}
}

// AcceptsTab is true: Tab goes to the next cell.
func (e *cellEntry) AcceptsTab() bool { return true }

// FocusLost takes what was typed.
func (e *cellEntry) FocusLost() {
	e.entry.FocusLost()
	e.view.commitEdit()
}

func (e *cellEntry) selectAll() { e.TypedShortcut(&fyne.ShortcutSelectAll{}) }
