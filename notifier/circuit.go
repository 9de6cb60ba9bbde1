package notifier

import (
	"net/http"
	"sync"
	"time"
)

const (
	// maxInFlight is how many attempts one endpoint sees at once.
	maxInFlight = 4

	// After so many failures in a row that are not about one delivery, the
	// circuit opens: nothing is sent for a while, and then one delivery at a
	// time until one arrives.
	breakAfter = 5
	breakFor   = time.Minute

	// maxPause bounds how long an answer to one delivery holds up the others.
	maxPause = time.Hour
)

// A circuit is the circuit breaker of one endpoint in this process, with the
// sender that its attempts share.
type circuit struct {
	mu       sync.Mutex
	failures int       // in a row
	until    time.Time // nothing is sent before
	revision int       // of the endpoint that sender is for
	sender   *Sender   // nil before the first attempt
	reported string    // why there is no sender, once people know
}

// limit returns how many attempts may be under way, and from when on.
func (c *circuit) limit(oneByOne bool) (attempts int, from time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if oneByOne || c.failures >= breakAfter {
		return 1, c.until
	}
	return maxInFlight, c.until
}

// observe draws from an attempt what concerns the whole endpoint. The gap is
// what the format leaves between two attempts.
func (c *circuit) observe(r Result, gap time.Duration, now time.Time) {
	pause := gap
	c.mu.Lock()
	if r.Err == nil || r.Status >= 400 && r.Status < 500 && r.Status != http.StatusTooManyRequests {
		c.failures = 0 // the receiver works
	} else if c.failures++; c.failures >= breakAfter {
		pause = max(pause, breakFor)
	}
	c.mu.Unlock()
	if r.Err != nil {
		pause = max(pause, r.RetryAfter)
	}
	c.pause(now.Add(min(max(pause, r.Pause), maxPause)))
}

// pause lets nothing be sent before then.
func (c *circuit) pause(until time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if until.After(c.until) {
		c.until = until
	}
}

// connect returns the sender for the endpoint as it is saved. It may wait for
// the keychain.
func (c *circuit) connect(n *Notifier, e Endpoint) (*Sender, error) {
	if s := c.current(e.Revision); s != nil {
		return s, nil
	}
	e, err := n.Endpoints.withSecrets(e)
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
	c.mu.Lock()
	old := c.sender
	if old != nil && c.revision == e.Revision { // another attempt was faster
		c.mu.Unlock()
		return old, nil
	}
	c.sender, c.revision, c.reported = s, e.Revision, ""
	c.mu.Unlock()
	old.close()
	return s, nil
}

func (c *circuit) current(revision int) *Sender {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.revision != revision {
		return nil
	}
	return c.sender
}

// isNews reports whether people do not know yet why there is no sender.
func (c *circuit) isNews(why error) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	text := textOf(why).String()
	news := text != c.reported
	c.reported = text
	return news
}

// close closes idle connections; no attempt is under way.
func (c *circuit) close() {
	c.mu.Lock()
	s := c.sender
	c.mu.Unlock()
	s.close()
}
