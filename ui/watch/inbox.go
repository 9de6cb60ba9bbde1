package watch

import (
	"sync"

	"audiospliter/engine"
)

// An inbox holds the jobs that have ended until the watcher takes them. The
// engine's subscription never waits for that.
type inbox struct {
	filled chan struct{} // receives when there are jobs; it has room for one

	mu   sync.Mutex
	jobs []engine.Job
}

func (b *inbox) put(job engine.Job) {
	b.mu.Lock()
	b.jobs = append(b.jobs, job)
	b.mu.Unlock()
	select {
	case b.filled <- struct{}{}:
	default:
	}
}

func (b *inbox) take() []engine.Job {
	b.mu.Lock()
	defer b.mu.Unlock()
	jobs := b.jobs
	b.jobs = nil
	return jobs
}
