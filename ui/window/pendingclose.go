package window

import (
	"context"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"
)

// sendingTimeout bounds how long the window waits for receivers before it asks
// again.
const sendingTimeout = 30 * time.Second

// confirmPending closes the window, after asking if messages have not arrived.
func (w *window) confirmPending() {
	n := w.options.Notifier
	if n == nil {
		w.close()
		return
	}
	go func() {
		pending, err := n.Pending()
		w.run(func() {
			if err != nil || pending == 0 {
				w.close()
				return
			}
			w.askPending(pending)
		})
	}()
}

// askPending asks what is to become of messages that have not arrived.
func (w *window) askPending(pending int) {
	text := widget.NewLabel(trn("{{.N}} messages to endpoints have not arrived yet.", pending) + " " +
		tr("If you quit, they go on at the next start."))
	text.Wrapping = fyne.TextWrapWord
	back := w.controls.button(tr("Cancel"), nil, "", func() { w.closeSheet() })
	quit := w.controls.button(tr("Quit"), nil, tr("They go on at the next start"), func() {
		w.closeSheet()
		w.close()
	})
	wait := w.controls.button(tr("Send now and wait"), theme.MailSendIcon(), "", w.sendAndWait)
	wait.Importance = widget.HighImportance
	w.askedButtons["back"], w.askedButtons["quit"], w.askedButtons["wait"] = back, quit, wait
	w.open(tr("Quit with unsent messages?"), container.NewStack(text), fyne.NewSize(500, 180), back, quit, wait)
}

// sendAndWait tries everything once more and closes the window if all arrives.
func (w *window) sendAndWait() {
	ctx, cancel := context.WithTimeout(w.ctx, sendingTimeout)
	text := widget.NewLabel(tr("Sending …"))
	back := w.controls.button(tr("Cancel"), nil, "", func() {
		cancel()
		w.closeSheet()
	})
	w.open(tr("Sending …"), container.NewStack(text), fyne.NewSize(420, 150), back)
	sheet, n := w.sheet, w.options.Notifier
	go func() {
		if n.RetryNow() == nil {
			_ = n.Flush(ctx) // what is left says enough
		}
		pending, err := n.Pending()
		cancel()
		w.run(func() {
			if w.sheet != sheet {
				return // the person has thought better of it
			}
			w.closeSheet()
			if err == nil && pending == 0 {
				w.close()
				return
			}
			w.askPending(pending)
		})
	}()
}
