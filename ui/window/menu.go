package window

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// Shortcuts of the menus work wherever the focus is, so they are given to the
// menus and not to the canvas.
const (
	ctrl      = fyne.KeyModifierShortcutDefault
	ctrlShift = fyne.KeyModifierShortcutDefault | fyne.KeyModifierShift
	alt       = fyne.KeyModifierAlt
)

func menuItem(text string, key fyne.KeyName, modifier fyne.KeyModifier, do func()) *fyne.MenuItem {
	m := fyne.NewMenuItem(text, do)
	if key != "" {
		m.Shortcut = &desktop.CustomShortcut{KeyName: key, Modifier: modifier}
	}
	return m
}

// unlessSheet makes something that is not done behind an open sheet.
func (w *window) unlessSheet(do func()) func() {
	return func() {
		if w.sheet == nil {
			do()
		}
	}
}

// mainMenu is all there is to do, by name.
func (w *window) mainMenu() *fyne.MainMenu {
	free := w.unlessSheet
	quit := menuItem(tr("Quit"), fyne.KeyQ, ctrl, free(w.confirmClose))
	quit.IsQuit = true
	return fyne.NewMainMenu(
		fyne.NewMenu(tr("File"),
			menuItem(tr("Add files …"), fyne.KeyO, ctrl, free(w.addFiles)),
			menuItem(tr("Add folder …"), fyne.KeyO, ctrlShift, free(w.addFolder)),
			menuItem(tr("Paste files"), fyne.KeyV, ctrlShift, free(w.paste)),
			menuItem(tr("Try the sample"), "", 0, free(w.addSample)),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("History …"), fyne.KeyH, ctrl, free(w.showHistory)),
			menuItem(tr("Settings …"), fyne.KeyComma, ctrl, free(w.showSettings)),
			fyne.NewMenuItemSeparator(), quit),
		fyne.NewMenu(tr("Queue"),
			menuItem(tr("Select all"), fyne.KeyA, ctrlShift, free(w.selectAll)),
			menuItem(tr("Move up"), fyne.KeyUp, alt, free(func() { w.move(-1) })),
			menuItem(tr("Move down"), fyne.KeyDown, alt, free(func() { w.move(1) })),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Remove the selected"), "", 0, free(w.removeSelected)),
			menuItem(tr("Remove what is done"), "", 0, free(w.removeDone)),
			menuItem(tr("Remove all"), "", 0, free(w.removeAll))),
		fyne.NewMenu(tr("Split"),
			menuItem(tr("Split"), fyne.KeyReturn, ctrl, free(w.split)),
			menuItem(tr("Split the selected again"), fyne.KeyReturn, ctrlShift, free(w.splitSelected)),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Pause or resume"), fyne.KeyP, ctrl, free(w.pause)),
			menuItem(tr("Pause or resume the selected"), fyne.KeyP, alt, free(w.pauseSelected)),
			menuItem(tr("Cancel everything …"), "", 0, free(w.cancelAll)),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Open the folder with the segments"), fyne.KeyE, ctrl, free(w.openFolder))),
		fyne.NewMenu(tr("Segments"),
			menuItem(tr("Undo (Ctrl+Z)"), "", 0, free(w.undo)),
			menuItem(tr("Redo (Ctrl+Shift+Z)"), "", 0, free(w.redo)),
			menuItem(tr("As planned"), "", 0, free(w.resetCuts)),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Paste titles, times or a list of cuts"), "", 0, free(func() { w.pasteSegments(w.detail.segments.current) })),
			menuItem(tr("Open a list of cuts …"), "", 0, free(w.importCuts)),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Play or pause (Space)"), "", 0, free(w.wave.toggle)),
			menuItem(tr("Play around the cut"), fyne.KeyB, ctrl, free(func() { w.wave.start(w.spansAroundCut()) })),
			menuItem(tr("Play the segment"), fyne.KeyK, ctrl, free(func() { w.wave.start(w.spanOfSegment()) }))),
		fyne.NewMenu(tr("Presets"),
			menuItem(tr("Choose a preset"), fyne.KeyP, ctrlShift, free(func() {
				w.focus(w.toolbar.preset)
				w.toolbar.preset.TypedKey(&fyne.KeyEvent{Name: fyne.KeySpace})
			})),
			menuItem(tr("All presets …"), "", 0, free(w.showPresets)),
			menuItem(tr("Save as …"), fyne.KeyS, ctrlShift, free(w.savePresetAs)),
			menuItem(tr("Import …"), "", 0, free(func() { w.pick().files(tr("A preset"), w.importPresets) }))),
		fyne.NewMenu(tr("Notify"),
			menuItem(tr("Endpoints …"), fyne.KeyN, ctrlShift, free(w.showEndpoints)),
			menuItem(tr("Deliveries …"), fyne.KeyD, ctrlShift, free(w.showDeliveries))),
		fyne.NewMenu(tr("View"),
			menuItem(tr("Go to the queue"), fyne.Key1, ctrl, free(func() { w.focus(w.queueView) })),
			menuItem(tr("Go to the settings"), fyne.Key2, ctrl, free(func() { w.focus(w.settings.mode) })),
			menuItem(tr("Go to the waveform"), fyne.Key3, ctrl, free(func() { w.focus(w.wave.view) })),
			menuItem(tr("Go to the segments"), fyne.Key4, ctrl, free(func() { w.focus(w.detail.segments.list) })),
			menuItem(tr("Filter the queue"), fyne.KeyF, ctrl, free(func() { w.focus(w.filter) })),
			fyne.NewMenuItemSeparator(),
			menuItem(tr("Sort by name"), "", 0, free(func() { w.sort(keyName) })),
			menuItem(tr("Sort by duration"), "", 0, free(func() { w.sort(keyDuration) })),
			menuItem(tr("Sort by size"), "", 0, free(func() { w.sort(keySize) })),
			menuItem(tr("Sort by status"), "", 0, free(func() { w.sort(keyStatus) }))),
		fyne.NewMenu(tr("Help"),
			menuItem(tr("Keyboard (F1)"), "", 0, w.showKeys),
			menuItem(tr("About AudioSpliter"), "", 0, w.showAbout)),
	)
}

