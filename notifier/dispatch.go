package notifier

import (
	"context"
	"math"
	"net/http"
	"strings"
	"sync"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/notifier/outbox"
)

const (
	// maxExhausted is how many deliveries in a row use up all their attempts
	// before their endpoint is switched off.
	maxExhausted = 3

	// defaultPoll is how often the clock and the outbox are looked at when
	// nothing happens: timers stand still while a laptop sleeps, and other
	// processes add deliveries.
	defaultPoll = 30 * time.Second

	// defaultLease is how long a delivery stays with a process that has died.
	defaultLease = 10 * time.Second

	// maxAge is how long deliveries stay in the log.
	maxAge     = 90 * 24 * time.Hour
	purgeEvery = 24 * time.Hour

	// soon is what Flush waits for: deliveries that only keep a distance, and
	// those of a process that has died.
	soon = defaultLease + 5*time.Second
)

// A dispatcher makes the attempts of one process. A loop claims what is due and
// starts a goroutine for each. What one endpoint does holds up no other: each
// has a circuit of its own.
type dispatcher struct {
	n      *Notifier
	ctx    context.Context // of the attempts
	cancel context.CancelFunc
	stop   chan struct{}
	done   chan struct{}
	wake   chan struct{} // holds one
	purged time.Time
	failed string // how the last round failed; "" if it did not

	attempts sync.WaitGroup

	mu       sync.Mutex
	owner    string              // of what is claimed next
	circuits map[string]*circuit // by endpoint
	inFlight int
	changes  int        // how often there was something new in the outbox
	idleAt   int        // changes when nothing was left to do
	idle     *sync.Cond // signaled when idleAt changes
}

// Start begins to send what is in the outbox and what is recorded, until Close.
func (n *Notifier) Start() {
	ctx, cancel := context.WithCancel(context.Background())
	d := &dispatcher{
		n: n, owner: newID("", 8), ctx: ctx, cancel: cancel,
		stop: make(chan struct{}), done: make(chan struct{}), wake: make(chan struct{}, 1),
		circuits: map[string]*circuit{}, changes: 1,
	}
	d.idle = sync.NewCond(&d.mu)
	n.mu.Lock()
	n.sending = d
	n.mu.Unlock()
	go d.run()
}

// Flush returns when all that is due has been tried, or with ctx's error.
// What waits for its next attempt, or behind such a delivery, is not waited for.
func (n *Notifier) Flush(ctx context.Context) error {
	n.mu.Lock()
	d := n.sending
	n.mu.Unlock()
	if d == nil {
		return nil
	}
	defer context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.idle.Broadcast()
	})()
	d.mu.Lock()
	defer d.mu.Unlock()
	for d.idleAt != d.changes && ctx.Err() == nil {
		d.idle.Wait()
	}
	return ctx.Err()
}

// changed makes the loop look at the outbox.
func (d *dispatcher) changed() {
	d.mu.Lock()
	d.changes++
	d.mu.Unlock()
	d.wakeUp()
}

func (d *dispatcher) wakeUp() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

func (d *dispatcher) close(ctx context.Context) {
	close(d.stop)
	<-d.done
	defer context.AfterFunc(ctx, d.cancel)()
	d.attempts.Wait()
	d.cancel()
	for _, c := range d.circuits {
		c.close()
	}
}

func (d *dispatcher) run() {
	defer close(d.done)
	for {
		d.mu.Lock()
		changes := d.changes
		d.mu.Unlock()
		wait, err := d.round()
		if text := textOf(err).String(); text != d.failed {
			d.failed = text
			d.report(err)
		}
		if err != nil {
			wait = d.n.poll
		}
		d.mu.Lock()
		if d.inFlight == 0 && wait > soon {
			d.idleAt = changes
			d.idle.Broadcast()
		}
		d.mu.Unlock()
		timer := time.NewTimer(max(min(wait, d.n.poll), time.Millisecond))
		select {
		case <-d.stop:
			timer.Stop()
			return
		case <-d.wake:
			timer.Stop()
		case <-timer.C:
		}
	}
}

// round starts the attempts that are due, and returns how long until more are.
func (d *dispatcher) round() (wait time.Duration, err error) {
	wait = math.MaxInt64
	box, err := d.n.outbox(false)
	if err != nil || box == nil {
		return wait, err
	}
	now := d.n.now()
	if now.Sub(d.purged) > purgeEvery {
		d.purged = now
		if err := box.Purge(now.Add(-maxAge)); err != nil {
			return wait, err
		}
	}
	waiting, err := box.Waiting()
	if err != nil || len(waiting) == 0 {
		return wait, err
	}
	all, err := d.n.Endpoints.all()
	if err != nil {
		return wait, err
	}
	for _, e := range all {
		if waiting[e.ID] > 0 && e.Active {
			more, err := d.claim(box, e, now)
			if err != nil {
				return wait, err
			}
			wait = min(wait, more)
		}
		delete(waiting, e.ID)
	}
	for gone := range waiting {
		if _, err := box.FailPending(gone, message.New("The endpoint was removed.")); err != nil {
			return wait, err
		}
	}
	return wait, nil
}

