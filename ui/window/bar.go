package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A bar is a thin progress bar.
type bar struct {
	widget.BaseWidget
	done       float64
	background *canvas.Rectangle
	fill       *canvas.Rectangle
}

const barHeight = 4

func newBar() *bar {
	b := &bar{background: &canvas.Rectangle{CornerRadius: 2}, fill: &canvas.Rectangle{CornerRadius: 2}}
	b.ExtendBaseWidget(b)
	return b
}

func (b *bar) set(done float64) {
	done = min(max(done, 0), 1)
	if done != b.done {
		b.done = done
		b.Refresh()
	}
}

func (b *bar) CreateRenderer() fyne.WidgetRenderer {
	r := &barRenderer{b}
	r.Refresh()
	return r
}

type barRenderer struct{ *bar }

func (r *barRenderer) Destroy()           {}
func (r *barRenderer) MinSize() fyne.Size { return fyne.NewSize(40, barHeight) }
func (r *barRenderer) Objects() []fyne.CanvasObject {
	return []fyne.CanvasObject{r.background, r.fill}
}

func (r *barRenderer) Layout(size fyne.Size) {
	top := (size.Height - barHeight) / 2
	r.background.Move(fyne.NewPos(0, top))
	r.background.Resize(fyne.NewSize(size.Width, barHeight))
	r.fill.Move(fyne.NewPos(0, top))
	r.fill.Resize(fyne.NewSize(size.Width*float32(r.done), barHeight))
}

func (r *barRenderer) Refresh() {
	r.background.FillColor = tint(theme.ColorNameSeparator)
	r.fill.FillColor = tint(theme.ColorNamePrimary)
	r.Layout(r.Size())
	canvas.Refresh(r.bar)
}
