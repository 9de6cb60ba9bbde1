package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A queueHead is the line of titles above the queue. A press on a title sorts
// the queue by its column, another the other way round.
type queueHead struct {
	widget.BaseWidget
	view   *queueView
	titles []*columnTitle
}

func newQueueHead(v *queueView) *queueHead {
	h := &queueHead{view: v}
	for n, c := range v.columns {
		t := &columnTitle{caption: newCaption(c.title), head: h, key: queueKeys[n]}
		t.caption.right = c.right
		t.ExtendBaseWidget(t)
		h.titles = append(h.titles, t)
	}
	h.ExtendBaseWidget(h)
	return h
}

// showSort shows which column the queue is sorted by.
func (h *queueHead) showSort() {
	for n, t := range h.titles {
		text := h.view.columns[n].title
		if by := h.view.queue.sorted; by.on && by.key == t.key && t.key != keyNone {
			if by.down {
				text += " ↓"
			} else {
				text += " ↑"
			}
		}
		t.caption.set(text, theme.ColorNamePlaceHolder)
	}
}

func (h *queueHead) CreateRenderer() fyne.WidgetRenderer {
	r := &queueHeadRenderer{queueHead: h, ground: newThemedRect(colorNameStripe)}
	r.objects = []fyne.CanvasObject{r.ground}
	for _, t := range h.titles {
		r.objects = append(r.objects, t)
	}
	return r
}

type queueHeadRenderer struct {
	*queueHead
	ground  *themedRect
	objects []fyne.CanvasObject
}

const headHeight = 24

func (r *queueHeadRenderer) Destroy()                     {}
func (r *queueHeadRenderer) Objects() []fyne.CanvasObject { return r.objects }
func (r *queueHeadRenderer) MinSize() fyne.Size           { return fyne.NewSize(minQueueWidth, headHeight) }
func (r *queueHeadRenderer) Refresh()                     { r.ground.Refresh() }
func (r *queueHeadRenderer) Layout(size fyne.Size) {
	r.ground.Resize(size)
	layoutCells(r.view.fitting(size.Width), r.objects[1:], size)
}

// A columnTitle is one title of the line.
type columnTitle struct {
	widget.BaseWidget
	caption *caption
	head    *queueHead
	key     sortKey
}

var (
	_ fyne.Tappable     = (*columnTitle)(nil)
	_ desktop.Hoverable = (*columnTitle)(nil)
)

func (t *columnTitle) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewStack(t.caption))
}

func (t *columnTitle) Tapped(*fyne.PointEvent) {
	if t.key != keyNone {
		t.head.view.callbacks.sort(t.key)
	}
}

func (t *columnTitle) MouseIn(*desktop.MouseEvent) {
	if t.key != keyNone {
		t.head.view.controls.hint(tr("Sort the queue by this column"))
	}
}

func (t *columnTitle) MouseMoved(*desktop.MouseEvent) {}
func (t *columnTitle) MouseOut()                      { t.head.view.controls.hint("") }