// claim starts the attempts that are due to one endpoint.
func (d *dispatcher) claim(box *outbox.Outbox, e Endpoint, now time.Time) (wait time.Duration, err error) {
	c, oneByOne := d.circuit(e.ID), specs[e.Format].gap > 0
	limit, until := c.limit(oneByOne)
	if until.After(now) {
		return until.Sub(now), nil
	}
	d.mu.Lock()
	owner := d.owner
	d.mu.Unlock()
	taken, err := box.Claim(e.ID, owner, limit, now, now.Add(d.n.lease))
	if err != nil {
		return 0, err
	}
	// An attempt that ended meanwhile made room, and may have paused the endpoint.
	if _, until := c.limit(oneByOne); until.After(now) {
		for _, delivery := range taken {
			d.giveBack(claim{box, c, owner, e, delivery})
		}
		return until.Sub(now), nil
	}
	if len(taken) > 0 {
		d.mu.Lock()
		d.inFlight += len(taken)
		d.mu.Unlock()
	}
	for _, delivery := range taken {
		d.attempts.Go(func() {
			d.attempt(claim{box, c, owner, e, delivery})
			d.mu.Lock()
			d.inFlight--
			d.mu.Unlock()
			d.wakeUp()
		})
	}
	next, ok, err := box.Next(e.ID, now)
	if err != nil || !ok {
		return math.MaxInt64, err
	}
	if next.After(now) {
		return next.Sub(now), nil
	}
	// As many attempts are under way as may be. The end of one of this process
	// wakes; those of other processes end, or their leases do.
	return d.n.lease, nil
}

func (d *dispatcher) circuit(endpoint string) *circuit {
	d.mu.Lock()
	defer d.mu.Unlock()
	c := d.circuits[endpoint]
	if c == nil {
		c = &circuit{}
		d.circuits[endpoint] = c
	}
	return c
}

// A claim is a delivery that this process has taken out.
type claim struct {
	box      *outbox.Outbox
	circuit  *circuit
	owner    string
	endpoint Endpoint
	delivery Delivery
}

// attempt tries the delivery once and records how that ended.
func (d *dispatcher) attempt(c claim) {
	sender, err := c.circuit.connect(d.n, c.endpoint)
	if err != nil { // for now: the keychain is locked
		d.release(c)
		if c.circuit.isNews(err) {
			d.n.notice(Notice{c.endpoint.Name, err})
		}
		return
	}
	began := d.n.now()
	defer d.keepLease(c)()
	r := sender.Send(d.ctx, c.delivery)
	if d.ctx.Err() != nil && r.Err != nil { // broken off by Close: that is no attempt
		d.release(c)
		return
	}
	now := d.n.now()
	c.circuit.observe(r, specs[c.endpoint.Format].gap, now)
	d.finish(c, r, Attempt{At: began, Duration: r.Duration, Status: r.Status, Answer: r.Answer, Error: textOf(r.Err)}, now)
}

// release gives back a delivery that cannot be tried, or whose attempt cannot be
// recorded, and lets its endpoint rest.
func (d *dispatcher) release(c claim) {
	c.circuit.pause(d.n.now().Add(time.Minute))
	d.giveBack(c)
}

// giveBack lets a delivery be claimed again. Where that cannot be written the lease
// runs out, and a new name lets this process claim it.
func (d *dispatcher) giveBack(c claim) {
	err := c.box.Release(c.delivery.ID, c.owner)
	if err == nil {
		return
	}
	d.report(err)
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.owner == c.owner {
		d.owner = newID("", 8)
	}
}

// keepLease renews the lease of a delivery until stop is called.
func (d *dispatcher) keepLease(c claim) (stop func()) {
	over := make(chan struct{})
	d.attempts.Go(func() {
		ticker := time.NewTicker(d.n.lease / 4)
		defer ticker.Stop()
		for {
			select {
			case <-over:
				return
			case <-ticker.C:
				// Without a lease others may try it, too, and what failed here does not count.
				_ = c.box.Renew(c.delivery.ID, c.owner, d.n.now().Add(d.n.lease))
			}
		}
	})
	return func() { close(over) }
}

// finish records an attempt, as soon as it can be written, and draws the
// conclusions from it. Until then the delivery stays claimed: it is not sent again.
func (d *dispatcher) finish(c claim, r Result, a Attempt, now time.Time) {
	box, e, delivery := c.box, c.endpoint, c.delivery
	state, due := outbox.Delivered, now
	if r.Err != nil {
		next, again := nextAttempt(delivery.Attempts+1, now, r.RetryAfter)
		state, due = outbox.Pending, next
		if !again || r.Status == http.StatusGone {
			state, due = outbox.Failed, now
		}
	}
	exhausted := 0
	err := d.n.persist(d.ctx, func() (err error) {
		delivery, exhausted, err = box.RecordAttempt(c.delivery, c.owner, a, state, due)
		return err
	})
	if err != nil {
		d.release(c)
		return
	}
	switch {
	case r.Status == http.StatusGone:
		d.switchOff(box, e, message.New("The receiver answered 410: it wants no more deliveries."))
	case exhausted >= maxExhausted:
		d.switchOff(box, e, message.New("Three deliveries in a row failed eight times each."))
	}
	if d.n.options.Attempted != nil {
		delivery.Body = nil
		d.n.options.Attempted(delivery)
	}
	d.n.callSubscribers()
}

// switchOff ends deliveries to an endpoint that does not want them, or cannot
// be reached.
func (d *dispatcher) switchOff(box *outbox.Outbox, e Endpoint, why message.Text) {
	changed, err := d.n.Endpoints.setActive(e.ID, false, why)
	d.report(err)
	if !changed { // another attempt was faster, or a person was
		return
	}
	n, err := box.FailPending(e.ID, why)
	d.report(err)
	d.n.notice(Notice{e.Name, fault.New(fault.IOFailed, "%s It is switched off, and %d more are not sent.", why, n)})
}

// report gives people notice of a failure that is not an attempt's.
func (d *dispatcher) report(err error) {
	if err != nil {
		d.n.notice(Notice{Err: err})
	}
}

// textOf is what went wrong as the log keeps it.
func textOf(err error) message.Text {
	if err == nil {
		return nil
	}
	f := fault.Of(err)
	return message.Join(f.Message, message.Literal(strings.ReplaceAll(f.Details, "\n", " ")))
}
