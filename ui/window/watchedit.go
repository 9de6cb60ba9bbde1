package window

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/ui/watch"
)

// watchRows adds the watched folders to the settings.
func (p *preferencesSheet) watchRows() {
	if p.watchers.watch == nil {
		return
	}
	p.title(tr("Watched folders"))
	about := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	about.set(tr("Files that come into a folder are split by themselves, each once, while this window is open."))
	add := p.controls.button(tr("Add …"), theme.ContentAddIcon(), tr("Watch a folder"), func() {
		p.editWatched(watchedFolder{After: watch.Leave, On: true}, "")
	})
	p.row("watch.add", "", container.New(tightColumn{}, about, container.NewHBox(add)), add)
	for n, f := range p.state.Watched {
		p.watchRow(n, f)
	}
}

func (p *preferencesSheet) watchRow(n int, f watchedFolder) {
	folder := newCaption(homeText(f.Folder))
	folder.color = theme.ColorNameForeground
	how := newCaption(presetText(f.Preset) + "  ·  " + afterText(f.After))
	lines := container.New(tightColumn{}, folder, how)
	if why := p.watchers.wrong[f.Folder]; why != "" {
		wrong := widget.NewLabel(why)
		wrong.Importance, wrong.Wrapping, wrong.SizeName = widget.DangerImportance, fyne.TextWrapWord, theme.SizeNameCaptionText
		lines.Add(wrong)
	}
	on := p.controls.checkbox(tr("On"), nil)
	on.Checked = f.On
	on.OnChanged = func(on bool) {
		f.On = on
		p.putWatched(f, f.Folder)
		p.showSettings()
	}
	edit := p.controls.button("", theme.DocumentCreateIcon(), tr("Edit …"), func() { p.editWatched(f, f.Folder) })
	remove := p.controls.button("", theme.DeleteIcon(), tr("Stop watching this folder"), func() {
		p.dropWatched(f.Folder)
		p.showSettings()
	})
	name := "watch." + strconv.Itoa(n)
	p.sheetControls["settings."+name+".edit"], p.sheetControls["settings."+name+".remove"] = edit, remove
	p.row(name, "", container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(on, edit, remove)), lines), on)
}

// editWatched opens a watched folder; before is what it was called, "" if it is
// new.
func (w *window) editWatched(f watchedFolder, before string) {
	folder := w.controls.entry(false, func(text string) { f.Folder = strings.TrimSpace(text) })
	folder.SetText(f.Folder)
	look := w.controls.button("", theme.FolderOpenIcon(), tr("Choose …"), func() {
		w.pick().dir(tr("The folder to watch"), func(paths []string) { folder.SetText(paths[0]) })
	})
	preset := w.controls.chooser(w.presets.names(), func(n int) {
		if n >= 0 {
			f.Preset = w.presets.all[n].Name
		}
	})
	for n, p := range w.presets.all {
		if p.Name == f.Preset {
			preset.SetSelectedIndex(n)
		}
	}
	preset.PlaceHolder = tr("Choose …")
	afters := make([]string, len(watch.Afters))
	for n, a := range watch.Afters {
		afters[n] = afterText(a)
	}
	after := w.controls.chooser(afters, func(n int) { f.After = watch.Afters[max(n, 0)] })
	after.SetSelectedIndex(max(0, slices.Index(watch.Afters, f.After)))
	wrong := widget.NewLabel("")
	wrong.Importance, wrong.Wrapping = widget.DangerImportance, fyne.TextWrapWord
	wrong.Hide()
	save := w.controls.button(tr("Save"), nil, "", func() {
		if err := w.checkWatched(f, before); err != nil {
			wrong.SetText(sentence(err))
			wrong.Show()
			return
		}
		w.putWatched(f, before)
		w.showSettings()
	})
	save.Importance = widget.HighImportance
	body := container.NewVBox(
		newInput(tr("Folder"), folder, look, "").CanvasObject,
		newInput(tr("Split mode"), preset, nil, tr("The preset also chooses the endpoints.")).CanvasObject,
		newInput(tr("A file that is split"), after, nil, "").CanvasObject, wrong)
	w.open(tr("Watch a folder"), body, fyne.NewSize(520, 330),
		w.controls.button(tr("Cancel"), nil, "", w.showSettings), save)
	w.sheetControls = map[string]fyne.CanvasObject{
		"watch.folder": folder, "watch.preset": preset, "watch.after": after, "watch.save": save,
	}
	w.focus(folder)
}

// afterText says what becomes of a source that is split.
func afterText(a watch.After) string {
	switch a {
	case watch.Move:
		return tr("goes to the folder “done”")
	case watch.Trash:
		return tr("goes to the trash")
	}
	return tr("stays where it is")
}
