package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/ui/edit"
)

// segmentCallbacks are what a person asks of the table of segments. They are called
// on the UI goroutine.
type segmentCallbacks struct {
	title   func(n int, title string)
	start   func(n int, text string)
	end     func(n int, text string)
	exclude func(n int, out bool)
	chosen  func(n int) // the row that the keyboard is at, has changed
	merge   func(n int) // with the next
	split   func()      // at the playhead
	paste   func(n int) // titles or times from the clipboard
	undo    func()
	redo    func()
	reset   func() // all of it
	more    func(at fyne.Position)
	play    func()
	pass    func(fyne.Shortcut)
}

// The columns of the table.
const (
	cellWritten = iota
	cellNumber
	cellStart
	cellEnd
	cellLength
	cellSize
	cellTitle
	cellFile
)

// leftOut says which columns are left out first where there is no room.
func leftOut(width float32) []int {
	if width < 440 {
		return []int{cellFile, cellSize, cellEnd, cellLength}
	}
	return []int{cellSize, cellEnd, cellLength, cellFile}
}

// A segmentsView is the table of the segments of a file, with what can be done
// to them above it.
type segmentsView struct {
	fyne.CanvasObject
	controls  *controls
	callbacks segmentCallbacks
	list      *segmentList
	head      *segmentRow
	columns   []column

	undo, redo, splitHere, merge, paste, more, reset *button

	preview engine.Preview // that was shown last
	cuts    edit.Cuts
	names   []string // of those that are written
	order   []int    // of each segment: its place among those that are written, -1 for none
	sizeOf  func(edit.Segment) int64
	current int // the row that the keyboard is at, -1 for none
	editing int // the column that is edited in it, -1 for none
	input   *cellEntry
}

func newSegmentsView(d *controls, wants segmentCallbacks) *segmentsView {
	v := &segmentsView{controls: d, callbacks: wants, current: -1, editing: -1, columns: []column{
		{"", 18, false},
		{"#", 26, true},
		{tr("Start"), 88, true},
		{tr("End"), 88, true},
		{tr("Duration"), 88, true},
		{tr("Size"), 62, true},
		{tr("Title"), 0, false},
		{tr("File"), 150, false},
	}}
	icon := func(i fyne.Resource, hint string, do func()) *button {
		b := d.button("", i, hint, do)
		b.Importance = widget.LowImportance
		return b
	}
	v.undo = icon(theme.ContentUndoIcon(), tr("Undo (Ctrl+Z)"), wants.undo)
	v.redo = icon(theme.ContentRedoIcon(), tr("Redo (Ctrl+Shift+Z)"), wants.redo)
	v.splitHere = icon(theme.ContentCutIcon(), tr("Cut at the playhead (M)"), wants.split)
	v.merge = icon(theme.MoveUpIcon(), tr("Join the selected segment with the next (Ctrl+J)"), func() { wants.merge(v.current) })
	v.paste = icon(theme.ContentPasteIcon(), tr("Paste titles, times or a list of cuts (Ctrl+V in the table)"), func() { wants.paste(v.current) })
	v.more = icon(theme.MoreHorizontalIcon(), tr("Cut lists: open, save"), func() {
		at := fyne.CurrentApp().Driver().AbsolutePositionForObject(v.more)
		wants.more(at.AddXY(0, v.more.Size().Height))
	})
	v.reset = d.button(tr("As planned"), nil, tr("Undo all manual changes"), wants.reset)
	v.reset.Importance = widget.LowImportance
	v.reset.Hide()
	v.input = newCellEntry(v)
	v.head = newSegmentRow(v)
	v.list = newSegmentList(v)
	tools := container.NewBorder(nil, nil, container.NewHBox(v.undo, v.redo, v.splitHere, v.merge, v.paste, v.more), v.reset)
	header := container.NewStack(newThemedRect(colorNameStripe), v.head)
	v.CanvasObject = topBorder(container.NewVBox(tools, header), v.list)
	return v
}

// show takes the answer of the planner.
func (v *segmentsView) show(p engine.Preview) { v.preview = p }

// showCuts shows segments. SizeOf estimates how many bytes one takes.
func (v *segmentsView) showCuts(c edit.Cuts, sizeOf func(edit.Segment) int64) {
	v.cuts, v.sizeOf = c, sizeOf
	for n := cellStart; n <= cellLength; n++ {
		v.columns[n].width = fyne.MeasureText(v.clock(c.Samples), theme.TextSize(), fyne.TextStyle{}).Width + 4
	}
	v.head.Refresh()
	v.order = v.order[:0]
	written := 0
	for _, s := range c.Segments {
		if s.Excluded {
			v.order = append(v.order, -1)
			continue
		}
		v.order = append(v.order, written)
		written++
	}
	if v.current >= len(c.Segments) {
		v.current = len(c.Segments) - 1
		v.stopEditing()
	}
	v.list.Refresh()
}

// clearSelection shows no row as selected: another file comes.
func (v *segmentsView) clearSelection() {
	v.current = -1
	v.stopEditing()
	v.list.ScrollToTop()
}

// choose puts the keyboard's row at n.
func (v *segmentsView) choose(n int) {
	if n < 0 || n >= len(v.cuts.Segments) || n == v.current {
		return
	}
	v.stopEditing()
	v.current = n
	v.list.ScrollTo(n)
	v.list.Refresh()
}

// clock writes a position as a time, without hours where the file has none.
func (v *segmentsView) clock(p engine.Position) string {
	text := v.cuts.Rate.Time(p).Clock()
	if v.cuts.Rate.Seconds(v.cuts.Samples) < 3600 {
		return strings.TrimPrefix(text, "00:")
	}
	return text
}

// file returns the name of segment n, "" for one that is not written.
func (v *segmentsView) file(n int) string {
	if n >= len(v.order) || v.order[n] < 0 || v.order[n] >= len(v.names) {
		return ""
	}
	return v.names[v.order[n]]
}

// edit puts an input over a cell, with what it says.
func (v *segmentsView) edit(n, column int) {
	if n < 0 || n >= len(v.cuts.Segments) || !slices.Contains([]int{cellStart, cellEnd, cellTitle}, column) || v.merge.Disabled() {
		return
	}
	v.commitEdit()
	v.current, v.editing = n, column
	s := v.cuts.Segments[n]
	text := s.Title
	switch column {
	case cellStart:
		text = v.clock(s.Start)
	case cellEnd:
		text = v.clock(s.End)
	}
	v.input.SetText(text)
	v.input.before = text
	v.list.ScrollTo(n)
	v.list.Refresh()
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.list); c != nil {
		c.Focus(v.input) // which has no canvas of its own until it is painted
	}
	v.input.selectAll()
}

// commitEdit takes what was typed.
func (v *segmentsView) commitEdit() {
	if v.editing < 0 {
		return
	}
	n, column, text := v.current, v.editing, v.input.Text
	changed := text != v.input.before
	v.editing = -1
	v.list.Refresh()
	if !changed {
		return
	}
	switch column {
	case cellTitle:
		v.callbacks.title(n, text)
	case cellStart:
		v.callbacks.start(n, text)
	case cellEnd:
		v.callbacks.end(n, text)
	}
}

// stopEditing leaves the cell as it was.
func (v *segmentsView) stopEditing() {
	if v.editing >= 0 {
		v.editing = -1
		v.list.Refresh()
	}
}

// focusList gives the keyboard back to the table.
func (v *segmentsView) focusList() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(v.list); c != nil {
		c.Focus(v.list)
	}
}
