package window

import (
	"runtime"
	"runtime/debug"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"
)

// showKeys shows what the keyboard can do.
func (w *window) showKeys() {
	grid := container.New(&keyLayout{})
	for _, k := range [][2]string{
		{"Ctrl+O,  Ctrl+Shift+O", tr("Add files, add a folder")},
		{"Ctrl+V", tr("In the list: add the files in the clipboard")},
		{"Ctrl+Enter", tr("Split")},
		{"Ctrl+Shift+Enter", tr("Split the selected files, also again")},
		{"P,  Space,  Ctrl+P", tr("Pause or go on")},
		{"Esc", tr("Cancel what runs (asks first), or close what is open")},
		{"↑ ↓  Home  End  PgUp  PgDn", tr("Move in the list; with Shift select a range")},
		{"Ctrl+A", tr("Select all files")},
		{"Enter", tr("Open the folder with the segments")},
		{"Delete", tr("Remove the selected files from the queue")},
		{"Alt+↑,  Alt+↓", tr("Move the selected files up or down")},
		{"Ctrl+1,  Ctrl+2", tr("Go to the queue, to the settings")},
		{"Tab,  Shift+Tab", tr("Next control, previous control")},
		{"F1", tr("This list")},
	} {
		key := widget.NewLabel(k[0])
		key.TextStyle.Bold = true
		grid.Add(key)
		grid.Add(widget.NewLabel(k[1]))
	}
	w.open(tr("Keyboard"), grid, fyne.Size{}, w.desk.button(tr("Close"), nil, "", func() { w.closeSheet() }))
}

// keyLayout is two columns with lines close together.
type keyLayout struct{}

const keyLine, keyColumn = 24, 210

func (keyLayout) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	for n, o := range objects {
		x := float32(n%2) * keyColumn
		o.Move(fyne.NewPos(x, float32(n/2)*keyLine))
		o.Resize(fyne.NewSize(o.MinSize().Width, keyLine))
	}
}

func (keyLayout) MinSize(objects []fyne.CanvasObject) fyne.Size {
	var width float32
	for _, o := range objects {
		width = max(width, o.MinSize().Width)
	}
	return fyne.NewSize(keyColumn+width, float32((len(objects)+1)/2)*keyLine)
}

// showAbout says what the program is and what it is made of.
func (w *window) showAbout() {
	icon := canvas.NewImageFromResource(w.options.Icon)
	icon.FillMode = canvas.ImageFillContain
	icon.SetMinSize(fyne.NewSquareSize(72))
	shown(icon, w.options.Icon != nil)
	text := widget.NewLabel("AudioSpliter " + w.options.Version + "\n" +
		tr("Splits many audio files at once, without loss where the format allows it.") + "\n\n" +
		tr("Made with {{.Go}}, {{.Fyne}} (BSD licence), and the ffmpeg of your system.", words{"Go": runtime.Version(), "Fyne": "Fyne " + version("fyne.io/fyne/v2")}))
	text.Wrapping = fyne.TextWrapWord
	w.open(tr("About AudioSpliter"), container.NewBorder(nil, nil, container.NewVBox(icon), nil, text),
		fyne.NewSize(460, 220), w.desk.button(tr("Close"), nil, "", func() { w.closeSheet() }))
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
