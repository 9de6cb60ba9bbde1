package window

import (
	"sync"
	"time"
)

// frame is for how long values are gathered before the window shows them. Twenty
// times a second looks smooth, and leaves time to the person's input.
const frame = 50 * time.Millisecond

// maxBatch is how many values are handled at once: more would block the UI goroutine
// for too long. The rest waits for batchPause, in which input is handled.
const maxBatch = 2000

const batchPause = 4 * frame

// A batcher gathers values from any goroutine and hands them to the UI
// goroutine together, at most once a frame.
type batcher[T any] struct {
	handle func([]T) // on the UI goroutine
	run    func(func())

	mu      sync.Mutex
	pending []T
	armed   bool
	held    int
}

func newBatcher[T any](run func(func()), handle func([]T)) *batcher[T] {
	return &batcher[T]{handle: handle, run: run}
}

func (b *batcher[T]) push(values ...T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, values...)
	b.arm(frame)
}

// arm starts the timer for what is pending. The mutex is held.
func (b *batcher[T]) arm(after time.Duration) {
	if !b.armed && b.held == 0 && len(b.pending) > 0 {
		b.armed = true
		time.AfterFunc(after, func() { b.run(b.flush) })
	}
}

// hold keeps values back until release was called as often. Both are for the UI
// goroutine.
func (b *batcher[T]) hold() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held++
}

func (b *batcher[T]) release() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.held--
	b.arm(frame)
}

func (b *batcher[T]) flush() {
	b.mu.Lock()
	b.armed = false
	if b.held > 0 {
		b.mu.Unlock()
		return
	}
	values := b.pending[:min(len(b.pending), maxBatch)]
	b.pending = b.pending[len(values):]
	if len(b.pending) == 0 {
		b.pending = nil
	}
	b.arm(batchPause)
	b.mu.Unlock()
	if len(values) > 0 {
		b.handle(values)
	}
}
