package window

import (
	"context"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/notifier"
)

// An endpointsSheet lists all endpoints.
type endpointsSheet struct {
	*window
	sheet *sheet
	list  *fyne.Container
}

// showEndpoints opens the sheet.
func (w *window) showEndpoints() {
	if w.options.Notifier == nil {
		return
	}
	v := &endpointsSheet{window: w, list: container.NewVBox()}
	about := newMutedText(theme.SizeNameText, fyne.TextAlignLeading)
	about.set(tr("An endpoint is notified when files are done or have failed: a chat room, or a program on a server. Messages that cannot be delivered are kept and retried for days."))
	add := w.controls.button(tr("Add …"), theme.ContentAddIcon(), tr("Add an endpoint"), func() { w.editEndpoint(newDraft()) })
	add.Importance = widget.HighImportance
	w.sheetControls = map[string]fyne.CanvasObject{"endpoints.add": add}
	w.open(tr("Endpoints"), container.NewBorder(about, nil, nil, nil, container.NewVScroll(container.New(scrollGutter{}, v.list))), fyne.NewSize(760, 560),
		add, w.controls.button(tr("Deliveries …"), nil, tr("What was sent, and what came of it"), w.showDeliveries),
		w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
	v.sheet, w.endpoints = w.sheet, v
	v.show()
	w.endpointsReload.reload()
}

// gotEndpoints shows the endpoints that were read.
func (w *window) gotEndpoints(all []notifier.Endpoint, err error) {
	if err != nil {
		w.setStatusColored(sentence(err), theme.ColorNameError)
		return
	}
	w.configured, w.configRead = all, true
	w.showEndpointChoice()
	if v := w.endpoints; v != nil && v.sheet == w.sheet && w.sheet != nil {
		v.show()
	}
}

// show lists the endpoints.
func (v *endpointsSheet) show() {
	v.list.RemoveAll()
	for _, e := range v.configured {
		v.list.Add(v.row(e))
		v.list.Add(widget.NewSeparator())
	}
	if len(v.configured) == 0 {
		none := newMutedText(theme.SizeNameText, fyne.TextAlignCenter)
		none.set(tr("No endpoints yet. Add a chat room or a server."))
		v.list.Add(none)
	}
	v.list.Refresh()
}

// row shows an endpoint with its buttons.
func (v *endpointsSheet) row(e notifier.Endpoint) fyne.CanvasObject {
	title := widget.NewLabel(e.Name)
	title.TextStyle.Bold, title.Truncation = true, fyne.TextTruncateEllipsis
	about := newCaption(e.Format.Title() + "  ·  " + e.ShownURL)
	wants := newCaption(endpointEventsText(e))
	lines := container.New(tightColumn{}, title, container.New(indented{}, about), container.New(indented{}, wants))
	if !e.Active && len(e.OffText) > 0 {
		off := widget.NewLabel(tr("Switched off: {{.Why}}", textArgs{"Why": trText(e.OffText)}))
		off.Importance, off.Wrapping, off.SizeName = widget.WarningImportance, fyne.TextWrapWord, theme.SizeNameCaptionText
		lines.Add(off)
	}
	said := newMutedText(theme.SizeNameCaptionText, fyne.TextAlignLeading)
	said.Hide()
	lines.Add(said)
	on := v.controls.checkbox(tr("On"), nil)
	on.Checked = e.Active
	on.OnChanged = func(on bool) { v.switchOn(e, on) }
	try := v.controls.button(tr("Test"), theme.MailSendIcon(), tr("Send a test event now"), func() {
		v.sendTest(func() (notifier.Endpoint, error) { return v.options.Notifier.Endpoints.Get(e.ID) }, said)
	})
	edit := v.controls.button(tr("Edit …"), theme.DocumentCreateIcon(), "", func() { v.edit(e) })
	remove := v.controls.button("", theme.DeleteIcon(), tr("Remove this endpoint"), func() { v.remove(e) })
	for name, b := range map[string]fyne.CanvasObject{"test": try, "edit": edit, "remove": remove, "on": on} {
		v.sheetControls["endpoints."+name+"."+e.Name] = b
	}
	return container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(on, try, edit, remove)), lines)
}

