package notifier

import (
	"context"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier/outbox"
)

// The types of the outbox, for those who need to import only the notifier.
type (
	Filter  = outbox.Filter
	Attempt = outbox.Attempt
	State   = outbox.State
)

// Deliveries returns the deliveries that the filter chooses, the newest first,
// without their bodies.
func (n *Notifier) Deliveries(f Filter) ([]Delivery, error) {
	return ask(n, func(box *outbox.Outbox) ([]Delivery, error) { return box.List(f) })
}

// ask returns what read finds in the outbox, nothing where there is none yet.
func ask[T any](n *Notifier, read func(*outbox.Outbox) (T, error)) (nothing T, _ error) {
	box, err := n.outbox(false)
	if err != nil || box == nil {
		return nothing, err
	}
	return read(box)
}

// Attempts returns the attempts of a delivery, the first first.
func (n *Notifier) Attempts(id string) ([]Attempt, error) {
	return ask(n, func(box *outbox.Outbox) ([]Attempt, error) { return box.Attempts(id) })
}

// Pending returns how many deliveries are still to arrive at endpoints that
// are active.
func (n *Notifier) Pending() (int, error) {
	waiting, err := ask(n, (*outbox.Outbox).Waiting)
	if err != nil {
		return 0, err
	}
	endpoints, err := n.Endpoints.all()
	count := 0
	for _, e := range endpoints {
		if e.Active {
			count += waiting[e.ID]
		}
	}
	return count, err
}

// RetryNow makes all pending deliveries due, but for those that a receiver has
// asked to wait with. Flush waits for their attempts.
func (n *Notifier) RetryNow() error {
	box, err := n.outbox(false)
	if err != nil || box == nil {
		return err
	}
	if err := box.RetryNow(n.now()); err != nil {
		return err
	}
	n.changed()
	return nil
}

// Resend queues a delivery once more, under a new id, and returns that. One that
// is pending, or whose copy is, is sent now instead and its id returned.
func (n *Notifier) Resend(id string) (string, error) {
	box, d, err := n.stored(id)
	if err != nil {
		return "", err
	}
	if len(d.Body) == 0 {
		return "", fault.New(fault.InvalidParams, "There is nothing to send again: %s", d.Reason)
	}
	switch to, err := n.endpointOf(d); {
	case err != nil:
		return "", err
	case !to.Active:
		return "", fault.New(fault.InvalidParams, "The endpoint %q is switched off.", to.Name)
	}
	pending, err := box.Resend(id, newID("dlv_", 16), n.now())
	n.changed()
	return pending, err
}

// stored returns a delivery, and the outbox that it is in.
func (n *Notifier) stored(id string) (*outbox.Outbox, Delivery, error) {
	box, err := n.outbox(false)
	if err == nil && box == nil {
		err = fault.New(fault.FileNotFound, "There is no delivery %q.", id)
	}
	if err != nil {
		return nil, Delivery{}, err
	}
	d, err := box.Get(id)
	return box, d, err
}

// endpointOf returns where a delivery goes, without the secrets.
func (n *Notifier) endpointOf(d Delivery) (Endpoint, error) {
	e, err := n.Endpoints.Find(d.Endpoint)
	if fault.CodeOf(err) == fault.FileNotFound {
		err = fault.New(fault.FileNotFound, "The endpoint %q of this delivery is gone.", d.Name)
	}
	return e, err
}

// ResendFailed queues once more, the oldest first, what failed of what the
// filter chooses and was not sent again yet. It returns how many that were,
// and how many were left out: their endpoint is gone or switched off, or there
// is nothing to send.
func (n *Notifier) ResendFailed(f Filter) (sent, left int, err error) {
	f.State, f.Limit = outbox.Failed, math.MaxInt32
	failed, err := n.Deliveries(f)
	if err != nil {
		return 0, 0, err
	}
	for _, d := range slices.Backward(failed) {
		if d.Again != "" {
			continue
		}
		switch _, err := n.Resend(d.ID); fault.CodeOf(err) {
		case "":
			sent++
		case fault.FileNotFound, fault.InvalidParams:
			left++
		default:
			return sent, left, err
		}
	}
	return sent, left, nil
}

// RemoveEndpoint forgets an endpoint and its secrets, and fails its pending
// deliveries.
func (n *Notifier) RemoveEndpoint(name string) error {
	e, err := n.Endpoints.Find(name)
	if err != nil {
		return err
	}
	if err := n.Endpoints.remove(e.ID); err != nil {
		return err
	}
	_, err = ask(n, func(box *outbox.Outbox) (int, error) {
		return box.FailPending(e.ID, message.New("The endpoint was removed."))
	})
	n.changed()
	return err
}

