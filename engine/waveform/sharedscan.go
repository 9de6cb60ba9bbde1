package waveform

import (
	"context"
	"sync"

	"audiospliter/engine/timeline"
)

// A sharedScan is a scan that other calls of Open than the one that runs it follow.
// Each calls its callbacks on its own goroutine, so that one that waits, as that of a
// paused job, holds up none of the others.
type sharedScan struct {
	ended chan struct{} // closed when it has

	mu          sync.Mutex
	e           *Envelope // nil before it is live
	done, total timeline.Position
	changed     chan struct{} // closed at the next change of the above
}

func newSharedScan() *sharedScan {
	return &sharedScan{ended: make(chan struct{}), changed: make(chan struct{})}
}

// follow calls o's callbacks until the scan has ended. The error is that of ctx.
func (s *sharedScan) follow(ctx context.Context, o *Options) error {
	live := false
	for {
		s.mu.Lock()
		e, done, total, changed := s.e, s.done, s.total, s.changed
		s.mu.Unlock()
		if e != nil && !live {
			live = true
			o.live(e)
		}
		if total > 0 {
			o.progress(done, total)
		}
		select {
		case <-s.ended:
			return nil
		case <-ctx.Done():
			return ctx.Err()
		case <-changed:
		}
	}
}

// callbacks returns o with callbacks that pass on what they get before they call o's.
func (s *sharedScan) callbacks(o Options) Options {
	shared := Options{Workers: o.Workers}
	shared.Live = func(e *Envelope) {
		s.change(func() { s.e = e })
		o.live(e)
	}
	shared.Progress = func(done, total timeline.Position) {
		s.change(func() { s.done, s.total = done, total })
		o.progress(done, total)
	}
	return shared
}

func (s *sharedScan) change(set func()) {
	s.mu.Lock()
	defer s.mu.Unlock()
	set()
	close(s.changed)
	s.changed = make(chan struct{})
}
