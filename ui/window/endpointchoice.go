package window

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// tellPlaces shows in the settings who is told of the files they are for.
func (w *window) tellPlaces() {
	box := w.settings.told
	box.RemoveAll()
	if w.options.Notifier == nil {
		box.Hide()
		return
	}
	box.Add(widget.NewSeparator())
	box.Add(heading(tr("Who is told")))
	s := w.settingOf(w.queue.current)
	for _, e := range w.places {
		text := e.Name
		switch {
		case !e.Active:
			text = tr("{{.Name}} (off)", words{"Name": e.Name})
		case e.Always:
			text = tr("{{.Name}} (always)", words{"Name": e.Name})
		}
		c := w.desk.checkbox(text, nil)
		c.Checked = e.Active && (e.Always || names(s.notify, e.Name))
		if e.Always || !e.Active {
			c.Disable()
		}
		c.OnChanged = func(on bool) { w.notify(e.Name, on) }
		w.tellings[e.Name] = c
		box.Add(container.NewHBox(c))
	}
	if len(w.places) == 0 {
		none := newAside(theme.SizeNameCaptionText, fyne.TextAlignLeading)
		none.set(tr("Nobody yet. A chat room or a server can be told when files are done."))
		box.Add(none)
	}
	more := w.desk.button(tr("Endpoints …"), theme.MailSendIcon(), tr("Who is told, and of what"), w.showEndpoints)
	w.tellings[""] = more
	box.Add(container.NewHBox(more))
	box.Refresh()
}

// names reports whether a list of endpoints has one of that name.
func names(list []string, name string) bool {
	return slices.ContainsFunc(list, func(n string) bool { return strings.EqualFold(n, name) })
}

// notify has an endpoint told of the files that the settings on show are for,
// or not.
func (w *window) notify(name string, on bool) {
	s := w.settingOf(w.queue.current)
	list := slices.DeleteFunc(slices.Clone(s.notify), func(n string) bool { return strings.EqualFold(n, name) })
	if on {
		list = append(list, name)
	}
	w.putNotify(list)
	w.formed = w.settingOf(w.queue.current).number
	w.showPreset(w.settingOf(w.queue.current))
	w.remember()
}

// putNotify changes who is told of the files that the form's settings are for.
func (w *window) putNotify(list []string) {
	s := w.settingOf(w.queue.current)
	w.put(s.recipe, s.preset)
	if items := w.targets(); items != nil {
		items[0].own.notify = list // they share it
	} else {
		w.general.notify = list
	}
	clear(w.changes)
}

// sameNames reports whether two lists tell the same endpoints.
func sameNames(a, b []string) bool {
	return !slices.ContainsFunc(a, func(n string) bool { return !names(b, n) }) &&
		!slices.ContainsFunc(b, func(n string) bool { return !names(a, n) })
}
