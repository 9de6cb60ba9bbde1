package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A themedRect is a rectangle in a colour of the theme, which changes with it.
type themedRect struct {
	widget.BaseWidget
	color  fyne.ThemeColorName
	border fyne.ThemeColorName // "" for none
	radius float32
}

func newThemedRect(color fyne.ThemeColorName) *themedRect {
	g := &themedRect{color: color}
	g.ExtendBaseWidget(g)
	return g
}

func (g *themedRect) CreateRenderer() fyne.WidgetRenderer {
	r := &themedRectRenderer{g, &canvas.Rectangle{}}
	r.Refresh()
	return r
}

type themedRectRenderer struct {
	*themedRect
	shape *canvas.Rectangle
}

func (r *themedRectRenderer) Destroy()                     {}
func (r *themedRectRenderer) MinSize() fyne.Size           { return fyne.Size{} }
func (r *themedRectRenderer) Layout(size fyne.Size)        { r.shape.Resize(size) }
func (r *themedRectRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.shape} }
func (r *themedRectRenderer) Refresh() {
	r.shape.FillColor, r.shape.CornerRadius = tint(r.color), r.radius
	if r.border != "" {
		r.shape.StrokeColor, r.shape.StrokeWidth = tint(r.border), 1
	}
	r.shape.Refresh()
}

// A caption is a line of small text in a colour of the theme.
type caption struct {
	widget.BaseWidget
	text  string
	color fyne.ThemeColorName
	right bool
	bold  bool
}

func newCaption(text string) *caption {
	c := &caption{text: text, color: theme.ColorNamePlaceHolder}
	c.ExtendBaseWidget(c)
	return c
}

func (c *caption) set(text string, color fyne.ThemeColorName) {
	if text != c.text || color != c.color {
		c.text, c.color = text, color
		c.Refresh()
	}
}

// width is that of the whole text.
func (c *caption) width() float32 {
	return fyne.MeasureText(c.text, theme.CaptionTextSize(), fyne.TextStyle{Bold: c.bold}).Width + 1
}

func (c *caption) CreateRenderer() fyne.WidgetRenderer {
	r := &captionRenderer{c, &canvas.Text{}}
	r.Refresh()
	return r
}

type captionRenderer struct {
	*caption
	shape *canvas.Text
}

func (r *captionRenderer) Destroy()                     {}
func (r *captionRenderer) Objects() []fyne.CanvasObject { return []fyne.CanvasObject{r.shape} }

// MinSize leaves the width to the layout: what does not fit ends in an ellipsis.
func (r *captionRenderer) MinSize() fyne.Size {
	return fyne.NewSize(20, fyne.MeasureText("M", theme.CaptionTextSize(), fyne.TextStyle{}).Height)
}

func (r *captionRenderer) Layout(size fyne.Size) {
	r.shape.Resize(size)
	r.shape.Text = ellipsizedIn(r.shape.TextStyle, r.text, size.Width, r.shape.TextSize)
}

func (r *captionRenderer) Refresh() {
	r.shape.Color, r.shape.TextSize = tint(r.color), theme.CaptionTextSize()
	r.shape.TextStyle.Bold = r.bold
	if r.right {
		r.shape.Alignment = fyne.TextAlignTrailing
	}
	r.Layout(r.Size())
	r.shape.Refresh()
}
