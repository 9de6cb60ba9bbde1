package engine

import (
	"sync"
	"time"
)

// progressEvery is the shortest time between two progress events of a job.
const progressEvery = 50 * time.Millisecond

// A broadcast hands events to subscribers, each on a goroutine of its own with
// a queue of its own, so that no subscriber holds up a job or another one.
type broadcast struct {
	mu   sync.Mutex
	subs map[*subscription]bool
}

func newBroadcast() *broadcast { return &broadcast{subs: map[*subscription]bool{}} }

func (b *broadcast) send(e Event) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for s := range b.subs {
		s.push(e)
	}
}

func (b *broadcast) subscribe(handle func(Event)) (stop func()) {
	s := &subscription{done: make(chan struct{})}
	s.wake = sync.NewCond(&s.mu)
	b.mu.Lock()
	b.subs[s] = true
	b.mu.Unlock()
	go s.run(handle)
	return func() {
		b.mu.Lock()
		delete(b.subs, s)
		b.mu.Unlock()
		s.end()
	}
}

func (b *broadcast) close() {
	b.mu.Lock()
	subs := b.subs
	b.subs = map[*subscription]bool{}
	b.mu.Unlock()
	for s := range subs {
		s.end()
	}
}

type subscription struct {
	mu    sync.Mutex
	wake  *sync.Cond
	queue []Event
	over  bool
	done  chan struct{} // closed when all events are handled
}

// push queues e. Progress of a job replaces the progress still queued for it,
// unless something else has happened to the job in between.
func (s *subscription) push(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if e.Kind == JobProgress {
		for i := len(s.queue) - 1; i >= 0; i-- {
			q := &s.queue[i]
			if q.Job.ID != e.Job.ID {
				continue
			}
			if q.Kind == JobProgress {
				*q = e
				return
			}
			break
		}
	}
	s.queue = append(s.queue, e)
	s.wake.Signal()
}

func (s *subscription) end() {
	s.mu.Lock()
	s.over = true
	s.wake.Signal()
	s.mu.Unlock()
	<-s.done
}

func (s *subscription) run(handle func(Event)) {
	defer close(s.done)
	for {
		s.mu.Lock()
		for len(s.queue) == 0 && !s.over {
			s.wake.Wait()
		}
		events := s.queue
		s.queue = nil
		s.mu.Unlock()
		if len(events) == 0 {
			return
		}
		for _, e := range events {
			handle(e)
		}
	}
}
