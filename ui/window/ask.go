package window

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/widget"
)

// A sheet is a dialog of the window: Escape closes it.
type sheet struct {
	dialog   interface{ Hide() }
	main     *button           // has the focus at first
	onClosed func()            // may be nil
	under    *sheet            // the sheet below; nil for the window
	scroll   *container.Scroll // around its content; nil for none
}

// open shows a sheet with its buttons. The last of them has the focus.
func (w *window) open(title string, content fyne.CanvasObject, size fyne.Size, buttons ...*button) {
	for w.closeSheet() {
	}
	d := dialog.NewCustomWithoutButtons(title, content, w.win)
	row := make([]fyne.CanvasObject, len(buttons))
	for n, b := range buttons {
		row[n] = b
	}
	d.SetButtons(row)
	s := &sheet{dialog: d, main: buttons[len(buttons)-1], scroll: scrollIn(content)}
	d.SetOnClosed(func() {
		if w.sheet == s {
			w.sheet = nil
		}
		if s.onClosed != nil {
			w.run(s.onClosed) // not now: another sheet may be about to open
		}
	})
	w.sheet = s
	d.Show()
	if !size.IsZero() {
		d.Resize(size.Min(w.win.Canvas().Size().SubtractWidthHeight(40, 40)))
	}
	w.win.Canvas().Focus(s.main)
}

// largeSize is the size of sheets with much in them.
func (w *window) largeSize() fyne.Size {
	all := w.win.Canvas().Size()
	return fyne.NewSize(1000, 720).Max(fyne.NewSize(all.Width*0.7, all.Height*0.8))
}

// closeSheet closes the sheet that is open, and reports whether there was one.
func (w *window) closeSheet() bool {
	if w.sheet == nil {
		return false
	}
	s := w.sheet
	w.sheet = s.under
	s.dialog.Hide()
	return true
}

// trackDialog makes a file dialog the sheet that is open, over the one before.
func (w *window) trackDialog(d *dialog.FileDialog) {
	s := &sheet{dialog: d, under: w.sheet}
	d.SetOnClosed(func() {
		if w.sheet == s {
			w.sheet = s.under
		}
	})
	w.sheet = s
}

// ask asks a question; then is called if the answer is yes.
func (w *window) ask(title, text, no, yes string, then func()) {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	back := w.controls.button(no, nil, "", func() { w.closeSheet() })
	on := w.controls.button(yes, nil, "", func() {
		w.closeSheet()
		then()
	})
	on.Importance = widget.WarningImportance
	w.askedButtons["no"], w.askedButtons["yes"] = back, on
	w.open(title, container.NewStack(l), fyne.NewSize(420, 170), back, on)
}

// askText asks for a line of text; then is called with one that is not empty.
func (w *window) askText(title, label, initial, yes string, then func(string)) {
	text := w.controls.entry(false, nil)
	text.SetText(initial)
	take := func() {
		if said := strings.TrimSpace(text.Text); said != "" {
			w.closeSheet()
			then(said)
		}
	}
	text.OnSubmitted = func(string) { take() }
	back := w.controls.button(tr("Cancel"), nil, "", func() { w.closeSheet() })
	on := w.controls.button(yes, nil, "", take)
	on.Importance = widget.HighImportance
	w.askedButtons["no"], w.askedButtons["yes"] = back, on
	w.open(title, container.NewVBox(widget.NewLabel(label), text), fyne.NewSize(420, 170), back, on)
	w.focus(text)
}