// queueMenu is what can be done with the selected files, at a click.
func (w *window) queueMenu(at fyne.Position) {
	chosen := w.queue.chosen()
	var again, over bool
	for _, i := range chosen {
		again = again || i.phase.splittable() || i.phase == done
		over = over || i.result.folder != ""
	}
	going, held := w.busySelected()
	busy := len(going)+len(held) > 0
	items := []*fyne.MenuItem{}
	add := func(on bool, icon fyne.Resource, text string, do func()) {
		m := fyne.NewMenuItem(text, do)
		m.Disabled, m.Icon = !on, icon
		items = append(items, m)
	}
	add(again, theme.ContentCutIcon(), tr("Split"), w.splitSelected)
	if len(going) == 0 && len(held) > 0 {
		add(true, theme.MediaPlayIcon(), tr("Resume"), w.pauseSelected)
	} else {
		add(busy, theme.MediaPauseIcon(), tr("Pause"), w.pauseSelected)
	}
	add(busy, theme.CancelIcon(), tr("Cancel"), w.cancelSelected)
	add(over, theme.FolderOpenIcon(), tr("Open the folder with the segments"), w.openFolder)
	items = append(items, fyne.NewMenuItemSeparator())
	preset := fyne.NewMenuItem(tr("Use a preset"), nil)
	preset.Icon, preset.ChildMenu = theme.DocumentIcon(), fyne.NewMenu("")
	names := w.presets.names()
	for n, p := range w.presets.all {
		preset.ChildMenu.Items = append(preset.ChildMenu.Items, fyne.NewMenuItem(names[n], func() { w.usePreset(p) }))
	}
	items = append(items, preset)
	own := false
	for _, i := range chosen {
		own = own || i.own != nil
	}
	add(len(chosen) > 1 && w.queue.current != nil, theme.ContentPasteIcon(),
		tr("Give all selected the settings of {{.Name}}", textArgs{"Name": w.currentName()}), w.copySetting)
	add(own, theme.ContentUndoIcon(), tr("Use the settings for all files"), func() { w.scope(false) })
	items = append(items, fyne.NewMenuItemSeparator())
	add(true, theme.MoveUpIcon(), tr("Move up"), func() { w.move(-1) })
	add(true, theme.MoveDownIcon(), tr("Move down"), func() { w.move(1) })
	add(true, theme.ContentCopyIcon(), tr("Copy the path"), w.copyPaths)
	items = append(items, fyne.NewMenuItemSeparator())
	add(true, theme.DeleteIcon(), tr("Remove from the queue"), w.removeSelected)
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", items...), w.win.Canvas(), at)
}

func (w *window) currentName() string {
	if w.queue.current == nil {
		return ""
	}
	return w.queue.current.name()
}
