package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// A steady is the layout of a split whose right side keeps its width when the
// window becomes wider or narrower: what is on the left has a use for the room.
type steady struct {
	split *container.Split
	right float64 // width of the right side
	given float64 // the offset that follows from it
	width float64 // of both, the last time
}

// newSteady begins as a split is in a window of that width.
func newSteady(split *container.Split, width float32) *steady {
	return &steady{split: split, right: float64(width) * (1 - split.Offset), given: split.Offset}
}

// Layout gives the split all of the size.
func (s *steady) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	if s.split.Offset != s.given { // a person has moved it
		s.right = s.width * (1 - s.split.Offset)
	}
	s.width = float64(size.Width)
	s.given = min(max(1-s.right/s.width, 0.5), 0.9)
	s.split.Offset = s.given
	objects[0].Resize(size)
}

// MinSize is that of the split.
func (s *steady) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
