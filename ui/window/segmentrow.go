package window

import (
	"path"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A segmentRow is a row of the table of segments, or its header.
type segmentRow struct {
	widget.BaseWidget
	view       *segmentsView
	n          int // -1 is the header
	background *canvas.Rectangle
	check      *rowIcon
	cells      []*canvas.Text
}

var (
	_ fyne.Tappable       = (*segmentRow)(nil)
	_ fyne.DoubleTappable = (*segmentRow)(nil)
)

func newSegmentRow(v *segmentsView) *segmentRow {
	r := &segmentRow{view: v, n: -1, background: &canvas.Rectangle{CornerRadius: 4}, check: newRowIcon()}
	for _, c := range v.columns {
		r.cells = append(r.cells, cellText(c))
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *segmentRow) show(n int) {
	r.n = n
	r.Refresh()
}

// Tapped puts the keyboard at the row; on its tick it leaves the segment out, or
// takes it in.
func (r *segmentRow) Tapped(e *fyne.PointEvent) {
	v := r.view
	if r.n < 0 || r.n >= len(v.cuts.Segments) {
		return
	}
	v.commitEdit()
	if r.column(e.Position.X) == cellWritten {
		v.callbacks.exclude(r.n, !v.cuts.Segments[r.n].Excluded)
	}
	v.focusList()
	v.choose(r.n)
	v.callbacks.chosen(r.n)
}

// DoubleTapped edits the cell.
func (r *segmentRow) DoubleTapped(e *fyne.PointEvent) {
	if r.n < 0 || r.n >= len(r.view.cuts.Segments) {
		return
	}
	column := r.column(e.Position.X)
	if column == cellNumber || column == cellFile {
		column = cellTitle
	}
	r.view.edit(r.n, column)
}

// column returns which cell is at x.
func (r *segmentRow) column(x float32) int {
	for n, c := range r.objects() {
		if size := c.Size(); size.Width > 0 && x >= c.Position().X-cellGap/2 && x < c.Position().X+size.Width+cellGap/2 {
			return n
		}
	}
	return -1
}

// objects are the cells of the columns.
func (r *segmentRow) objects() []fyne.CanvasObject {
	objects := []fyne.CanvasObject{r.check.Image}
	for _, c := range r.cells[1:] {
		objects = append(objects, c)
	}
	return objects
}

// CreateRenderer makes the canvas objects of the row.
func (r *segmentRow) CreateRenderer() fyne.WidgetRenderer { return &segmentRowRenderer{r} }

type segmentRowRenderer struct{ *segmentRow }

func (r *segmentRowRenderer) Destroy() {}

func (r *segmentRowRenderer) Objects() []fyne.CanvasObject {
	all := append([]fyne.CanvasObject{r.background}, r.objects()...)
	if r.edited() {
		all = append(all, r.view.input)
	}
	return all
}

// edited reports whether the input is in this row.
func (r *segmentRowRenderer) edited() bool {
	return r.n >= 0 && r.n == r.view.current && r.view.editing >= 0
}

func (r *segmentRowRenderer) MinSize() fyne.Size {
	if r.n < 0 {
		return fyne.NewSize(200, 24)
	}
	return fyne.NewSize(200, rowHeight-4)
}

func (r *segmentRowRenderer) Layout(size fyne.Size) {
	v := r.view
	r.background.Resize(size)
	const most, plenty = 360, 160 // of the file, and of the title before the file gets more
	columns := growColumn(dropColumns(v.columns, leftOut(size.Width), size.Width), cellFile, most, plenty, size.Width)
	layoutCells(columns, r.objects(), size)
	for n, text := range r.texts() {
		c := r.cells[n]
		size, color := theme.TextSize(), tint(theme.ColorNameForeground)
		if r.n < 0 || n == cellNumber || n >= cellEnd && n <= cellSize || n == cellFile {
			color = tint(theme.ColorNamePlaceHolder)
		}
		if r.n < 0 {
			size = theme.CaptionTextSize()
		} else if r.n < len(v.cuts.Segments) && v.cuts.Segments[r.n].Excluded {
			color = tint(theme.ColorNamePlaceHolder)
		}
		if n == cellFile {
			text = ellipsizedFile(text, c.Size().Width, size)
		} else {
			text = ellipsized(text, c.Size().Width, size)
		}
		if columns[n].width < 0 {
			text = ""
		}
		setText(c, text, size, color)
	}
	if r.edited() {
		c := r.objects()[v.editing]
		wide := max(c.Size().Width, 100)
		v.input.Move(fyne.NewPos(c.Position().X-6, -2)) // it is higher than a row
		v.input.Resize(fyne.NewSize(min(wide+12, size.Width-c.Position().X), size.Height+4))
	}
}

func (r *segmentRowRenderer) texts() []string {
	v := r.view
	texts := make([]string, len(v.columns))
	if r.n < 0 {
		for n, c := range v.columns {
			texts[n] = c.title
		}
		return texts
	}
	if r.n >= len(v.cuts.Segments) {
		return texts
	}
	s := v.cuts.Segments[r.n]
	texts[cellNumber] = strconv.Itoa(r.n + 1)
	texts[cellStart], texts[cellEnd], texts[cellLength] = v.clock(s.Start), v.clock(s.End), v.clock(s.End-s.Start)
	texts[cellTitle] = s.Title
	if n := v.sizeOf(s); n > 0 && !s.Excluded {
		texts[cellSize] = bytesText(n)
	}
	if texts[cellFile] = v.file(r.n); texts[cellFile] != "" {
		texts[cellFile] = path.Clean(texts[cellFile])
	}
	if s.Excluded {
		texts[cellFile] = tr("left out")
	}
	return texts
}

func (r *segmentRowRenderer) Refresh() {
	v := r.view
	filled := r.n >= 0 && r.n < len(v.cuts.Segments)
	setVisible(r.check, filled)
	switch {
	case !filled:
	case v.cuts.Segments[r.n].Excluded:
		r.check.show(theme.CheckButtonIcon(), theme.ColorNamePlaceHolder)
	default:
		r.check.show(theme.CheckButtonCheckedIcon(), theme.ColorNamePrimary)
	}
	current := filled && r.n == v.current
	setRowBackground(r.background, current, current && v.list.focused)
	r.Layout(r.Size())
	if r.edited() {
		v.input.Refresh()
	}
}
