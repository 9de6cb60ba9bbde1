package window

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier"
	"audiospliter/notifier/outbox"
)

// jobEvent is the end of the nth job.
func jobEvent(n int) engine.Event {
	e := notifier.Sample(engine.JobCompleted)
	e.Job.ID = fmt.Sprintf("job_%016x", n)
	e.Key = e.Job.ID
	return e
}

// TestDeliveriesAreListedAndSentAgain follows messages that arrive and that do
// not, and sends those once more.
func TestDeliveriesAreListedAndSentAgain(t *testing.T) {
	to := newReceiver(t)
	n := newNotifier(t)
	if _, err := n.Endpoints.Save(endpointAt("Us", to.URL, true)); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, Options{Notifier: n})
	b.until("the endpoint", func() bool { return len(b.configured) == 1 })
	b.showDeliveries()
	b.until("the empty list", func() bool { return b.deliveries.read })
	if got := b.deliveries.placeholder.segment.Text; !strings.HasPrefix(got, "Nothing was sent yet") {
		t.Errorf("an empty list says %q", got)
	}
	n.Start()
	n.Record(jobEvent(1))
	states := func(want ...notifier.State) func() bool {
		return func() bool {
			var got []notifier.State
			for _, d := range b.deliveries.all {
				got = append(got, d.State)
			}
			return slices.Equal(got, want)
		}
	}
	b.until("it to arrive", states(outbox.Delivered))
	b.until("its attempt", func() bool { return strings.Contains(b.deliveries.detail.answer.Text, "thank you") })
	b.closeSheet()

	to.mu.Lock()
	to.answer = http.StatusGone
	to.mu.Unlock()
	n.Record(jobEvent(2))
	b.until("the small button", func() bool { return b.undeliveredButton.Visible() && b.undeliveredButton.Text == "1 not delivered" })
	test.Tap(b.undeliveredButton)
	b.until("the list", states(outbox.Failed, outbox.Delivered))
	if b.undeliveredButton.Visible() {
		t.Error("the button stays when the person looks")
	}
	to.mu.Lock()
	to.answer = http.StatusOK
	to.mu.Unlock()
	test.Tap(b.deliveries.failures)
	b.until("a reason", func() bool { return strings.Contains(b.status.text, "switched off") })
	if err := n.Endpoints.SetActive("Us", true); err != nil {
		t.Fatal(err)
	}
	test.Tap(b.deliveries.failures)
	b.until("it to arrive now", states(outbox.Delivered, outbox.Failed, outbox.Delivered))
	b.deliveries.states.SetSelectedIndex(3)
	b.until("the failed one", states(outbox.Failed))
	test.Tap(b.deliveries.curl)
	b.until("the command", func() bool { return strings.HasPrefix(b.app.Clipboard().Content(), "curl ") })
}

// TestDeliveryTexts say how deliveries stand.
func TestDeliveryTexts(t *testing.T) {
	due := time.Date(2026, 3, 29, 10, 5, 0, 0, time.Local)
	for want, d := range map[string]notifier.Delivery{
		"Pending":                    {State: outbox.Pending},
		"Delivered (204)":            {State: outbox.Delivered, Attempts: 1, Last: notifier.Attempt{Status: 204}},
		"Not delivered: 500":         {State: outbox.Failed, Attempts: 8, Last: notifier.Attempt{Status: 500}},
		"The endpoint was removed.":  {State: outbox.Failed, Reason: message.New("The endpoint was removed.")},
		"Retry at 10:05:00: Refused": {State: outbox.Pending, Attempts: 1, Due: due, Last: notifier.Attempt{Error: message.Literal("Refused")}},
	} {
		if got := deliveryText(d); got != want {
			t.Errorf("it says %q, want %q", got, want)
		}
	}
}

// TestDeliveryStates compares the list with how a person has seen it.
func TestDeliveryStates(t *testing.T) {
	n := newNotifier(t)
	b := newBench(t, Options{Notifier: n})
	b.state.Look = appearanceLight
	b.setTheme()
	at := time.Date(2026, 3, 29, 10, 5, 0, 0, time.Local)
	all := []notifier.Delivery{
		{ID: "3", Title: message.Literal("Morning.mp3"), Event: string(engine.JobCompleted), Name: "Us", State: outbox.Pending, Created: at},
		{ID: "2", Title: message.New("%d files", 2), Event: string(engine.BatchCompleted), Name: "Chat", State: outbox.Failed, Reason: message.New("The receiver answered 410."), Created: at, Attempts: 1},
		{ID: "1", Title: message.Literal("Noon.mp3"), Event: string(engine.JobFailed), Name: "Us", State: outbox.Delivered, Created: at, Attempts: 2, Last: notifier.Attempt{Number: 2, Status: 200}},
	}
	for name, show := range map[string]func(*deliveriesSheet){
		"empty": func(v *deliveriesSheet) { v.show(nil, nil) },
		"full":  func(v *deliveriesSheet) { v.show(all, nil) },
		"error": func(v *deliveriesSheet) { v.show(nil, fault.New(fault.IOFailed, "The outbox cannot be read.")) },
	} {
		b.showDeliveries()
		b.until("the list", func() bool { return b.deliveries.read && !b.deliveries.reload.busy })
		show(b.deliveries)
		test.AssertObjectRendersToMarkup(t, "deliveries-"+name+".xml", b.deliveries.content)
	}
}

// TestNoticesAreShown tells of an endpoint that was switched off.
func TestNoticesAreShown(t *testing.T) {
	notices := make(chan notifier.Notice, 1)
	b := newBench(t, Options{Notifier: newNotifier(t), Notices: notices, Notify: true})
	told := fyne.NewNotification("AudioSpliter", "An endpoint gets no more messages. The window says why.")
	test.AssertNotificationSent(t, told, func() {
		notices <- notifier.Notice{Endpoint: "Us", Err: fault.New(fault.IOFailed, "It is switched off.")}
		b.until("the banner", func() bool { return b.banner.text.Text == "Us: It is switched off." && b.banner.CanvasObject.Visible() })
	})
}

// TestQuittingWithPendingDeliveries asks, sends, and waits.
func TestQuittingWithPendingDeliveries(t *testing.T) {
	to := newReceiver(t)
	to.answer = http.StatusInternalServerError
	n := newNotifier(t)
	if _, err := n.Endpoints.Save(endpointAt("Us", to.URL, true)); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, Options{Notifier: n})
	b.until("the endpoint", func() bool { return len(b.configured) == 1 })
	n.Start()
	n.Record(jobEvent(1))
	if err := n.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.confirmClose()
	b.until("the question", func() bool { return b.sheet != nil })
	test.Tap(b.askedButtons["back"])
	if b.sheet != nil || b.ctx.Err() != nil {
		t.Fatal("Cancel does not go back")
	}
	b.confirmClose()
	b.until("the question again", func() bool { return b.sheet != nil })
	question := b.sheet
	test.Tap(b.askedButtons["wait"])
	b.until("the question once more: it failed again", func() bool { return b.sheet != nil && b.sheet != question && b.sheet.main == b.askedButtons["wait"] })
	to.mu.Lock()
	to.answer = http.StatusOK
	to.mu.Unlock()
	test.Tap(b.askedButtons["wait"])
	b.until("the window to close", func() bool { return b.ctx.Err() != nil })
	if pending, err := n.Pending(); pending != 0 || err != nil {
		t.Errorf("%d are pending, %v", pending, err)
	}
}
