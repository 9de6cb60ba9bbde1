package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// A column of a list. Exactly one of a list's columns has the width 0: it takes
// what the others leave. A negative width is that of a column left out.
type column struct {
	title string
	width float32
	right bool // numbers stand right
}

const (
	cellGap   = 10
	rowMargin = 8
	leastName = 130 // what the column that takes the rest should have
)

// narrowed leaves out columns, the first named in order first, until what is
// left fits the width.
func narrowed(columns []column, order []int, width float32) []column {
	columns = slices.Clone(columns)
	need := float32(2*rowMargin + leastName - cellGap)
	for _, c := range columns {
		need += c.width + cellGap
	}
	for _, n := range order {
		if need <= width {
			break
		}
		need -= columns[n].width + cellGap
		columns[n].width = -1
	}
	return columns
}

// spare returns what is left of a width for the column that takes the rest.
func spare(columns []column, width float32) float32 {
	width += cellGap - 2*rowMargin
	for _, c := range columns {
		if c.width >= 0 {
			width -= c.width + cellGap
		}
	}
	return width
}

// widened gives a column half of what the one that takes the rest has beyond
// what is plenty for it, until it has its most.
func widened(columns []column, n int, most, plenty, width float32) []column {
	rest := spare(columns, width)
	if columns[n].width < 0 || rest <= plenty {
		return columns
	}
	columns = slices.Clone(columns)
	columns[n].width = min(columns[n].width+(rest-plenty)/2, max(most, columns[n].width))
	return columns
}

// spread lays cells out over a width as the columns say. It is the layout of
// rows and of the header above them alike.
func spread(columns []column, cells []fyne.CanvasObject, size fyne.Size) {
	rest := spare(columns, size.Width)
	x := float32(rowMargin)
	for n, c := range columns {
		width := c.width
		if width < 0 {
			cells[n].Resize(fyne.Size{})
			continue
		}
		if width == 0 {
			width = max(rest, 40)
		}
		height := cells[n].MinSize().Height
		cells[n].Move(fyne.NewPos(x, (size.Height-height)/2))
		cells[n].Resize(fyne.NewSize(width, height))
		x += width + cellGap
	}
}

// cellText makes the text of a cell. Its colour is set when it is filled.
func cellText(c column) *canvas.Text {
	t := canvas.NewText("", nil)
	t.TextSize = theme.TextSize()
	if c.right {
		t.Alignment = fyne.TextAlignTrailing
	}
	return t
}

// fitted returns text, or as much of it as fits the width before an ellipsis.
func fitted(text string, width, size float32) string {
	return fittedIn(fyne.TextStyle{}, text, width, size)
}

// fittedFile is fitted for names of files, which differ at their ends.
func fittedFile(name string, width, size float32) string {
	runes := []rune(name)
	const tail = 9 // a number and an ending
	if len(runes) <= 2*tail || fyne.MeasureText(name, size, fyne.TextStyle{}).Width <= width {
		return fitted(name, width, size)
	}
	end := string(runes[len(runes)-tail:])
	rest := width - fyne.MeasureText(end, size, fyne.TextStyle{}).Width
	if rest <= 0 {
		return fitted(name, width, size)
	}
	return fitted(string(runes[:len(runes)-tail])+" ", rest, size) + end
}

func fittedIn(style fyne.TextStyle, text string, width, size float32) string {
	if width <= 0 {
		return ""
	}
	if fyne.MeasureText(text, size, style).Width <= width {
		return text
	}
	runes := []rune(text)
	fits, over := 0, len(runes)
	for over-fits > 1 {
		middle := (fits + over) / 2
		if fyne.MeasureText(string(runes[:middle])+"…", size, style).Width <= width {
			fits = middle
		} else {
			over = middle
		}
	}
	return string(runes[:fits]) + "…"
}
