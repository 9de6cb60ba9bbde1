package waveform

import (
	"maps"
	"slices"
	"sync"

	"audiospliter/engine/timeline"
)

// A sharedScan is a scan that several calls of Open follow.
type sharedScan struct {
	ended   chan struct{} // closed when it has
	calling sync.Mutex    // held while progress is called, so that it is not after a follower has left

	mu        sync.Mutex
	e         *Envelope // nil before it is live
	followers map[*Options]bool
}

// follow lets the scan call o's callbacks until leave is called.
func (s *sharedScan) follow(o *Options) (leave func()) {
	s.mu.Lock()
	s.followers[o] = true
	e := s.e
	s.mu.Unlock()
	if e != nil {
		o.live(e)
	}
	return func() {
		s.calling.Lock()
		defer s.calling.Unlock()
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.followers, o)
	}
}

func (s *sharedScan) live(e *Envelope) {
	s.mu.Lock()
	s.e = e
	followers := slices.Collect(maps.Keys(s.followers))
	s.mu.Unlock()
	for _, o := range followers {
		o.live(e)
	}
}

func (s *sharedScan) progress(done, total timeline.Position) {
	s.calling.Lock()
	defer s.calling.Unlock()
	s.mu.Lock()
	followers := slices.Collect(maps.Keys(s.followers))
	s.mu.Unlock()
	for _, o := range followers {
		o.progress(done, total)
	}
}
