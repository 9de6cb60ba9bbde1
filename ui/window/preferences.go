package window

import (
	"cmp"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/naming"
)

// A preferencesSheet is the sheet of the program's settings. Each takes effect and
// is remembered as soon as it is changed.
type preferencesSheet struct {
	*window
	rows *fyne.Container
}

// showSettings opens the program's settings.
func (w *window) showSettings() {
	p := &preferencesSheet{w, container.New(formRows{})}
	w.sheetControls = map[string]fyne.CanvasObject{}
	p.title(tr("Window"))
	p.appearance()
	p.language()
	p.notification()
	p.title(tr("Splitting"))
	p.workers()
	p.ffmpeg()
	p.title(tr("Default output"))
	p.output()
	p.watchRows()
	p.title(tr("Storage"))
	p.storage()
	body := container.NewVScroll(container.NewPadded(container.New(scrollGutter{}, p.rows)))
	w.open(tr("Settings"), body, fyne.NewSize(640, 820), w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
}

func (p *preferencesSheet) title(text string) {
	p.rows.Add(heading(text))
	p.rows.Add(layout.NewSpacer())
}

// formRows is rows of a label and a control; one with a spacer in place of the
// control is a title and has the whole row.
type formRows struct{}

const labelWidth = 210

func (formRows) rows(objects []fyne.CanvasObject, row func(label, control fyne.CanvasObject, height float32)) {
	for n := 0; n+1 < len(objects); n += 2 {
		row(objects[n], objects[n+1], max(objects[n].MinSize().Height, objects[n+1].MinSize().Height))
	}
}

func (l formRows) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	y := float32(0)
	l.rows(objects, func(label, control fyne.CanvasObject, height float32) {
		label.Move(fyne.NewPos(0, y))
		control.Move(fyne.NewPos(labelWidth, y))
		if _, title := control.(*layout.Spacer); title {
			label.Resize(fyne.NewSize(size.Width, height))
		} else {
			label.Resize(fyne.NewSize(labelWidth, label.MinSize().Height))
			control.Resize(fyne.NewSize(size.Width-labelWidth, height))
		}
		y += height + theme.Padding()
	})
}

func (l formRows) MinSize(objects []fyne.CanvasObject) fyne.Size {
	size := fyne.NewSize(2*labelWidth, 0)
	l.rows(objects, func(_, _ fyne.CanvasObject, height float32) { size.Height += height + theme.Padding() })
	return size
}

func (p *preferencesSheet) row(name, label string, control fyne.CanvasObject, named fyne.CanvasObject) {
	l := widget.NewLabel(label)
	l.Wrapping = fyne.TextWrapWord
	p.rows.Add(l)
	if _, check := control.(*checkbox); check {
		control = container.NewHBox(control)
	}
	p.rows.Add(control)
	p.sheetControls["settings."+name] = named
}

// choice adds a row of one of several.
func (p *preferencesSheet) choice(name, label string, values, names []string, now string, chosen func(string)) {
	c := p.controls.chooser(names, func(int) {})
	c.SetSelectedIndex(max(0, slices.Index(values, now)))
	c.OnChanged = func(string) {
		if n := c.SelectedIndex(); n >= 0 {
			chosen(values[n])
		}
	}
	p.row(name, label, c, c)
}

func (p *preferencesSheet) appearance() {
	p.choice("look", tr("Appearance"), []string{"", appearanceLight, appearanceDark},
		[]string{tr("As the system"), tr("Light"), tr("Dark")}, p.state.Look, func(choice string) {
			p.setAppearance(choice)
			p.remember()
		})
}

func (p *preferencesSheet) language() {
	codes, names := []string{""}, []string{tr("As the system")}
	for _, l := range languages {
		codes, names = append(codes, l.code), append(names, l.name)
	}
	p.choice("language", tr("Language"), codes, names, p.state.Language, func(code string) {
		if code == p.state.Language {
			return
		}
		p.setLanguage(code)
		p.showSettings()
	})
}

// setLanguage shows everything in another language.
func (w *window) setLanguage(code string) {
	w.closeSheet()
	w.state.Language = code
	useLanguage(code)
	w.setTheme() // its fonts are the language's
	w.rebuild()
	w.setStatus("")
}

func (p *preferencesSheet) notification() {
	c := p.controls.checkbox(tr("Notify me when everything is split"), func(on bool) {
		p.state.Quiet = !on
		p.remember()
	})
	c.Checked = !p.state.Quiet
	p.row("notify", tr("Notification"), c, c)
}

func (p *preferencesSheet) workers() {
	counts := []string{"0"}
	names := []string{trn("As many as the {{.N}} cores of this computer", runtime.NumCPU())}
	for n := 1; n <= max(8, runtime.NumCPU(), p.state.Workers); n++ {
		counts, names = append(counts, strconv.Itoa(n)), append(names, strconv.Itoa(n))
	}
	p.choice("workers", tr("Files at once"), counts, names, strconv.Itoa(p.state.Workers), func(count string) {
		p.state.Workers, _ = strconv.Atoi(count)
		p.engine.SetWorkers(p.state.Workers)
		p.remember()
	})
}

