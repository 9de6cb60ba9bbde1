package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// welcome greets a person who opens the program for the first time: first
// whether ffmpeg is there, then how to begin.
func (w *window) welcome() {
	w.state.Welcomed = true // remembered when the window closes
	said := newMutedText(theme.SizeNameText, fyne.TextAlignLeading)
	icon := widget.NewIcon(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
	title := widget.NewLabel("")
	title.TextStyle.Bold = true
	next := w.controls.button(tr("Next"), nil, "", w.welcomed)
	next.Importance = widget.HighImportance
	again := w.controls.button(tr("Check again"), theme.ViewRefreshIcon(), tr("After installing ffmpeg"), nil)
	tell := func() {
		setVisible(again, w.tools != nil)
		if w.tools != nil {
			icon.SetResource(theme.NewWarningThemedResource(theme.WarningIcon()))
			title.SetText(tr("ffmpeg is missing"))
			said.set(sentence(w.tools))
			return
		}
		icon.SetResource(theme.NewSuccessThemedResource(theme.ConfirmIcon()))
		title.SetText(tr("ffmpeg is there"))
		w.showToolsVersion(said)
	}
	again.OnTapped = func() { w.findTools(tell) }
	tell()
	w.askedButtons["next"] = next
	step := newCaption(tr("Step {{.N}} of {{.All}}", textArgs{"N": 1, "All": 2}))
	text := widget.NewLabel(tr("AudioSpliter reads and writes audio with ffmpeg, which is a program of its own."))
	text.Wrapping = fyne.TextWrapWord
	state := container.NewBorder(nil, nil, container.NewVBox(container.NewGridWrap(fyne.NewSquareSize(28), icon)), nil, container.New(tightColumn{}, title, said))
	w.open(tr("Welcome to AudioSpliter"), container.NewBorder(nil, step, w.picture(64), nil, container.NewVBox(text, state)),
		fyne.NewSize(520, 250), again, next)
}

// welcomed is the second step.
func (w *window) welcomed() {
	text := widget.NewLabel(tr("Add files, choose how to split them, look at the segments, and press Split. Your files are never changed."))
	text.Wrapping = fyne.TextWrapWord
	more := newMutedText(theme.SizeNameText, fyne.TextAlignLeading)
	more.set(tr("You can drop files, folders, cue sheets and presets anywhere in the window. F1 shows what the keyboard can do."))
	begin := w.controls.button(tr("Begin"), nil, "", func() { w.closeSheet() })
	begin.Importance = widget.HighImportance
	buttons := []*button{begin}
	if w.options.Sample != nil && w.tools == nil {
		sample := w.controls.button(tr("Try the sample"), theme.MediaMusicIcon(), "", func() {
			w.closeSheet()
			w.addSample()
		})
		w.askedButtons["trySample"] = sample
		buttons = append([]*button{sample}, begin)
	}
	w.askedButtons["begin"] = begin
	step := newCaption(tr("Step {{.N}} of {{.All}}", textArgs{"N": 2, "All": 2}))
	w.open(tr("How it works"), container.NewBorder(nil, step, w.picture(64), nil, container.NewVBox(text, more)), fyne.NewSize(520, 250), buttons...)
}

// picture is the program's icon, or nothing if it has none.
func (w *window) picture(size float32) fyne.CanvasObject {
	icon := canvas.NewImageFromResource(w.options.Icon)
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(size))
	setVisible(icon, w.options.Icon != nil)
	return container.NewVBox(icon)
}
