package window

import "fyne.io/fyne/v2"

// A statusLine gives the counts at its right the width they need, and all else
// to what is said at its left.
type statusLine struct{ counts *caption }

const statusGap = 16

// Layout places what is said and the counts.
func (l statusLine) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	right := min(l.counts.width(), size.Width/2)
	objects[0].Resize(fyne.NewSize(max(size.Width-right-statusGap, 0), size.Height))
	objects[1].Move(fyne.NewPos(size.Width-right, 0))
	objects[1].Resize(fyne.NewSize(right, size.Height))
}

// MinSize leaves the width to the window.
func (l statusLine) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }
