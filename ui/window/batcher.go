package window

import (
	"sync"
	"time"
)

// frame is how long news for the window is gathered before it is shown: twenty
// times a second is smooth, and leaves the UI goroutine to the person.
const frame = 50 * time.Millisecond

// mouthful is how many news are shown at once: more would keep the person
// waiting. So would painting them more often than need be, for nothing else is
// done meanwhile: what is left waits for a breath.
const mouthful = 2000

// breath between two mouthfuls.
const breath = 4 * frame

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

// arm has what is pending handed on after a while. The mutex is held.
func (b *batcher[T]) arm(after time.Duration) {
	if !b.armed && b.held == 0 && len(b.pending) > 0 {
		b.armed = true
		time.AfterFunc(after, func() { b.run(b.flush) })
	}
}

// hold keeps everything back until release was called as often. Both are for
// the UI goroutine.
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
	values := b.pending[:min(len(b.pending), mouthful)]
	b.pending = b.pending[len(values):]
	if len(b.pending) == 0 {
		b.pending = nil
	}
	b.arm(breath)
	b.mu.Unlock()
	if len(values) > 0 {
		b.handle(values)
	}
}
