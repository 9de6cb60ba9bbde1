package window

import (
	"slices"
	"strconv"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
)

// A deliveriesSheet lists the deliveries, the newest first, and the attempts of the
// current one. It is updated as they change.
type deliveriesSheet struct {
	*window
	sheet   *sheet
	content fyne.CanvasObject
	filter  notifier.Filter
	all     []notifier.Delivery
	read    bool
	reload  *reloader[[]notifier.Delivery]

	table          *table
	counts         *caption
	placeholder    *mutedText
	states         *chooser
	endpointFilter *chooser
	names          []string // ids of the endpoints that endpointFilter offers after "all"
	resend         *button
	failures       *button
	curl           *button
	detail         *deliveryDetail
}

// maxDeliveries bounds how many are listed, the newest.
const maxDeliveries = 1000

// deliveryStates are the choices of the filter; the first is all.
var deliveryStates = []notifier.State{"", outbox.Pending, outbox.Delivered, outbox.Failed}

// showDeliveries opens the sheet.
func (w *window) showDeliveries() {
	if w.options.Notifier == nil {
		return
	}
	v := &deliveriesSheet{window: w, counts: newCaption(""), placeholder: newMutedText(theme.SizeNameText, fyne.TextAlignCenter)}
	v.filter.Limit = maxDeliveries
	v.reload = &reloader[[]notifier.Delivery]{run: w.run, show: v.show}
	v.table = newTable(w.controls, deliveryColumns(), deliveryNarrow, tableCallbacks{
		length: func() int { return len(v.all) },
		row:    func(n int) tableRow { return deliveryRow(v.all[n]) },
		chosen: func(int) { v.showCurrent() },
		menu:   v.menu,
	})
	v.states = w.controls.chooser([]string{tr("All"), tr("Pending"), tr("Delivered"), tr("Not delivered")}, func(n int) {
		v.filter.State = deliveryStates[max(n, 0)]
		v.narrow()
	})
	v.states.Selected = tr("All")
	v.endpointFilter = w.controls.chooser(nil, func(n int) {
		v.filter.Endpoint = ""
		if n > 0 {
			v.filter.Endpoint = v.names[n-1]
		}
		v.narrow()
	})
	v.endpointFilter.Options = []string{tr("All endpoints")}
	for _, e := range w.configured {
		v.names = append(v.names, e.ID)
		v.endpointFilter.Options = append(v.endpointFilter.Options, e.Name)
	}
	v.endpointFilter.Selected = v.endpointFilter.Options[0]
	v.resend = w.controls.button(tr("Send again"), theme.MailSendIcon(), tr("Send this once more"), func() { v.send(v.current()) })
	v.failures = w.controls.button(tr("Send all failed again"), theme.ViewRefreshIcon(), "", v.resendFailed)
	v.curl = w.controls.button(tr("Copy as curl"), theme.ContentCopyIcon(), tr("A command that sends the same, without the secrets"), v.copyCurl)
	v.detail = newDeliveryDetail(w)
	v.placeholder.set(tr("Reading …"))
	top := container.NewBorder(nil, nil, container.NewHBox(container.New(fixedWidth(150), v.states), container.New(fixedWidth(170), v.endpointFilter)), v.failures)
	list := container.NewStack(v.table.titled(), container.NewVBox(layout.NewSpacer(), v.placeholder, layout.NewSpacer()))
	below := topBorder(container.NewPadded(container.NewHBox(v.resend, v.curl)), v.detail.CanvasObject)
	parts := container.NewVSplit(container.NewBorder(nil, v.counts, nil, nil, list), below)
	parts.SetOffset(0.55)
	w.sheetControls = map[string]fyne.CanvasObject{
		"deliveries.table": v.table, "deliveries.state": v.states, "deliveries.resend": v.resend,
		"deliveries.failed": v.failures, "deliveries.curl": v.curl,
	}
	v.content = topBorder(top, parts)
	w.open(tr("Deliveries"), v.content, w.largeSize(),
		w.controls.button(tr("Endpoints …"), nil, tr("Endpoints and their events"), w.showEndpoints),
		w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
	v.sheet, w.deliveries = w.sheet, v
	w.state.Seen = w.now()
	w.showUndelivered(0)
	v.narrow()
	w.focus(v.table)
}

// narrow reads the deliveries that match the filter.
func (v *deliveriesSheet) narrow() {
	f, n := v.filter, v.options.Notifier
	v.reload.read = func() ([]notifier.Delivery, error) { return n.Deliveries(f) }
	v.reload.reload()
}

// current returns the delivery of the current row, one without an ID if there is none.
func (v *deliveriesSheet) current() notifier.Delivery {
	if n := v.table.current; n >= 0 && n < len(v.all) {
		return v.all[n]
	}
	return notifier.Delivery{}
}

// show lists the deliveries that were read. The current one stays current.
func (v *deliveriesSheet) show(all []notifier.Delivery, err error) {
	id := v.current().ID
	v.all, v.read = all, true
	v.table.current = min(0, len(all)-1)
	failed := 0
	for n, d := range all {
		if d.ID == id {
			v.table.current = n
		}
		if canResend(d) {
			failed++
		}
	}
	text := ""
	switch {
	case err != nil:
		text = sentence(err)
	case len(all) == 0 && (v.filter.State != "" || v.filter.Endpoint != ""):
		text = tr("No delivery matches the filter.")
	case len(all) == 0:
		text = tr("Nothing was sent yet. Deliveries to endpoints are listed here.")
	}
	v.placeholder.set(text)
	setVisible(v.placeholder, text != "")
	v.counts.set(trn("{{.N}} deliveries", len(all)), theme.ColorNamePlaceHolder)
	v.failures.enable(failed > 0)
	v.table.Refresh()
	v.showCurrent()
}

// canResend reports whether a delivery failed and was not sent again.
func canResend(d notifier.Delivery) bool { return d.State == outbox.Failed && d.Again == "" }

// showCurrent shows the current delivery's attempts.
func (v *deliveriesSheet) showCurrent() {
	d := v.current()
	v.resend.enable(d.ID != "" && d.State != outbox.Pending)
	v.curl.enable(d.ID != "")
	v.detail.show(d)
}

// send queues a delivery once more, under a new id.
func (v *deliveriesSheet) send(d notifier.Delivery) {
	n := v.options.Notifier
	v.async(func() error {
		_, err := n.Resend(d.ID)
		return err
	}, func() { v.setStatus(trn("{{.N}} deliveries are sent again.", 1)) })
}

// resendFailed queues the failed deliveries of the list once more. If none can be
// sent, it says why the first cannot.
func (v *deliveriesSheet) resendFailed() {
	n, filter, sent := v.options.Notifier, v.filter, 0
	first := v.all[max(0, slices.IndexFunc(v.all, canResend))].ID
	v.async(func() (err error) {
		if sent, _, err = n.ResendFailed(filter); err == nil && sent == 0 {
			_, err = n.Resend(first)
		}
		return err
	}, func() { v.setStatus(trn("{{.N}} deliveries are sent again.", sent)) })
}

func (v *deliveriesSheet) copyCurl() {
	n, id := v.options.Notifier, v.current().ID
	var command string
	v.async(func() (err error) {
		command, err = n.Curl(id)
		return err
	}, func() {
		v.app.Clipboard().SetContent(command)
		v.setStatus(tr("The command was copied. Put the secrets in place of ***."))
	})
}

func (v *deliveriesSheet) menu(n int, at fyne.Position) {
	v.table.choose(n)
	d := v.current()
	resend := fyne.NewMenuItem(tr("Send again"), func() { v.send(d) })
	resend.Disabled = d.State == outbox.Pending
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", resend, fyne.NewMenuItem(tr("Copy as curl"), v.copyCurl)), v.win.Canvas(), at)
}

// deliveryColumns are the columns; deliveryNarrow are those left out first.
func deliveryColumns() []column {
	return []column{
		{"", 16, false},
		{tr("Name"), 0, false},
		{tr("Event"), 104, false},
		{tr("Endpoint"), 120, false},
		{tr("When"), 108, false},
		{tr("Attempts"), 56, true},
		{tr("Status"), 210, false},
	}
}

var deliveryNarrow = []int{5, 4, 2}

func deliveryRow(d notifier.Delivery) tableRow {
	icon, color := deliveryIcon(d.State)
	return tableRow{icon, color, []string{
		trText(d.Title), eventText(engine.Kind(d.Event)), d.Name, timeText(d.Created), strconv.Itoa(d.Attempts), deliveryText(d),
	}, false}
}

func deliveryIcon(s notifier.State) (fyne.Resource, fyne.ThemeColorName) {
	switch s {
	case outbox.Delivered:
		return statusIcon(done)
	case outbox.Failed:
		return statusIcon(failed)
	}
	return statusIcon(queued)
}

// deliveryText describes the state of a delivery.
func deliveryText(d notifier.Delivery) string {
	switch {
	case d.State == outbox.Delivered:
		return tr("Delivered ({{.Status}})", textArgs{"Status": d.Last.Status})
	case d.State == outbox.Failed && len(d.Reason) > 0:
		return trText(d.Reason)
	case d.State == outbox.Failed:
		return tr("Not delivered: {{.Why}}", textArgs{"Why": attemptText(d.Last)})
	case d.Attempts == 0:
		return tr("Pending")
	}
	return tr("Retry at {{.Time}}: {{.Why}}", textArgs{"Time": d.Due.Local().Format("15:04:05"), "Why": attemptText(d.Last)})
}

// attemptText says how an attempt ended: the status, or why there is none.
func attemptText(a notifier.Attempt) string {
	if a.Status > 0 {
		return strconv.Itoa(a.Status)
	}
	return trText(a.Error)
}

// eventText names an event for people.
func eventText(k engine.Kind) string {
	switch k {
	case engine.JobCompleted:
		return tr("File done")
	case engine.JobFailed:
		return tr("File failed")
	case engine.BatchCompleted:
		return tr("Batch done")
	case engine.JobProgress:
		return tr("Progress")
	case engine.SegmentWritten:
		return tr("Segment written")
	case engine.StateChanged:
		return tr("Step started")
	}
	return string(k)
}

// A deliveryDetail shows the attempts of a delivery.
type deliveryDetail struct {
	fyne.CanvasObject
	window   *window
	delivery notifier.Delivery
	attempts []notifier.Attempt
	table    *table
	answer   *widget.Label
}

func newDeliveryDetail(w *window) *deliveryDetail {
	v := &deliveryDetail{window: w, answer: widget.NewLabel("")}
	v.answer.Wrapping, v.answer.Selectable, v.answer.TextStyle.Monospace = fyne.TextWrapBreak, true, true
	v.answer.SizeName = theme.SizeNameCaptionText
	v.table = newTable(w.controls, []column{
		{"", 16, false}, {tr("Attempt"), 0, false}, {tr("Duration"), 60, true}, {tr("Status"), 130, false},
	}, nil, tableCallbacks{length: func() int { return len(v.attempts) }, row: v.row, chosen: func(int) { v.showCurrent() }})
	parts := container.NewHSplit(v.table.titled(), container.NewStack(newThemedRect(colorNameStripe), container.NewVScroll(v.answer)))
	parts.SetOffset(0.45)
	v.CanvasObject = parts
	return v
}

// show reads the attempts of a delivery in the background.
func (v *deliveryDetail) show(d notifier.Delivery) {
	if d.ID == v.delivery.ID && d.Attempts == v.delivery.Attempts {
		return
	}
	v.delivery, v.attempts, v.table.current = d, nil, -1
	v.table.Refresh()
	v.showCurrent()
	if d.ID == "" || d.Attempts == 0 {
		return
	}
	w := v.window
	go func() {
		attempts, err := w.options.Notifier.Attempts(d.ID)
		w.run(func() {
			if v.delivery.ID != d.ID || err != nil {
				return
			}
			v.attempts = attempts
			v.table.choose(len(attempts) - 1)
			v.showCurrent()
		})
	}()
}

func (v *deliveryDetail) row(n int) tableRow {
	a := v.attempts[n]
	icon, color := statusIcon(done)
	if len(a.Error) > 0 {
		icon, color = statusIcon(failed)
	}
	return tableRow{icon, color, []string{a.At.Local().Format(time.DateTime), tookSeconds(a.Duration), attemptText(a)}, false}
}

// showCurrent shows what the receiver answered in the current attempt.
func (v *deliveryDetail) showCurrent() {
	text := trText(v.delivery.Reason)
	if n := v.table.current; n >= 0 && n < len(v.attempts) {
		a := v.attempts[n]
		text = trText(a.Error)
		if a.Answer != "" {
			text += "\n\n" + a.Answer
		}
		if text == "" {
			text = tr("The receiver answered {{.Status}} and nothing more.", textArgs{"Status": a.Status})
		}
	}
	v.answer.SetText(text)
}

func tookSeconds(d time.Duration) string {
	return tr("{{.Seconds}} s", textArgs{"Seconds": strconv.FormatFloat(d.Seconds(), 'f', 2, 64)})
}