// endpointEventsText names the events that an endpoint gets, and of which jobs.
func endpointEventsText(e notifier.Endpoint) string {
	var events []string
	for _, k := range e.Events {
		events = append(events, eventText(k))
	}
	when := tr("for every job")
	if !e.Always {
		when = tr("where chosen")
	}
	return strings.Join(events, ", ") + "  ·  " + when
}

// switchOn switches an endpoint on or off.
func (v *endpointsSheet) switchOn(e notifier.Endpoint, on bool) {
	all := v.options.Notifier.Endpoints
	v.async(func() error {
		if on {
			return all.SetActive(e.ID, true)
		}
		return all.SetActive(e.ID, false)
	}, func() {
		v.endpointsReload.reload()
	})
}

// edit opens an endpoint, once the keychain has given its secrets.
func (v *endpointsSheet) edit(e notifier.Endpoint) {
	var whole notifier.Endpoint
	n := v.options.Notifier
	v.async(func() (err error) {
		whole, err = n.Endpoints.Get(e.ID)
		return err
	}, func() { v.editEndpoint(draftOf(whole)) })
}

// remove removes an endpoint, after asking.
func (v *endpointsSheet) remove(e notifier.Endpoint) {
	n := v.options.Notifier
	v.ask(tr("Remove the endpoint?"), tr("{{.Name}} gets no more messages, and its secrets are forgotten.", textArgs{"Name": e.Name}),
		tr("Keep it"), tr("Remove"), func() {
			v.async(func() error { return n.RemoveEndpoint(e.ID) }, func() { v.showEndpoints() })
		})
}

// testTimeout bounds how long a test waits for an answer.
const testTimeout = 30 * time.Second

// sendTest sends a test event and shows the result. Which returns the endpoint; it is
// called on a goroutine of its own.
func (w *window) sendTest(which func() (notifier.Endpoint, error), said *mutedText) {
	said.set(tr("Sending …"))
	said.Show()
	n := w.options.Notifier
	go func() {
		var r notifier.Result
		e, err := which()
		if err != nil {
			r.Err = err
		} else {
			ctx, cancel := context.WithTimeout(w.ctx, testTimeout)
			defer cancel()
			r = n.Test(ctx, e)
		}
		w.run(func() {
			color := theme.ColorNameSuccess
			if r.Err != nil {
				color = theme.ColorNameError
			}
			said.segment.Style.ColorName = color
			w.tested = testText(r)
			said.set(w.tested)
			said.Refresh()
		})
	}()
}

// testText describes the result of a test: status, duration, answer.
func testText(r notifier.Result) string {
	took := strconv.FormatFloat(r.Duration.Seconds(), 'f', 2, 64)
	var text string
	switch {
	case r.Err == nil:
		text = tr("It arrived: the receiver answered {{.Status}} in {{.Seconds}} s.", textArgs{"Status": r.Status, "Seconds": took})
	case r.Status > 0:
		text = tr("The receiver answered {{.Status}} in {{.Seconds}} s.", textArgs{"Status": r.Status, "Seconds": took}) + " " + sentence(r.Err)
	default:
		text = sentence(r.Err)
	}
	if answer := strings.TrimSpace(r.Answer); answer != "" {
		text += "\n" + answer
	}
	return text
}

// kindsOffered are the events that the form offers for a format, in order.
func kindsOffered(f notifier.Format) []engine.Kind {
	if f == notifier.Audiorista {
		return notifier.Kinds
	}
	return []engine.Kind{engine.JobCompleted, engine.JobFailed, engine.BatchCompleted, engine.JobProgress}
}
