package notifier

import (
	"net/http"
	"sync"
	"time"
)

const (
	// maxInFlight is how many attempts one endpoint sees at once.
	maxInFlight = 4

	// After so many failures in a row that are not about one delivery, an
	// endpoint is left alone for a while, and then tried with one delivery at
	// a time until one arrives.
	breakAfter = 5
	breakFor   = time.Minute

	// maxHold bounds how long an answer to one delivery holds up the others.
	maxHold = time.Hour
)

// A lane is what a process knows of one endpoint beside what is stored. What
// one endpoint does holds up no other: each has its own.
type lane struct {
	mu       sync.Mutex
	failures int       // in a row
	until    time.Time // nothing is sent before
	revision int       // of the endpoint that sender is for
	sender   *Sender   // nil before the first attempt
	told     string    // why there is none, once people know
}

// room returns how many attempts may be under way, and from when on.
func (l *lane) room(oneByOne bool) (limit int, from time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if oneByOne || l.failures >= breakAfter {
		return 1, l.until
	}
	return maxInFlight, l.until
}

// learn draws from an attempt what concerns the whole endpoint.
func (l *lane) learn(r Result, gap time.Duration, now time.Time) {
	hold := gap
	l.mu.Lock()
	if r.Err == nil || r.Status >= 400 && r.Status < 500 && r.Status != http.StatusTooManyRequests {
		l.failures = 0 // it lives
	} else if l.failures++; l.failures >= breakAfter {
		hold = max(hold, breakFor)
	}
	l.mu.Unlock()
	if r.Err != nil {
		hold = max(hold, r.RetryAfter)
	}
	l.hold(now.Add(min(max(hold, r.Pause), maxHold)))
}

// hold lets nothing be sent before then.
func (l *lane) hold(until time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until.After(l.until) {
		l.until = until
	}
}

// connect returns the sender for the endpoint as it now is.
func (l *lane) connect(n *Notifier, e Endpoint) (*Sender, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.sender != nil && l.revision == e.Revision {
		return l.sender, nil
	}
	e, err := n.Endpoints.open(e)
	if err != nil {
		return nil, err
	}
	s, err := NewSender(e)
	if err != nil {
		return nil, err
	}
	if n.transport != nil {
		s.client.Transport = n.transport
	}
	l.close()
	l.sender, l.revision, l.told = s, e.Revision, ""
	return s, nil
}

// complains reports whether it is news that there is no sender, and why.
func (l *lane) complains(why error) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	text := textOf(why).String()
	news := text != l.told
	l.told = text
	return news
}

func (l *lane) close() {
	if l.sender != nil {
		l.sender.transport.CloseIdleConnections()
	}
}
