package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
)

// listen follows the notifier: the endpoints there are, what could not be
// delivered, and what people should know.
func (w *window) listen() {
	n := w.options.Notifier
	if n == nil {
		return
	}
	w.renewConfig = &renewal[[]notifier.Endpoint]{run: w.run, read: n.Endpoints.List, show: w.gotEndpoints}
	w.renewConfig.ask()
	seen := func() ([]notifier.Delivery, error) { return nil, nil }
	w.renewFailed = &renewal[[]notifier.Delivery]{run: w.run, read: seen, show: func(failed []notifier.Delivery, err error) {
		if err == nil {
			w.undelivered(len(failed))
		}
	}}
	news := newBatcher(w.run, func([]struct{}) { w.delivered() })
	stop := n.Subscribe(func() { news.push(struct{}{}) })
	context.AfterFunc(w.ctx, stop)
	w.delivered()
	go func() {
		for {
			select {
			case <-w.ctx.Done():
				return
			case notice := <-w.options.Notices:
				w.run(func() { w.noticed(notice) })
			}
		}
	}()
}

// delivered shows that deliveries have changed.
func (w *window) delivered() {
	if v := w.deliveries; v != nil && v.sheet == w.sheet && w.sheet != nil {
		w.state.Seen = w.now()
		v.news.ask()
		return
	}
	n, since := w.options.Notifier, w.state.Seen
	if since.IsZero() {
		since = w.now().Add(-30 * day)
	}
	w.renewFailed.read = func() ([]notifier.Delivery, error) {
		return n.Deliveries(notifier.Filter{State: outbox.Failed, Tried: since, Limit: maxDeliveries})
	}
	w.renewFailed.ask()
}

// undelivered shows a small button while there are failures that the person has
// not looked at.
func (w *window) undelivered(failures int) {
	if failures == 0 {
		w.unsentMark.Hide()
		return
	}
	text := trn("{{.N}} not delivered", failures)
	if w.unsentMark.Text != text {
		w.unsentMark.SetText(text)
	}
	w.unsentMark.Show()
}

// newUnsentMark makes the button of undelivered.
func (w *window) newUnsentMark() *button {
	b := w.desk.button("", theme.NewErrorThemedResource(theme.MailSendIcon()), tr("Messages to endpoints could not be delivered: show them"), w.showDeliveries)
	b.Importance = widget.LowImportance
	b.Hide()
	return b
}

// noticed tells of what people should know: an endpoint was switched off, or
// the outbox cannot be used.
func (w *window) noticed(n notifier.Notice) {
	if n.Endpoint == "" {
		w.tell(theme.WarningIcon(), theme.ColorNameWarning, sentence(n.Err))
		return
	}
	show := w.desk.button(tr("Endpoints …"), nil, tr("Endpoints and their events"), w.showEndpoints)
	w.tell(theme.WarningIcon(), theme.ColorNameWarning, n.Endpoint+": "+sentence(n.Err), show)
	if w.options.Notify && !w.state.Quiet { // fixed words: systems do not all defuse what is in a name
		w.app.SendNotification(fyne.NewNotification("AudioSpliter", tr("An endpoint gets no more messages. The window says why.")))
	}
	w.renewConfig.ask()
}
