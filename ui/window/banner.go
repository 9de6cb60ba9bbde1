package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A banner is a message above the queue, with an icon and buttons.
type banner struct {
	fyne.CanvasObject
	icon    *widget.Icon
	text    *widget.Label
	actions *fyne.Container
}

func newBanner() *banner {
	b := &banner{icon: widget.NewIcon(nil), text: widget.NewLabel(""), actions: container.NewHBox()}
	b.text.Wrapping = fyne.TextWrapWord
	frame := newThemedRect(colorNameStripe)
	frame.radius, frame.border = 6, theme.ColorNameSeparator
	content := container.NewBorder(nil, nil,
		container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(26), b.icon)), container.NewCenter(b.actions), b.text)
	b.CanvasObject = container.New(margin(6), container.NewStack(frame, container.NewPadded(content)))
	b.CanvasObject.Hide()
	return b
}

// show fills the banner and makes it visible.
func (b *banner) show(icon fyne.Resource, color fyne.ThemeColorName, text string, actions ...fyne.CanvasObject) {
	b.icon.SetResource(theme.NewColoredResource(icon, color))
	b.text.SetText(text)
	b.actions.Objects = actions
	b.actions.Refresh()
	b.CanvasObject.Show()
}

// showBanner shows a message in the window's banner and in the status line. The
// banner gets a button that closes it.
func (w *window) showBanner(icon fyne.Resource, color fyne.ThemeColorName, text string, actions ...fyne.CanvasObject) {
	hide := w.controls.button("", theme.CancelIcon(), tr("Close this message"), w.banner.CanvasObject.Hide)
	hide.Importance = widget.LowImportance
	w.banner.show(icon, color, text, append(actions, hide)...)
	w.setStatus(text)
}
