package notifier

import (
	"context"
	"math"
	"net/http"
	"slices"
	"sync"
	"time"

	"audiospliter/engine/fault"
)

// maxExhausted is how many deliveries in a row use up all their attempts
// before their endpoint gets no more.
const maxExhausted = 3

// A queue is what one endpoint is still to get. One goroutine makes its
// attempts, one at a time: what is due first comes first, but never before
// what happened earlier to the same job.
type queue struct {
	sender *Sender
	failed func(Failure)
	wake   chan struct{} // holds one
	done   chan struct{} // closed when run returns

	mu        sync.Mutex
	pending   []*pending // in the order of the events
	closing   bool       // nothing is added, nothing tried twice
	off       error      // why the endpoint gets no more, nil while it does
	exhausted int        // deliveries in a row that used up their attempts
}

// pending is a delivery that has not arrived yet.
type pending struct {
	Delivery
	subject  string // the id of the job or of the batch
	attempts int
	due      time.Time
	last     Result
}

func newQueue(s *Sender, failed func(Failure)) *queue {
	return &queue{sender: s, failed: failed, wake: make(chan struct{}, 1), done: make(chan struct{})}
}

func (q *queue) add(p *pending) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if !q.closing {
		q.pending = append(q.pending, p)
		q.rouse()
	}
}

func (q *queue) close() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.closing = true
	q.rouse()
}

func (q *queue) rouse() {
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// run makes attempts until the queue is closed and empty. When ctx ends,
// attempts fail at once.
func (q *queue) run(ctx context.Context) {
	defer close(q.done)
	defer q.sender.transport.CloseIdleConnections()
	for {
		p, wait := q.next(time.Now())
		switch {
		case p != nil:
			q.advance(ctx, p)
		case wait == 0:
			return
		default:
			timer := time.NewTimer(wait)
			select {
			case <-timer.C:
			case <-q.wake:
				timer.Stop()
			}
		}
	}
}

// next returns the delivery to advance now, or how long to wait for one; 0 if
// none will come.
func (q *queue) next(now time.Time) (*pending, time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	hurry := q.closing || q.off != nil
	wait := time.Duration(math.MaxInt64)
	seen := map[string]bool{}
	for _, p := range q.pending {
		if seen[p.subject] {
			continue
		}
		seen[p.subject] = true
		if hurry || !p.due.After(now) {
			return p, 0
		}
		wait = min(wait, p.due.Sub(now))
	}
	if q.closing {
		wait = 0
	}
	return nil, wait
}

// advance tries the delivery once, or gives it up if that makes no sense.
func (q *queue) advance(ctx context.Context, p *pending) {
	q.mu.Lock()
	off := q.off
	try := off == nil && (p.attempts == 0 || !q.closing)
	q.mu.Unlock()
	if try {
		p.last = q.sender.Send(ctx, p.Delivery)
		p.attempts++
		if q.settle(p) {
			return
		}
	}
	q.mu.Lock()
	q.remove(p)
	q.mu.Unlock()
	f := Failure{Host: q.sender.url.Host, Delivery: p.Delivery, Attempts: p.attempts, Err: p.last.Err}
	if f.Err == nil {
		f.Err = off
	}
	q.failed(f)
}

// settle draws the conclusions from an attempt. It returns false if the
// delivery has to be given up.
func (q *queue) settle(p *pending) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if p.last.Err == nil {
		q.exhausted = 0
		q.remove(p)
		return true
	}
	if p.last.Status == http.StatusGone {
		q.off = p.last.Err
		return false
	}
	next, ok := nextAttempt(p.attempts, time.Now(), p.last.RetryAfter)
	if ok {
		p.due = next
		return true
	}
	if q.exhausted++; q.exhausted == maxExhausted {
		q.off = fault.New(fault.IOFailed, "The receiver gets no more: %d deliveries in a row failed %d times each.", maxExhausted, p.attempts)
	}
	return false
}

// remove forgets the delivery. The mutex is held.
func (q *queue) remove(p *pending) {
	if i := slices.Index(q.pending, p); i >= 0 {
		q.pending = slices.Delete(q.pending, i, i+1)
	}
}
