// Package notifier tells other programs what happened to jobs: it turns the
// engine's events into signed HTTP requests, webhooks, and tries again where
// one fails.
//
// Deliveries are kept in memory: what has not arrived when the program ends is
// lost, and whoever made the Notifier is told. Nothing here reads settings or
// speaks to a person.
package notifier

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"sync"
	"time"

	"audiospliter/engine"
)

// A Failure is a delivery that was given up.
type Failure struct {
	Host     string // of the endpoint: the rest of its URL may be a secret
	Delivery Delivery
	Attempts int   // 0 if the endpoint was given up before
	Err      error // an *engine.Error: why the last attempt failed
}

// Options are what a Notifier takes beside its endpoints.
type Options struct {
	// Failed is called with each delivery that is given up, on the goroutine
	// of its endpoint, which waits for it; never after Close has returned. It
	// must be set.
	Failed func(Failure)
}

// A Notifier delivers events to endpoints. A delivery that fails is tried
// again, eight times in all within four days, while the program lives. An
// endpoint that answers 410, or fails three deliveries in a row eight times
// each, gets no more.
type Notifier struct {
	queues []*queue
	cancel context.CancelFunc

	mu      sync.Mutex
	reached map[string]int // by job that runs: the last milestone it passed
}

// New returns a notifier for the endpoints, or why one of them is not valid.
// Close it to end what it started.
func New(endpoints []Endpoint, o Options) (*Notifier, error) {
	senders := make([]*Sender, len(endpoints))
	for i, e := range endpoints {
		s, err := NewSender(e)
		if err != nil {
			return nil, err
		}
		senders[i] = s
	}
	return start(senders, o), nil
}

func start(senders []*Sender, o Options) *Notifier {
	ctx, cancel := context.WithCancel(context.Background())
	n := &Notifier{cancel: cancel, reached: map[string]int{}}
	for _, s := range senders {
		q := newQueue(s, o.Failed)
		n.queues = append(n.queues, q)
		go q.run(ctx)
	}
	return n
}

// Handle queues what the event has to tell, and returns without waiting. It is
// a handler for Engine.Subscribe: events of one job must come in order.
func (n *Notifier) Handle(e engine.Event) {
	subject := e.Job.ID
	switch e.Kind {
	case engine.JobProgress:
		milestone, passed := n.progress(e.Job)
		if !passed {
			return
		}
		e.Job.Progress = float64(milestone) / 100
	case engine.JobCompleted, engine.JobFailed:
		n.mu.Lock()
		delete(n.reached, e.Job.ID)
		n.mu.Unlock()
	case engine.BatchCompleted:
		subject = e.Batch.ID
	default:
		return
	}
	body, now := e.Body(), time.Now()
	for _, q := range n.queues {
		if e.Kind == engine.JobProgress && !q.sender.endpoint.Progress {
			continue
		}
		q.add(&pending{
			Delivery: Delivery{ID: newDeliveryID(), Event: e.Kind, Body: body},
			subject:  subject,
			due:      now,
		})
	}
}

// progress returns the highest of 25, 50 and 75 percent that the job has
// reached, and whether it is news.
func (n *Notifier) progress(j engine.Job) (milestone int, news bool) {
	milestone = min(int(j.Progress*4), 3) * 25
	n.mu.Lock()
	defer n.mu.Unlock()
	if milestone <= n.reached[j.ID] {
		return 0, false
	}
	n.reached[j.ID] = milestone
	return milestone, true
}

// Close takes no more events and returns when each delivery has been tried
// once; those that then still have not arrived are given up, in the order of
// the events. When ctx ends before, attempts that run are broken off.
func (n *Notifier) Close(ctx context.Context) {
	defer n.cancel()
	defer context.AfterFunc(ctx, n.cancel)()
	for _, q := range n.queues {
		q.close()
	}
	for _, q := range n.queues {
		<-q.done
	}
}

func newDeliveryID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: it ends the program instead
	return "dlv_" + hex.EncodeToString(b[:])
}
