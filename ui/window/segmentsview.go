package window

import (
	"path"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
)

// A segmentsView is the list of the segments that splitting a file would give.
type segmentsView struct {
	fyne.CanvasObject
	list    *widget.List
	columns []column
	preview engine.Preview
}

func newSegmentsView() *segmentsView {
	v := &segmentsView{columns: []column{
		{"#", 30, true},
		{tr("Start"), 88, true},
		{tr("End"), 88, true},
		{tr("Duration"), 88, true},
		{tr("File"), 0, false},
	}}
	v.list = widget.NewList(
		func() int { return len(v.preview.Plan.Segments) },
		func() fyne.CanvasObject { return newSegmentRow(v.columns) },
		func(n widget.ListItemID, o fyne.CanvasObject) { o.(*segmentRow).show(v.texts(n)) },
	)
	v.list.HideSeparators = true
	v.CanvasObject = withHeader(v.columns, container.NewStack(v.list))
	return v
}

func (v *segmentsView) show(p engine.Preview) {
	v.preview = p
	v.list.UnselectAll()
	v.list.Refresh()
}

func (v *segmentsView) texts(n int) []string {
	if n >= len(v.preview.Plan.Segments) || n >= len(v.preview.Names) {
		return make([]string, len(v.columns))
	}
	s, rate := v.preview.Plan.Segments[n], v.preview.Source.Rate
	return []string{
		strconv.Itoa(n + 1),
		rate.Time(s.Start).Clock(),
		rate.Time(s.End).Clock(),
		rate.Time(s.Len()).Clock(),
		path.Clean(v.preview.Names[n]),
	}
}

// A segmentRow is a line of the list.
type segmentRow struct {
	widget.BaseWidget
	columns []column
	texts   []string
	cells   []*canvas.Text
}

func newSegmentRow(columns []column) *segmentRow {
	r := &segmentRow{columns: columns}
	for _, c := range columns {
		r.cells = append(r.cells, cellText(c))
	}
	r.ExtendBaseWidget(r)
	return r
}

func (r *segmentRow) show(texts []string) {
	r.texts = texts
	r.Refresh()
}

func (r *segmentRow) CreateRenderer() fyne.WidgetRenderer {
	var objects []fyne.CanvasObject
	for _, c := range r.cells {
		objects = append(objects, c)
	}
	return &segmentRowRenderer{r, objects}
}

type segmentRowRenderer struct {
	*segmentRow
	objects []fyne.CanvasObject
}

func (r *segmentRowRenderer) Destroy()                     {}
func (r *segmentRowRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *segmentRowRenderer) MinSize() fyne.Size {
	return spreadLayout{r.columns, 22}.MinSize(nil)
}

func (r *segmentRowRenderer) Layout(size fyne.Size) {
	spread(r.columns, r.objects, size)
	for n, text := range r.texts {
		c := r.cells[n]
		c.TextSize = theme.TextSize()
		c.Text = fitted(text, c.Size().Width, c.TextSize)
		c.Color = tint(theme.ColorNameForeground)
		if n < len(r.texts)-1 && n != 1 {
			c.Color = tint(theme.ColorNamePlaceHolder)
		}
	}
}

func (r *segmentRowRenderer) Refresh() {
	r.Layout(r.Size())
	for _, o := range r.objects {
		o.Refresh()
	}
}