func (p *preferencesSheet) ffmpeg() {
	path := p.controls.entry(false, nil)
	path.SetPlaceHolder(tr("Found by itself"))
	path.SetText(p.state.FFmpeg)
	said := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	try := p.controls.button(tr("Test"), theme.ViewRefreshIcon(), tr("Look for ffmpeg there, and use it"), func() {
		p.state.FFmpeg = strings.TrimSpace(path.Text)
		p.remember()
		said.set(tr("Looking …"))
		p.findTools(func() { p.showToolsVersion(said) })
	})
	path.OnSubmitted = func(string) { try.OnTapped() }
	look := p.controls.button("", theme.FolderOpenIcon(), tr("Choose …"), func() {
		p.pick().dir(tr("The folder of ffmpeg"), func(paths []string) {
			path.SetText(paths[0])
			try.OnTapped()
		})
	})
	p.sheetControls["settings.test"] = try
	p.row("ffmpeg", "ffmpeg", container.New(tightColumn{}, container.NewBorder(nil, nil, nil, container.NewHBox(look, try), path), said), path)
	p.showToolsVersion(said)
}

// showToolsVersion says which ffmpeg is in use, or why there is none.
func (w *window) showToolsVersion(said *mutedText) {
	if w.tools != nil {
		said.set(sentence(w.tools))
		return
	}
	tools, err := w.engine.Tools()
	if err != nil {
		return
	}
	go func() {
		version, err := tools.Version(w.ctx)
		w.run(func() {
			if err != nil {
				said.set(sentence(err))
				return
			}
			said.set(tr("Version {{.Version}} is in use: {{.Path}}", textArgs{"Version": version, "Path": tools.FFmpeg}))
		})
	}()
}

func (p *preferencesSheet) output() {
	folder := p.controls.entry(false, func(text string) {
		p.setDefaults(func(d *defaults) { d.Folder = strings.TrimSpace(text) })
	})
	folder.Text = p.state.Defaults.Folder
	folder.SetPlaceHolder(tr("A new one beside each file"))
	look := p.controls.button("", theme.FolderOpenIcon(), tr("Choose …"), func() {
		p.pick().dir(tr("Output folder"), func(paths []string) { folder.SetText(paths[0]) })
	})
	p.row("folder", tr("Folder"), container.NewBorder(nil, nil, nil, look, folder), folder)

	wrong := widget.NewLabel("")
	wrong.Wrapping, wrong.Importance, wrong.SizeName = fyne.TextWrapWord, widget.DangerImportance, theme.SizeNameCaptionText
	wrong.Hide()
	name := p.controls.entry(false, func(text string) {
		text = strings.TrimSpace(text)
		_, err := naming.Parse(cmp.Or(text, naming.Default))
		setVisible(wrong, err != nil)
		if err != nil {
			wrong.SetText(sentence(err))
			return
		}
		p.setDefaults(func(d *defaults) { d.Name = text })
	})
	name.Text = p.state.Defaults.Name
	name.SetPlaceHolder(naming.Default)
	p.row("name", tr("File names"), container.New(tightColumn{}, name, wrong), name)

	values, names := make([]string, len(cut.Conflicts)), make([]string, len(cut.Conflicts))
	for n, c := range cut.Conflicts {
		values[n], names[n] = string(c), conflictText(c)
	}
	p.choice("conflict", tr("If the file exists"), values, names, string(p.state.Defaults.OnConflict), func(c string) {
		p.setDefaults(func(d *defaults) { d.OnConflict = cut.Conflict(c) })
	})
}

// setDefaults changes what recipes get that do not say otherwise, and what the
// settings on show have from them.
func (w *window) setDefaults(change func(*defaults)) {
	before := w.state.Defaults
	change(&w.state.Defaults)
	r, d := w.general.recipe, w.state.Defaults
	o := &r.Output
	if o.Folder == before.Folder {
		o.Folder = d.Folder
	}
	if o.Name == before.Name {
		o.Name = d.Name
	}
	if o.OnConflict == before.OnConflict {
		o.OnConflict = d.OnConflict
	}
	w.setGeneral(r, w.general.preset)
	w.remember()
	w.selected()
	w.refresh()
}

func (p *preferencesSheet) storage() {
	if p.options.Cache != nil {
		size := widget.NewLabel("")
		measure := func() {
			go func() {
				n := p.options.Cache.Size()
				p.run(func() { size.SetText(bytesText(n)) })
			}()
		}
		measure()
		empty := p.controls.button(tr("Clear"), theme.DeleteIcon(), tr("Clear the waveform cache; waveforms are read anew when needed"), func() {
			go func() {
				err := p.options.Cache.Clear()
				p.run(func() {
					if err != nil {
						p.setStatusColored(failureText(fault.Of(err)), theme.ColorNameError)
					}
					measure()
				})
			}()
		})
		p.row("cache", tr("Waveform cache"), container.NewBorder(nil, nil, nil, empty, size), empty)
	}
	if p.options.DataFolder != "" {
		where := widget.NewLabel(homeText(p.options.DataFolder))
		where.Truncation = fyne.TextTruncateEllipsis
		open := p.controls.button(tr("Open"), theme.FolderOpenIcon(), tr("Show the folder in the file manager"), func() { p.openPath(p.options.DataFolder) })
		p.row("data", tr("Data folder"), container.NewBorder(nil, nil, nil, open, where), open)
	}
}
