package window

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Tips are small labels beside the control under the pointer. They lie on a
// layer over the window's content that takes no events of its own.
type tips struct {
	layer *fyne.Container
	label *widget.Label
	box   *fyne.Container
	timer *time.Timer
	asked int // numbers the waits: only the last one may end in a tip
}

// tipDelay is how long the pointer rests before a tip is shown.
const tipDelay = 600 * time.Millisecond

func newTips() *tips {
	t := &tips{label: widget.NewLabel("")}
	t.label.SizeName = theme.SizeNameCaptionText
	ground := newThemedRect(theme.ColorNameOverlayBackground)
	ground.border, ground.radius = theme.ColorNameInputBorder, 4
	t.box = container.NewStack(ground, t.label)
	t.box.Hide()
	t.layer = container.NewWithoutLayout(t.box)
	return t
}

// over shows the text beneath a control once the pointer has rested on it.
func (t *tips) over(o fyne.CanvasObject, text string, run func(func())) {
	t.gone()
	if text == "" {
		return
	}
	number := t.asked
	t.timer = time.AfterFunc(tipDelay, func() {
		run(func() {
			if number == t.asked {
				t.show(o, text)
			}
		})
	})
}

func (t *tips) show(o fyne.CanvasObject, text string) {
	d := fyne.CurrentApp().Driver()
	c := d.CanvasForObject(o)
	if c == nil || c.Overlays().Top() != nil {
		return
	}
	t.label.SetText(text)
	size := t.box.MinSize()
	origin := d.AbsolutePositionForObject(t.layer)
	at := d.AbsolutePositionForObject(o).Subtract(origin)
	at.Y += o.Size().Height + 4
	room := t.layer.Size()
	at.X = max(4, min(at.X, room.Width-size.Width-4))
	if at.Y+size.Height > room.Height {
		at.Y -= o.Size().Height + size.Height + 8
	}
	t.box.Resize(size)
	t.box.Move(at)
	t.box.Show()
	t.layer.Refresh() // which is on the canvas; a box that was never painted is not
}

// gone hides the tip, and any that is about to be shown.
func (t *tips) gone() {
	t.asked++
	if t.timer != nil {
		t.timer.Stop()
	}
	t.box.Hide()
}
