package window

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// The parts of rows. Lists show all their rows again at every change, which is
// mostly in other rows: parts that have not changed are not drawn again.

// setText changes a text, and draws it only if it differs.
func setText(t *canvas.Text, text string, size float32, ink color.Color) {
	if t.Text != text || t.TextSize != size || t.Color != ink {
		t.Text, t.TextSize, t.Color = text, size, ink
		t.Refresh()
	}
}

// setRowBackground gives the background of a row the colours of one that is selected
// or has the keyboard focus.
func setRowBackground(g *canvas.Rectangle, selected, focused bool) {
	var fill, stroke color.Color
	var width float32
	if selected {
		fill = tint(theme.ColorNameSelection)
	}
	if focused {
		stroke, width = tint(theme.ColorNamePrimary), 1
	}
	if g.FillColor != fill || g.StrokeColor != stroke || g.StrokeWidth != width {
		g.FillColor, g.StrokeColor, g.StrokeWidth = fill, stroke, width
		g.Refresh()
	}
}

// A rowIcon is the icon at the start of a row. Drawing one takes far longer than a
// text: an SVG file is read and coloured.
type rowIcon struct {
	*canvas.Image
	icon fyne.Resource // nil for none
	ink  color.Color
}

func newRowIcon() *rowIcon {
	p := &rowIcon{Image: &canvas.Image{FillMode: canvas.ImageFillContain}}
	p.SetMinSize(fyne.NewSquareSize(16))
	return p
}

// show draws an icon in a colour of the theme, or none if it is nil.
func (p *rowIcon) show(icon fyne.Resource, name fyne.ThemeColorName) {
	var ink color.Color
	if icon != nil {
		ink = tint(name)
	}
	if p.icon == icon && p.ink == ink {
		return
	}
	p.icon, p.ink = icon, ink
	p.Resource, p.Image.Image = nil, nil
	if icon != nil {
		p.Resource = theme.NewColoredResource(icon, name)
	}
	p.Refresh()
}
