package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A table is a list of rows in columns, one of which is current. The first
// column is a picture. It holds no rows: it asks for those on show.
type table struct {
	widget.List
	controls  *controls
	columns   []column
	narrow    []int // the columns that are left out first where there is no room
	callbacks tableCallbacks
	current   int // -1 for none
	focused   bool
}

// tableCallbacks are what a table asks, and what a person asks of it.
type tableCallbacks struct {
	length func() int
	row    func(n int) tableRow
	chosen func(n int)                   // it is current; may be nil
	open   func(n int)                   // Enter, or a double click; may be nil
	menu   func(n int, at fyne.Position) // may be nil
}

// A tableRow is what a row shows.
type tableRow struct {
	icon  fyne.Resource
	color fyne.ThemeColorName // of the picture, and of the last text if that is the status
	texts []string            // of the columns behind the picture
	quiet bool                // the last text is not the status
}

var _ fyne.Focusable = (*table)(nil)

func newTable(d *controls, columns []column, narrow []int, wants tableCallbacks) *table {
	t := &table{controls: d, columns: columns, narrow: narrow, callbacks: wants, current: -1}
	t.HideSeparators = true
	t.Length = wants.length
	t.CreateItem = func() fyne.CanvasObject { return newTableLine(t) }
	t.UpdateItem = func(n widget.ListItemID, o fyne.CanvasObject) {
		line := o.(*tableLine)
		line.n = n
		line.Refresh()
	}
	t.ExtendBaseWidget(t)
	return t
}

// titled returns the table under the titles of its columns.
func (t *table) titled() fyne.CanvasObject {
	titles := make([]fyne.CanvasObject, len(t.columns))
	for n, c := range t.columns {
		caption := newCaption(c.title)
		caption.right = c.right
		titles[n] = caption
	}
	head := container.NewStack(newThemedRect(colorNameStripe), container.New(tableHead{t}, titles...))
	return container.NewBorder(head, nil, nil, nil, t)
}

// tableHead lays the titles out as the rows are.
type tableHead struct{ table *table }

func (h tableHead) Layout(titles []fyne.CanvasObject, size fyne.Size) {
	layoutCells(dropColumns(h.table.columns, h.table.narrow, size.Width), titles, size)
	for n, c := range dropColumns(h.table.columns, h.table.narrow, size.Width) {
		setVisible(titles[n], c.width >= 0)
	}
}

func (h tableHead) MinSize([]fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(minQueueWidth, headHeight)
}

// choose makes a row current.
func (t *table) choose(n int) {
	n = min(max(n, 0), t.callbacks.length()-1)
	t.current = n
	t.Refresh()
	if n >= 0 {
		t.ScrollTo(n)
		if t.callbacks.chosen != nil {
			t.callbacks.chosen(n)
		}
	}
}

// FocusGained puts the keyboard at a row.
func (t *table) FocusGained() {
	t.focused = true
	if t.current < 0 && t.callbacks.length() > 0 {
		t.choose(0)
	}
	t.Refresh()
}

// FocusLost takes the mark of the keyboard away.
func (t *table) FocusLost() {
	t.focused = false
	t.Refresh()
}

// TypedRune has no use for letters.
func (t *table) TypedRune(rune) {}

// TypedKey moves through the rows.
func (t *table) TypedKey(key *fyne.KeyEvent) {
	page := max(1, int(t.Size().Height/(rowHeight+theme.Padding()))-1)
	switch key.Name {
	case fyne.KeyUp:
		t.choose(t.current - 1)
	case fyne.KeyDown:
		t.choose(t.current + 1)
	case fyne.KeyPageUp:
		t.choose(t.current - page)
	case fyne.KeyPageDown:
		t.choose(t.current + page)
	case fyne.KeyHome:
		t.choose(0)
	case fyne.KeyEnd:
		t.choose(t.callbacks.length() - 1)
	case fyne.KeyReturn, fyne.KeyEnter:
		t.open(t.current)
	default:
		t.controls.key(key)
	}
}

func (t *table) open(n int) {
	if n >= 0 && n < t.callbacks.length() && t.callbacks.open != nil {
		t.callbacks.open(n)
	}
}

// A tableLine is a row on show.
type tableLine struct {
	widget.BaseWidget
	table      *table
	n          int
	background *canvas.Rectangle
	icon       *rowIcon
	texts      []*canvas.Text
}

var (
	_ desktop.Mouseable      = (*tableLine)(nil)
	_ fyne.SecondaryTappable = (*tableLine)(nil)
	_ fyne.DoubleTappable    = (*tableLine)(nil)
)

func newTableLine(t *table) *tableLine {
	l := &tableLine{table: t, background: &canvas.Rectangle{CornerRadius: 4}, icon: newRowIcon()}
	for _, c := range t.columns[1:] {
		l.texts = append(l.texts, cellText(c))
	}
	l.ExtendBaseWidget(l)
	return l
}

// MouseDown makes the row current.
func (l *tableLine) MouseDown(*desktop.MouseEvent) {
	if c := fyne.CurrentApp().Driver().CanvasForObject(l.table); c != nil {
		c.Focus(l.table)
	}
	l.table.choose(l.n)
}

// MouseUp does nothing.
func (l *tableLine) MouseUp(*desktop.MouseEvent) {}

// DoubleTapped opens the row.
func (l *tableLine) DoubleTapped(*fyne.PointEvent) { l.table.open(l.n) }

// TappedSecondary shows what can be done with the row.
func (l *tableLine) TappedSecondary(e *fyne.PointEvent) {
	if l.table.callbacks.menu != nil && l.n < l.table.callbacks.length() {
		l.table.callbacks.menu(l.n, e.AbsolutePosition)
	}
}

// CreateRenderer makes the canvas objects of the row.
func (l *tableLine) CreateRenderer() fyne.WidgetRenderer {
	r := &tableLineRenderer{l, []fyne.CanvasObject{l.background, l.icon.Image}}
	for _, t := range l.texts {
		r.objects = append(r.objects, t)
	}
	return r
}

type tableLineRenderer struct {
	*tableLine
	objects []fyne.CanvasObject
}

func (r *tableLineRenderer) Destroy()                     {}
func (r *tableLineRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *tableLineRenderer) MinSize() fyne.Size           { return fyne.NewSize(minQueueWidth, rowHeight-4) }

func (r *tableLineRenderer) Layout(size fyne.Size) {
	t := r.table
	columns := dropColumns(t.columns, t.narrow, size.Width)
	r.background.Resize(size)
	layoutCells(columns, r.objects[1:], size)
	if r.n >= t.callbacks.length() {
		return
	}
	row := t.callbacks.row(r.n)
	r.icon.show(row.icon, row.color)
	for n, cell := range r.texts {
		text, color, size := "", tint(theme.ColorNameForeground), theme.TextSize()
		if n > 0 {
			color, size = tint(theme.ColorNamePlaceHolder), theme.CaptionTextSize()
		}
		if n == len(r.texts)-1 && row.color != "" && !row.quiet {
			color = tint(row.color)
		}
		if n < len(row.texts) && columns[n+1].width >= 0 {
			text = ellipsized(row.texts[n], cell.Size().Width, size)
		}
		setText(cell, text, size, color)
	}
}

func (r *tableLineRenderer) Refresh() {
	setRowBackground(r.background, r.n == r.table.current, r.n == r.table.current && r.table.focused)
	r.Layout(r.Size())
}
