package window

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/theme"
)

// A column of a list. Exactly one of a list's columns has the width 0: it takes
// the rest of the width. A column of negative width is left out.
type column struct {
	title string
	width float32
	right bool // aligned right, as numbers are
}

const (
	cellGap      = 10
	rowMargin    = 8
	minNameWidth = 130 // the least width of the column that takes the rest
)

// dropColumns leaves out columns, in the given order, until the others fit the
// width.
func dropColumns(columns []column, order []int, width float32) []column {
	columns = slices.Clone(columns)
	need := float32(2*rowMargin + minNameWidth - cellGap)
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

// restWidth returns the width of the column that takes the rest.
func restWidth(columns []column, width float32) float32 {
	width += cellGap - 2*rowMargin
	for _, c := range columns {
		if c.width >= 0 {
			width -= c.width + cellGap
		}
	}
	return width
}

// growColumn widens a column by half of what the column that takes the rest has
// above plenty, up to most.
func growColumn(columns []column, n int, most, plenty, width float32) []column {
	rest := restWidth(columns, width)
	if columns[n].width < 0 || rest <= plenty {
		return columns
	}
	columns = slices.Clone(columns)
	columns[n].width = min(columns[n].width+(rest-plenty)/2, max(most, columns[n].width))
	return columns
}

// layoutCells places cells side by side with the widths of the columns, in rows and
// in headers.
func layoutCells(columns []column, cells []fyne.CanvasObject, size fyne.Size) {
	rest := restWidth(columns, size.Width)
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

// ellipsized returns text, or as much of it as fits the width before an ellipsis.
func ellipsized(text string, width, size float32) string {
	return ellipsizedIn(fyne.TextStyle{}, text, width, size)
}

// ellipsizedFile keeps the end of a file name, where names differ.
func ellipsizedFile(name string, width, size float32) string {
	runes := []rune(name)
	const tail = 9 // a number and an ending
	if len(runes) <= 2*tail || fyne.MeasureText(name, size, fyne.TextStyle{}).Width <= width {
		return ellipsized(name, width, size)
	}
	end := string(runes[len(runes)-tail:])
	rest := width - fyne.MeasureText(end, size, fyne.TextStyle{}).Width
	if rest <= 0 {
		return ellipsized(name, width, size)
	}
	return ellipsized(string(runes[:len(runes)-tail])+" ", rest, size) + end
}

func ellipsizedIn(style fyne.TextStyle, text string, width, size float32) string {
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
