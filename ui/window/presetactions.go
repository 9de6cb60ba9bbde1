package window

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
	"audiospliter/presets"
)

// readPresets reads the presets anew, in the background; then may be nil.
func (w *window) readPresets(then func()) { w.withPresets(nil, then) }

// withPresets changes the person's presets in the background and shows how they
// are afterwards. What fails is said. Then, which may be nil, is called if all
// went well.
func (w *window) withPresets(change func(*presets.Store) error, then func()) {
	store := w.presets.store
	if store == nil {
		w.listPresets()
		if change == nil && then != nil {
			then()
		}
		return
	}
	go func() {
		var err error
		if change != nil {
			err = change(store)
		}
		list, damaged := store.List()
		standard, _ := store.Default()
		w.run(func() {
			w.presets.all, w.presets.standard = list, standard.Name
			clear(w.modifiedPresets)
			w.listPresets()
			w.queueView.Refresh()
			switch {
			case err != nil:
				w.setStatusColored(sentence(err), theme.ColorNameError)
				return
			case damaged != nil:
				w.setStatusColored(sentence(damaged), theme.ColorNameWarning)
			}
			if then != nil {
				then()
			}
		})
	}()
}

// startPreset begins the day with the preset that new files get.
func (w *window) startPreset() {
	if p, ok := w.presets.get(w.presets.standard); ok && len(w.queue.items) == 0 {
		w.setGeneral(w.state.fill(p.Recipe), p.Name)
		w.general.notify = p.Notify
		w.selected()
	}
}

// listPresets fills the chooser.
func (w *window) listPresets() {
	w.toolbar.preset.SetOptions(w.presets.names())
	w.showPreset(w.settingOf(w.queue.current))
}

// showPreset tells in the toolbar which preset a setting comes from.
func (w *window) showPreset(s setting) {
	text := tr("Own settings")
	if s.preset != "" {
		text = presetText(s.preset)
		if w.modified(s) {
			text = tr("{{.Name}} (modified)", textArgs{"Name": text})
		}
	}
	c := w.toolbar.preset
	if c.PlaceHolder != text || c.Selected != "" {
		c.PlaceHolder = text
		c.ClearSelected()
		c.Refresh()
	}
}

// choosePreset uses the nth preset for what the form is for.
func (w *window) choosePreset(n int) {
	p := w.presets.all[n]
	w.usePresetHere(p)
	w.selected()
	w.refresh()
	said := p.Description
	if p.BuiltIn {
		said = tr(said)
	}
	w.setStatus(strings.TrimSpace(presetText(p.Name) + ".  " + said))
}

// usePreset gives the selected files a preset of their own.
func (w *window) usePreset(p presets.Preset) {
	items := w.queue.chosen()
	w.setOwn(items, w.state.fill(p.Recipe), p.Name)
	if len(items) > 0 {
		items[0].own.notify = p.Notify // they share it
	}
	w.selected()
	w.refresh()
}

// presetMenu is what can be done with presets.
func (w *window) presetMenu(at fyne.Position) {
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", w.presetItems()...), w.win.Canvas(), at)
}

func (w *window) presetItems() []*fyne.MenuItem {
	s := w.settingOf(w.queue.current)
	p, known := w.presets.get(s.preset)
	own := known && !p.BuiltIn
	var items []*fyne.MenuItem
	add := func(on bool, text string, do func()) {
		m := fyne.NewMenuItem(text, do)
		m.Disabled = !on || w.presets.store == nil
		items = append(items, m)
	}
	add(own && w.modified(s), tr("Save"), func() { w.savePreset(p.Name, p.Description) })
	add(len(w.wrong) == 0, tr("Save as …"), w.savePresetAs)
	add(own, tr("Rename …"), func() { w.renamePreset(p.Name) })
	add(own, tr("Delete …"), func() { w.deletePreset(p.Name) })
	items = append(items, fyne.NewMenuItemSeparator())
	standard := known && p.Name == w.presets.standard
	add(known, tr("Use this preset at start"), func() { w.setStandard(p.Name, standard) })
	items[len(items)-1].Checked = standard
	items = append(items, fyne.NewMenuItemSeparator())
	add(true, tr("Import …"), func() { w.pick().files(tr("A preset"), func(paths []string) { w.importPresets(paths) }) })
	add(known, tr("Export …"), func() { w.exportPreset(p.Name) })
	items = append(items, fyne.NewMenuItemSeparator())
	add(true, tr("All presets …"), w.showPresets)
	items[len(items)-1].Disabled = false
	return items
}

// savePreset keeps the settings on show under a name.
func (w *window) savePreset(name, description string) {
	s := w.settingOf(w.queue.current)
	p := presets.Preset{Name: name, Description: description, Recipe: s.recipe, Notify: s.notify}
	w.withPresets(func(s *presets.Store) error { return s.Save(p) }, func() {
		w.put(p.Recipe, p.Name)
		w.selected()
		w.refresh()
		w.setStatus(tr("Saved as {{.Name}}.", textArgs{"Name": p.Name}))
	})
}

