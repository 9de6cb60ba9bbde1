package window

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
)

// followNotifier follows the notifier: the endpoints there are, what could not be
// delivered, and what people should know.
func (w *window) followNotifier() {
	n := w.options.Notifier
	if n == nil {
		return
	}
	w.endpointsReload = &reloader[[]notifier.Endpoint]{run: w.run, read: n.Endpoints.List, show: w.gotEndpoints}
	w.endpointsReload.reload()
	seen := func() ([]notifier.Delivery, error) { return nil, nil }
	w.failuresReload = &reloader[[]notifier.Delivery]{run: w.run, read: seen, show: func(failed []notifier.Delivery, err error) {
		if err == nil {
			w.showUndelivered(len(failed))
		}
	}}
	news := newBatcher(w.run, func([]struct{}) { w.deliveriesChanged() })
	stop := n.Subscribe(func() { news.push(struct{}{}) })
	context.AfterFunc(w.ctx, stop)
	w.deliveriesChanged()
	go func() {
		for {
			select {
			case <-w.ctx.Done():
				return
			case notice := <-w.options.Notices:
				w.run(func() { w.showNotice(notice) })
			}
		}
	}()
}

// deliveriesChanged shows that deliveries have changed.
func (w *window) deliveriesChanged() {
	if v := w.deliveries; v != nil && v.sheet == w.sheet && w.sheet != nil {
		w.state.Seen = w.now()
		v.reload.reload()
		return
	}
	n, since := w.options.Notifier, w.state.Seen
	if since.IsZero() {
		since = w.now().Add(-30 * day)
	}
	w.failuresReload.read = func() ([]notifier.Delivery, error) {
		return n.Deliveries(notifier.Filter{State: outbox.Failed, Tried: since, Limit: maxDeliveries})
	}
	w.failuresReload.reload()
}

// showUndelivered shows a small button while there are failures that the person has
// not looked at.
func (w *window) showUndelivered(failures int) {
	if failures == 0 {
		w.undeliveredButton.Hide()
		return
	}
	text := trn("{{.N}} not delivered", failures)
	if w.undeliveredButton.Text != text {
		w.undeliveredButton.SetText(text)
	}
	w.undeliveredButton.Show()
}

// newUndeliveredButton makes the button of undelivered.
func (w *window) newUndeliveredButton() *button {
	b := w.controls.button("", theme.NewErrorThemedResource(theme.MailSendIcon()), tr("Messages to endpoints could not be delivered: show them"), w.showDeliveries)
	b.Importance = widget.LowImportance
	b.Hide()
	return b
}

// showNotice tells of what people should know: an endpoint was switched off, or
// the outbox cannot be used.
func (w *window) showNotice(n notifier.Notice) {
	if n.Endpoint == "" {
		w.showBanner(theme.WarningIcon(), theme.ColorNameWarning, sentence(n.Err))
		return
	}
	show := w.controls.button(tr("Endpoints …"), nil, tr("Endpoints and their events"), w.showEndpoints)
	w.showBanner(theme.WarningIcon(), theme.ColorNameWarning, n.Endpoint+": "+sentence(n.Err), show)
	if w.options.Notify && !w.state.Quiet { // fixed words: systems do not all defuse what is in a name
		w.app.SendNotification(fyne.NewNotification("AudioSpliter", tr("An endpoint gets no more messages. The window says why.")))
	}
	w.endpointsReload.reload()
}
