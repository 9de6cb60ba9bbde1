package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A fixedRight is the layout of a split whose right side keeps its width when the
// width of the window changes.
type fixedRight struct {
	split *container.Split
	right float64 // width of the right side
	given float64 // the offset that gives this width
	width float64 // of both sides, at the last layout

	low, high float64 // the limits of given
}

// newFixedRight keeps the width that the right side of a split has in a window of
// that width.
func newFixedRight(split *container.Split, width float32) *fixedRight {
	return &fixedRight{split: split, right: float64(width) * (1 - split.Offset), given: split.Offset, low: 0.5, high: 0.9}
}

// Layout gives the split all of the size.
func (s *fixedRight) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if s.split.Offset != s.given { // a person has moved it
		s.given = s.split.Offset
		s.right = s.width * (1 - s.given)
		s.low, s.high = min(s.low, s.given), max(s.high, s.given)
	}
	if width := float64(size.Width); width != s.width {
		s.width = width
		s.given = min(max(1-s.right/width, s.low), s.high)
		s.split.Offset = s.given
	}
	objects[0].Resize(size)
}

// MinSize is that of the split.
func (s *fixedRight) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
