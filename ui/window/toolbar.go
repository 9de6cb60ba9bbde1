package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// A toolbar is the row of what is done most, with how far it is.
type toolbar struct {
	fyne.CanvasObject
	files, folder, split, pause, cancel *button

	preset   *chooser // the named recipe that the settings come from
	presets  *button  // what can be done with it
	progress *fyne.Container
	bar      *bar
	text     *caption
	percent  *caption
}

// toolbarCallbacks are what a person asks for with it.
type toolbarCallbacks struct {
	files, folder, split, pause, cancel func()

	preset  func(n int)            // use the nth
	presets func(at fyne.Position) // a menu of what can be done with presets
}

func newToolbar(d *controls, wants toolbarCallbacks) *toolbar {
	t := &toolbar{
		files:  d.button(tr("Add files"), theme.ContentAddIcon(), tr("Choose audio files to split (Ctrl+O)"), wants.files),
		folder: d.button(tr("Add folder"), theme.FolderOpenIcon(), tr("Take all audio in a folder (Ctrl+Shift+O)"), wants.folder),
		split:  d.button("", theme.ContentCutIcon(), tr("Split the files that are ready (Ctrl+Enter)"), wants.split),
		pause:  d.button("", theme.MediaPauseIcon(), tr("Pause or resume everything (P or Space in the list)"), wants.pause),
		cancel: d.button(tr("Cancel"), theme.CancelIcon(), tr("Stop what is running and waiting (Esc)"), wants.cancel),
		bar:    newBar(), text: newCaption(""), percent: newCaption(""),
	}
	t.preset = d.chooser(nil, func(n int) {
		if n >= 0 {
			wants.preset(n)
		}
	})
	t.presets = d.button("", theme.MoreVerticalIcon(), tr("Save, rename, delete, import or export presets"), func() {
		wants.presets(fyne.CurrentApp().Driver().AbsolutePositionForObject(t.presets).AddXY(0, t.presets.Size().Height))
	})
	t.split.Importance = widget.HighImportance
	t.percent.right, t.percent.bold = true, true
	t.percent.color = theme.ColorNameForeground
	t.progress = container.New(margin(2), container.NewVBox(
		container.NewBorder(nil, nil, nil, container.NewGridWrap(fyne.NewSize(44, 14), t.percent), t.text), t.bar))
	row := container.NewBorder(nil, nil,
		container.NewHBox(t.files, t.folder, widget.NewSeparator(),
			container.New(fixedWidth(presetWidth), t.preset), t.presets, widget.NewSeparator(), t.split, t.pause, t.cancel), nil, t.progress)
	t.CanvasObject = container.NewStack(newThemedRect(colorNameStripe), container.NewPadded(row))
	t.idle()
	t.state(0, 0, false, false)
	return t
}

// presetWidth leaves room for most names.
const presetWidth = 190

// fixedWidth is the width of its only object, which has its own height.
type fixedWidth float32

func (w fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) { objects[0].Resize(size) }
func (w fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	return fyne.NewSize(float32(w), objects[0].MinSize().Height)
}

// state says what can be done: how many files are ready, how many could be
// split again, and whether something runs and is held.
func (t *toolbar) state(ready, again int, running, paused bool) {
	text := tr("Split")
	switch {
	case ready > 0:
		text = trn("Split {{.N}} files", ready)
	case again > 0 && !running:
		text = trn("Split {{.N}} files again", again)
	}
	if t.split.Text != text {
		t.split.SetText(text)
	}
	t.split.enable(ready > 0 || again > 0 && !running)
	icon, label := theme.MediaPauseIcon(), tr("Pause")
	if paused {
		icon, label = theme.MediaPlayIcon(), tr("Resume")
	}
	if t.pause.Text != label {
		t.pause.SetIcon(icon)
		t.pause.SetText(label)
	}
	t.pause.enable(running)
	t.cancel.enable(running)
}

// idle hides the progress.
func (t *toolbar) idle() { t.progress.Hide() }

// showProgress shows how far everything is.
func (t *toolbar) showProgress(s roundProgress, paused bool) {
	t.progress.Show()
	t.bar.set(s.done)
	t.text.set(roundText(s, paused), theme.ColorNamePlaceHolder)
	t.percent.set(tr("{{.Percent}} %", textArgs{"Percent": int(s.done * 100)}), theme.ColorNameForeground)
}