// Test sends one event as it might happen to an endpoint, saved or not, and
// returns how that ended. Nothing is kept of it.
func (n *Notifier) Test(ctx context.Context, to Endpoint) Result {
	to = to.WithDefaults()
	s, err := NewSender(to)
	if err != nil {
		return Result{Err: err}
	}
	defer s.close()
	e := Sample(engine.JobCompleted)
	e.Time = n.now()
	all := deliveries(e, to, e.Time)
	if len(all) == 0 {
		return Result{Err: fault.New(fault.InvalidParams, "%s has no message for a completed job.", to.Format.Title())}
	}
	d := all[len(all)-1]
	if d.State == outbox.Failed {
		return Result{Err: &fault.Error{Code: fault.InvalidParams, Message: d.Reason}}
	}
	d.ID = newID("dlv_", 16)
	return s.Send(ctx, d)
}

// Curl returns a command that sends the delivery as an attempt now would, with
// secrets, and what is signed with them, masked. Its text is for a POSIX shell.
func (n *Notifier) Curl(id string) (string, error) {
	_, d, err := n.stored(id)
	if err != nil {
		return "", err
	}
	if len(d.Body) == 0 {
		return "", fault.New(fault.InvalidParams, "There is nothing to send: %s", d.Reason)
	}
	e, err := n.endpointOf(d)
	if err != nil {
		return "", err
	}
	if e, err = n.Endpoints.withSecrets(e); err != nil {
		return "", err
	}
	s, err := NewSender(e)
	if err != nil {
		return "", err
	}
	defer s.close()
	req, err := s.request(context.Background(), d, n.now())
	if err != nil {
		return "", fault.Of(err)
	}
	target := e.ShownURL
	if target == e.URL {
		target = s.target(d)
	}
	command := []string{"curl", "-X", req.Method, quote(target)}
	for _, name := range slices.Sorted(maps.Keys(req.Header)) {
		value := req.Header.Get(name)
		if isSecretHeader(name, e) {
			value = "***"
		}
		command = append(command, "-H", quote(name+": "+value))
	}
	command = append(command, "--data-binary", quote(string(d.Body)))
	return strings.Join(command, " "), nil
}

// isSecretHeader reports whether the header carries a secret. A signature does
// not: the body is shown beside it.
func isSecretHeader(name string, e Endpoint) bool {
	secrets := slices.AppendSeq([]string{e.Header, headerConverso, headerAudiorista, "Authorization"}, maps.Keys(e.Headers))
	return slices.ContainsFunc(secrets, func(secret string) bool { return http.CanonicalHeaderKey(secret) == name })
}

// quote writes a word for a POSIX shell.
func quote(word string) string { return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'" }

// Subscribe calls handle after deliveries of this process have changed, on
// goroutines of the notifier: handle must return at once. The returned
// function ends the subscription.
func (n *Notifier) Subscribe(handle func()) (stop func()) {
	n.subscribers.Store(&handle, handle)
	return func() { n.subscribers.Delete(&handle) }
}

func (n *Notifier) callSubscribers() {
	n.subscribers.Range(func(_, handle any) bool { handle.(func())(); return true })
}

// changed wakes the dispatcher and calls the subscribers.
func (n *Notifier) changed() {
	n.mu.Lock()
	sending := n.sending
	n.mu.Unlock()
	if sending != nil {
		sending.changed()
	}
	n.callSubscribers()
}

// forgetAdHoc removes the endpoints made for one command whose deliveries are
// over. Jobs that were interrupted may go on: their endpoint waits a week.
func (n *Notifier) forgetAdHoc() {
	const week = 7 * 24 * time.Hour
	all, err := n.Endpoints.all()
	if err != nil || !slices.ContainsFunc(all, func(e Endpoint) bool { return e.AdHoc }) {
		return // what is wrong with the file was reported when it mattered
	}
	waiting, err := ask(n, (*outbox.Outbox).Waiting)
	if err != nil {
		return
	}
	for _, e := range all {
		if e.AdHoc && waiting[e.ID] == 0 && (e.Over || n.now().Sub(e.Added) > week) {
			_ = n.Endpoints.remove(e.ID) // the next one tries again
		}
	}
}

// AddAdHoc keeps an endpoint for the jobs of one command and returns the name
// to give those jobs. It is forgotten when its deliveries are over.
func (n *Notifier) AddAdHoc(e Endpoint) (string, error) {
	e.AdHoc, e.Active = true, true
	e, err := n.Endpoints.Save(e)
	return e.ID, err
}
