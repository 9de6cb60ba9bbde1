package notifier

import (
	"sync"

	"audiospliter/engine"
)

// A recorder writes events one after another in the order they were given, so
// that no caller holds a lock while it waits for the disk.
type recorder struct {
	mu      sync.Mutex
	queue   []recording
	running bool // a goroutine empties the queue
}

type recording struct {
	event   engine.Event
	write   func(engine.Event)
	written chan struct{}
}

// record returns when write has returned for the event.
func (r *recorder) record(e engine.Event, write func(engine.Event)) {
	next := recording{e, write, make(chan struct{})}
	r.mu.Lock()
	r.queue = append(r.queue, next)
	start := !r.running
	r.running = true
	r.mu.Unlock()
	if start {
		go r.run()
	}
	<-next.written
}

func (r *recorder) run() {
	for {
		r.mu.Lock()
		if len(r.queue) == 0 {
			r.running = false
			r.mu.Unlock()
			return
		}
		next := r.queue[0]
		r.queue = r.queue[1:]
		r.mu.Unlock()
		next.write(next.event)
		close(next.written)
	}
}
