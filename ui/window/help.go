package window

import (
	"runtime"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// showKeys shows what the keyboard can do.
func (w *window) showKeys() {
	grid := container.New(&keyLayout{})
	for _, k := range [][2]string{
		{tr("Ctrl+O,  Ctrl+Shift+O"), tr("Add files, add a folder")},
		{tr("Ctrl+V"), tr("Add the files in the clipboard, or cut by the times in it")},
		{tr("Ctrl+Enter"), tr("Split")},
		{tr("Ctrl+Shift+Enter"), tr("Split the selected files, also again")},
		{tr("P,  Space,  Ctrl+P"), tr("Pause or resume")},
		{tr("Alt+P"), tr("Pause or resume the selected files only")},
		{tr("Esc"), tr("Cancel what runs (asks first), or close what is open")},
		{tr("↑ ↓  Home  End  PgUp  PgDn"), tr("Move in the list; with Shift select a range")},
		{tr("Ctrl+A"), tr("Select all files")},
		{tr("Enter"), tr("Open the folder with the segments")},
		{tr("Ctrl+F"), tr("Filter the queue")},
		{tr("Ctrl+Shift+P"), tr("Choose a preset")},
		{tr("Ctrl+Shift+S"), tr("Save the settings as a preset")},
		{tr("Ctrl+H"), tr("History")},
		{tr("Ctrl+Shift+N,  Ctrl+Shift+D"), tr("Endpoints") + ", " + tr("Deliveries")},
		{tr("Ctrl+,"), tr("Settings of the program")},
		{tr("Del"), tr("Remove the selected files from the queue")},
		{tr("Alt+↑,  Alt+↓"), tr("Move the selected files up or down")},
		{tr("Ctrl+1,  Ctrl+2"), tr("Go to the queue, to the settings")},
		{tr("Ctrl+3,  Ctrl+4"), tr("Go to the waveform, to the segments")},
		{"← →", tr("Move the playhead or the selected cut; with Ctrl by 1/75 s, with Shift by 1 s")},
		{tr("M,  Del"), tr("In the waveform: cut at the playhead, remove the selected cut")},
		{tr("Ctrl++,  Ctrl+-,  Ctrl+0"), tr("Zoom in, zoom out, show all")},
		{tr("Enter,  X"), tr("In the segments: edit the title, leave the segment out")},
		{tr("Ctrl+Z,  Ctrl+Shift+Z"), tr("Undo or redo what was done to the segments")},
		{tr("Tab,  Shift+Tab"), tr("Next control, previous control")},
		{"F1", tr("This list")},
	} {
		key := widget.NewLabel(k[0])
		key.TextStyle.Bold = true
		grid.Add(key)
		grid.Add(widget.NewLabel(k[1]))
	}
	need := grid.MinSize()
	w.open(tr("Keyboard"), container.NewVScroll(grid), need.AddWidthHeight(60, 110), w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
}

// keyLayout is two columns with lines close together.
type keyLayout struct{}

const keyLine = 24

func (keyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	widths := keyColumns(objects)
	for n, o := range objects {
		o.Move(fyne.NewPos(float32(n%2)*widths[0], float32(n/2)*keyLine))
		o.Resize(fyne.NewSize(o.MinSize().Width, keyLine))
	}
}

func (keyLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	widths := keyColumns(objects)
	return fyne.NewSize(widths[0]+widths[1], float32((len(objects)+1)/2)*keyLine)
}

// keyColumns returns how wide the columns are.
func keyColumns(objects []fyne.CanvasObject) (widths [2]float32) {
	for n, o := range objects {
		widths[n%2] = max(widths[n%2], o.MinSize().Width)
	}
	return widths
}

// showAbout says what the program is and what it is made of.
func (w *window) showAbout() {
	name := heading("AudioSpliter " + w.options.Version)
	text := widget.NewLabel(tr("Splits many audio files at once, without loss where the format allows it."))
	text.Wrapping = fyne.TextWrapWord
	made := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	made.set(tr("Made with {{.Go}} and {{.Fyne}}. Audio is read and written by the ffmpeg of your system.",
		textArgs{"Go": runtime.Version(), "Fyne": "Fyne " + version("fyne.io/fyne/v2")}))
	tools := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	w.showToolsVersion(tools)
	buttons := []*button{w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() })}
	if w.options.Licenses != nil {
		b := w.controls.button(tr("Licences …"), theme.DocumentIcon(), "", w.showLicenses)
		w.askedButtons["licenses"] = b
		buttons = append([]*button{b}, buttons...)
	}
	w.open(tr("About AudioSpliter"), container.NewBorder(nil, nil, w.picture(72), nil, container.New(tightColumn{}, name, text, made, tools)),
		fyne.NewSize(500, 270), buttons...)
}

// showLicenses shows the modules that the program is built from, with their
// versions, and their licences beneath.
func (w *window) showLicenses() {
	go func() {
		text, err := w.options.Licenses()
		w.run(func() {
			if err != nil {
				w.setStatusColored(sentence(err), theme.ColorNameError)
				return
			}
			lines := append(modules(), "")
			lines = append(lines, strings.Split(text, "\n")...)
			list := widget.NewList(func() int { return len(lines) }, func() fyne.CanvasObject {
				l := canvas.NewText("", nil)
				l.TextStyle.Monospace = true
				return l
			}, func(n widget.ListItemID, o fyne.CanvasObject) {
				l := o.(*canvas.Text)
				l.Text, l.Color, l.TextSize = lines[n], tint(theme.ColorNameForeground), theme.CaptionTextSize()
				l.Refresh()
			})
			list.HideSeparators = true
			copied := w.controls.button(tr("Copy"), theme.ContentCopyIcon(), "", func() {
				w.app.Clipboard().SetContent(strings.Join(lines, "\n"))
			})
			w.open(tr("Licences"), list, fyne.NewSize(760, 520), copied, w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
		})
	}()
}

// modules are what the program is built from, with the versions.
func modules() []string {
	var lines []string
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			lines = append(lines, m.Path+"  "+m.Version)
		}
	}
	return lines
}

// version returns the version of a module that the program is built with.
func version(module string) string {
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			if m.Path == module {
				return strings.TrimPrefix(m.Version, "v")
			}
		}
	}
	return ""
}