func (w *window) savePresetAs() {
	suggested := presetText(w.settingOf(w.queue.current).preset)
	w.askText(tr("Save as a preset"), tr("Name"), suggested, tr("Save"), func(name string) {
		if builtIn()[name] {
			w.setStatusColored(tr("A built-in preset has this name: choose another."), theme.ColorNameError)
			return
		}
		if _, taken := w.presets.get(name); !taken {
			w.savePreset(name, "")
			return
		}
		w.ask(tr("Replace the preset?"), tr("There is a preset {{.Name}} already.", textArgs{"Name": name}),
			tr("Keep it"), tr("Replace"), func() { w.savePreset(name, "") })
	})
}

func (w *window) renamePreset(name string) {
	w.askText(tr("Rename the preset"), tr("Name"), name, tr("Rename"), func(to string) {
		w.withPresets(func(s *presets.Store) error { return s.Rename(name, to) }, func() {
			w.renamed(name, to)
			w.setStatus(tr("Renamed to {{.Name}}.", textArgs{"Name": to}))
		})
	})
}

// renamed follows a preset to its new name, "" if it is gone.
func (w *window) renamed(name, to string) {
	if w.general.preset == name {
		w.general.preset = to
	}
	for _, i := range w.queue.items {
		if i.own != nil && i.own.preset == name {
			i.own.preset = to
		}
	}
	clear(w.modifiedPresets)
	w.selected()
	w.refresh()
}

func (w *window) deletePreset(name string) {
	w.ask(tr("Delete the preset?"), tr("{{.Name}} will be gone. Files that use it keep its settings.", textArgs{"Name": name}),
		tr("Keep it"), tr("Delete"), func() {
			w.withPresets(func(s *presets.Store) error { return s.Delete(name) }, func() {
				w.renamed(name, "")
				w.setStatus(tr("{{.Name}} was deleted.", textArgs{"Name": name}))
			})
		})
}

// setStandard makes a preset the one that new files get, or none if it is.
func (w *window) setStandard(name string, is bool) {
	said := tr("The window begins with {{.Name}} from now on.", textArgs{"Name": presetText(name)})
	if is {
		name, said = "", tr("The window begins with the settings used last.")
	}
	w.withPresets(func(s *presets.Store) error { return s.SetDefault(name) }, func() { w.setStatus(said) })
}

// importPresets takes preset files in.
func (w *window) importPresets(paths []string) {
	var last string
	w.withPresets(func(s *presets.Store) error {
		for _, path := range paths {
			f, err := os.Open(path)
			if err != nil {
				return fault.Of(err)
			}
			p, err := s.Import(f)
			_ = f.Close()
			if err != nil {
				return err
			}
			last = p.Name
		}
		return nil
	}, func() {
		w.imported(last)
	})
}

// imported offers to use a preset that was just taken in.
func (w *window) imported(name string) {
	p, ok := w.presets.get(name)
	if !ok {
		return
	}
	use := w.controls.button(tr("Use it"), theme.ConfirmIcon(), tr("Split with these settings"), func() {
		w.usePresetHere(p)
		w.selected()
		w.refresh()
		w.banner.CanvasObject.Hide()
	})
	w.askedButtons["usePreset"] = use
	w.showBanner(theme.ConfirmIcon(), theme.ColorNameSuccess, tr("The preset {{.Name}} was imported.", textArgs{"Name": name}), use)
}

func (w *window) exportPreset(name string) {
	w.pick().save(tr("Export the preset"), name+".json", func(path string) {
		w.withPresets(func(s *presets.Store) error {
			var text bytes.Buffer
			if err := s.Export(&text, name); err != nil {
				return err
			}
			err := atomicfile.Write(path, 0o644, func(out io.Writer) error {
				_, err := text.WriteTo(out)
				return err
			})
			if err != nil {
				return fault.Of(err)
			}
			return nil
		}, func() {
			w.setStatus(tr("Exported to {{.Path}}.", textArgs{"Path": homeText(filepath.Clean(path))}))
		})
	})
}

// showPresets lists all presets with what they are for.
func (w *window) showPresets() {
	list := container.NewVBox()
	for n, p := range w.presets.all {
		name, about := p.Name, p.Description
		if p.BuiltIn {
			name, about = tr(name), tr(about)
		}
		mode, _ := modeText(p.Recipe.Split.Mode)
		if about == "" {
			about = mode
		}
		title := widget.NewLabel(name)
		title.TextStyle.Bold, title.Truncation = true, fyne.TextTruncateEllipsis
		text := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
		text.set(about)
		use := w.controls.button(tr("Use"), nil, "", func() {
			w.closeSheet()
			w.choosePreset(n)
		})
		w.askedButtons["use"+p.Name] = use
		list.Add(container.NewBorder(nil, nil, nil, container.NewCenter(use), container.New(tightColumn{}, title, text)))
	}
	w.open(tr("Presets"), container.NewVScroll(container.New(scrollGutter{}, list)), fyne.NewSize(620, 460), w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
}
