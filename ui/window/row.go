package window

import (
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// rowHeight of both lists.
const rowHeight = 30

// A row shows an item of the queue.
type row struct {
	widget.BaseWidget
	view *queueView
	item *item
	n    int // of the visible items

	background *canvas.Rectangle
	icon       *rowIcon
	cells      []*canvas.Text // name, duration, size, settings, parts, status
	progress   *bar
}

var (
	_ desktop.Mouseable      = (*row)(nil)
	_ fyne.SecondaryTappable = (*row)(nil)
	_ fyne.DoubleTappable    = (*row)(nil)
	_ fyne.Draggable         = (*row)(nil)
)

func newRow(view *queueView) *row {
	r := &row{view: view, background: &canvas.Rectangle{CornerRadius: 4}, icon: newRowIcon(), progress: newBar()}
	for _, c := range view.columns[1:] {
		r.cells = append(r.cells, cellText(c))
	}
	r.ExtendBaseWidget(r)
	return r
}

// show fills the row with the nth visible item.
func (r *row) show(n int, i *item) {
	r.n, r.item = n, i
	r.Refresh()
}

func (r *row) MouseDown(e *desktop.MouseEvent) {
	if r.item != nil {
		r.view.pressed(r.item, e.Button, e.Modifier)
	}
}

func (r *row) MouseUp(*desktop.MouseEvent) {}

// Dragged takes the selected files along, a row at a time: to where the pointer is.
func (r *row) Dragged(e *fyne.DragEvent) {
	q := r.view.queue
	from, to := q.index(q.current), q.index(r.view.at(e.AbsolutePosition))
	switch {
	case from < 0 || to < 0:
	case to < from:
		r.view.callbacks.move(-1)
	case to > from:
		r.view.callbacks.move(1)
	}
}

func (r *row) DragEnd() {}

func (r *row) TappedSecondary(e *fyne.PointEvent) {
	if r.item != nil {
		r.view.callbacks.menu(e.AbsolutePosition)
	}
}

func (r *row) DoubleTapped(*fyne.PointEvent) {
	if r.item != nil {
		r.view.callbacks.open(r.item)
	}
}

func (r *row) CreateRenderer() fyne.WidgetRenderer {
	objects := []fyne.CanvasObject{r.background, r.icon.Image}
	for _, c := range r.cells {
		objects = append(objects, c)
	}
	return &rowRenderer{r, append(objects, r.progress)}
}

type rowRenderer struct {
	*row
	objects []fyne.CanvasObject
}

func (r *rowRenderer) Destroy()                     {}
func (r *rowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *rowRenderer) MinSize() fyne.Size {
	return fyne.NewSize(minQueueWidth, rowHeight)
}

func (r *rowRenderer) Layout(size fyne.Size) {
	r.background.Resize(size)
	status := r.cells[len(r.cells)-1]
	status.TextSize = theme.CaptionTextSize() // the height that it is placed by
	setVisible(r.progress, r.item != nil && r.item.phase.busy())
	layoutCells(r.view.fitting(size.Width), r.objects[1:len(r.objects)-1], size)
	r.progress.Move(fyne.NewPos(status.Position().X, size.Height-7))
	r.progress.Resize(fyne.NewSize(status.Size().Width, barHeight))
	if r.progress.Visible() {
		status.Move(status.Position().SubtractXY(0, 4))
	}
	r.fill()
}

func (r *rowRenderer) Refresh() {
	if r.item != nil {
		r.Layout(r.Size())
	}
}

// fill sets what the row says, fitted to the widths of its cells.
func (r *rowRenderer) fill() {
	i := r.item
	if i == nil {
		return
	}
	ink := tint(theme.ColorNameForeground)
	quiet := tint(theme.ColorNamePlaceHolder)
	texts := []string{i.name(), "", "", "", ""}
	if i.source.Rate > 0 {
		texts[1], texts[2], texts[3] = clockText(i.source.Duration()), bytesText(i.source.Size), r.view.callbacks.recipe(i)
		r.view.callbacks.count(i)
		if n := i.segments(); n >= 0 {
			texts[4] = strconv.Itoa(n)
		}
	}
	for n, c := range r.cells[:len(texts)] { // behind them is the status
		color := ink
		if n == 2 || n == 3 && i.own == nil {
			color = quiet
		}
		setText(c, ellipsized(texts[n], c.Size().Width, theme.TextSize()), theme.TextSize(), color)
	}
	paused := r.view.callbacks.paused()
	icon, name := i.icon(paused)
	r.icon.show(icon, name)
	status := r.cells[len(r.cells)-1]
	text := statusText(i, paused)
	if status.Size().Width < 100 {
		text = shortStatusText(i, paused)
	}
	setText(status, ellipsized(text, status.Size().Width, status.TextSize), status.TextSize, tint(name))
	r.progress.set(i.progress)
	setRowBackground(r.background, r.view.queue.selected[i], r.view.focused && r.view.queue.current == i)
}

// icon returns the picture and the colour an item is shown with.
func (i *item) icon(paused bool) (fyne.Resource, fyne.ThemeColorName) {
	if i.isPaused(paused) {
		return theme.MediaPauseIcon(), theme.ColorNameWarning
	}
	if i.retryErr != nil {
		return theme.WarningIcon(), theme.ColorNameWarning
	}
	icon, color := statusIcon(i.phase)
	if i.phase == done && i.hasRemarks {
		icon = theme.InfoIcon() // its view says more
	}
	return icon, color
}

// statusIcon returns the picture and the colour a phase is shown with.
func statusIcon(p phase) (fyne.Resource, fyne.ThemeColorName) {
	switch p {
	case reading, queued:
		return theme.HistoryIcon(), theme.ColorNamePlaceHolder
	case working:
		return theme.ContentCutIcon(), theme.ColorNamePrimary
	case done:
		return theme.ConfirmIcon(), theme.ColorNameSuccess
	case refused, failed:
		return theme.ErrorIcon(), theme.ColorNameError
	case canceled:
		return theme.CancelIcon(), theme.ColorNameWarning
	}
	return theme.FileAudioIcon(), theme.ColorNamePlaceHolder
}
