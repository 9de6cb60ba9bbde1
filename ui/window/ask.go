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
	dialog interface{ Hide() }
	main   *button           // has the focus at first
	then   func()            // what waits for it to be closed; may be nil
	under  *sheet            // what it covers; nil for the window
	scroll *container.Scroll // that its content is in; nil for none
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
		if s.then != nil {
			w.run(s.then) // not now: another sheet may be about to open
		}
	})
	w.sheet = s
	d.Show()
	if !size.IsZero() {
		d.Resize(size.Min(w.win.Canvas().Size().SubtractWidthHeight(40, 40)))
	}
	w.win.Canvas().Focus(s.main)
}

// roomy is the size of a sheet that has a use for more room than others.
func (w *window) roomy() fyne.Size {
	all := w.win.Canvas().Size()
	return fyne.NewSize(1000, 720).Max(fyne.NewSize(all.Width*0.7, all.Height*0.8))
}

// closeSheet closes what is open, and reports whether there was anything.
func (w *window) closeSheet() bool {
	if w.sheet == nil {
		return false
	}
	s := w.sheet
	w.sheet = s.under
	s.dialog.Hide()
	return true
}

// cover takes a dialog of files as a sheet over what is open.
func (w *window) cover(d *dialog.FileDialog) {
	s := &sheet{dialog: d, under: w.sheet}
	d.SetOnClosed(func() {
		if w.sheet == s {
			w.sheet = s.under
		}
	})
	w.sheet = s
}

// ask puts a question with a way out and a way on.
func (w *window) ask(title, text, no, yes string, then func()) {
	l := widget.NewLabel(text)
	l.Wrapping = fyne.TextWrapWord
	back := w.desk.button(no, nil, "", func() { w.closeSheet() })
	on := w.desk.button(yes, nil, "", func() {
		w.closeSheet()
		then()
	})
	on.Importance = widget.WarningImportance
	w.asked["no"], w.asked["yes"] = back, on
	w.open(title, container.NewStack(l), fyne.NewSize(420, 170), back, on)
}

// askText asks for a line of text; then is called with one that is not empty.
func (w *window) askText(title, label, initial, yes string, then func(string)) {
	text := w.desk.entry(false, nil)
	text.SetText(initial)
	take := func() {
		if said := strings.TrimSpace(text.Text); said != "" {
			w.closeSheet()
			then(said)
		}
	}
	text.OnSubmitted = func(string) { take() }
	back := w.desk.button(tr("Cancel"), nil, "", func() { w.closeSheet() })
	on := w.desk.button(yes, nil, "", take)
	on.Importance = widget.HighImportance
	w.asked["no"], w.asked["yes"] = back, on
	w.open(title, container.NewVBox(widget.NewLabel(label), text), fyne.NewSize(420, 170), back, on)
	w.focus(text)
}
