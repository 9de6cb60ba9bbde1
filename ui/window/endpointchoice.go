package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// showEndpointChoice fills the settings' choice of endpoints.
func (w *window) showEndpointChoice() {
	box := w.settings.notify
	box.RemoveAll()
	if w.options.Notifier == nil {
		box.Hide()
		return
	}
	box.Add(widget.NewSeparator())
	box.Add(heading(tr("Notify")))
	s := w.settingOf(w.queue.current)
	clear(w.notifyBoxes)
	add := func(name, text string, on, free bool) {
		c := w.controls.checkbox(text, nil)
		c.Checked = on
		if !free {
			c.Disable()
		}
		c.OnChanged = func(on bool) { w.notify(name, on) }
		w.notifyBoxes[name] = c
		box.Add(container.NewHBox(c))
	}
	gone := slices.Clone(s.notify)
	for _, e := range w.configured {
		name := textArgs{"Name": short(e.Name)}
		chosen := names(s.notify, e.Name)
		gone = slices.DeleteFunc(gone, func(n string) bool { return strings.EqualFold(n, e.Name) })
		switch {
		case !e.Active:
			add(e.Name, tr("{{.Name}} (off)", name), false, false)
		case e.Always:
			add(e.Name, tr("{{.Name}} (always)", name), true, false)
		default:
			add(e.Name, short(e.Name), chosen, true)
		}
	}
	if !w.configRead {
		gone = nil
	}
	for _, name := range gone { // a preset or an earlier choice names them
		add(name, tr("{{.Name}} (gone)", textArgs{"Name": short(name)}), true, true)
	}
	if len(w.configured) == 0 {
		none := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
		none.set(tr("No endpoints yet. A chat room or a server can be notified when files are done."))
		box.Add(none)
	}
	more := w.controls.button(tr("Endpoints …"), theme.MailSendIcon(), tr("Endpoints and their events"), w.showEndpoints)
	w.notifyBoxes[""] = more
	box.Add(container.NewHBox(more))
	w.settings.body.Refresh()
}

// names reports whether a list of names has that one, in any case.
func names(list []string, name string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return strings.EqualFold(n, name) })
}

// short cuts a name to the width of the settings.
func short(name string) string {
	const longest = 24
	if runes := []rune(name); len(runes) > longest {
		return string(runes[:longest-1]) + "…"
	}
	return name
}

// renamedEndpoint renames an endpoint in the settings that name it.
func (w *window) renamedEndpoint(name, to string) {
	follow := func(list []string) {
		for n := range list {
			if strings.EqualFold(list[n], name) {
				list[n] = to
			}
		}
	}
	w.general.notify = slices.Clone(w.general.notify) // a preset may share it
	follow(w.general.notify)
	for _, i := range w.queue.items {
		if i.own != nil {
			i.own.notify = slices.Clone(i.own.notify)
			follow(i.own.notify)
		}
	}
	clear(w.modifiedPresets)
}

// notify adds an endpoint to the settings that the form shows, or removes it.
func (w *window) notify(name string, on bool) {
	s := w.settingOf(w.queue.current)
	list := slices.DeleteFunc(slices.Clone(s.notify), func(n string) bool { return strings.EqualFold(n, name) })
	if on {
		list = append(list, name)
	}
	w.putNotify(list)
	w.shownSetting = w.settingOf(w.queue.current).number
	w.showPreset(w.settingOf(w.queue.current))
	w.remember()
}

// putNotify changes the endpoints of the settings that the form shows.
func (w *window) putNotify(list []string) {
	s := w.settingOf(w.queue.current)
	w.put(s.recipe, s.preset)
	if items := w.targets(); items != nil {
		items[0].own.notify = list // they share it
	} else {
		w.general.notify = list
	}
	clear(w.modifiedPresets)
}

// sameNames reports whether two lists name the same endpoints.
func sameNames(a, b []string) bool {
	return !slices.ContainsFunc(a, func(n string) bool { return !names(b, n) }) &&
		!slices.ContainsFunc(b, func(n string) bool { return !names(a, n) })
}
