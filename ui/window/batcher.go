package window

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
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

// onUI is how everything else reaches the UI goroutine.
func onUI(f func()) { fyne.Do(f) }

// A batcher gathers values from any goroutine and hands them to the UI
// goroutine together, at most once a frame.
type batcher[T any] struct {
	handle func([]T) // on the UI goroutine
	run    func(func())

	mu      sync.Mutex
	pending []T
	armed   bool
}

func newBatcher[T any](run func(func()), handle func([]T)) *batcher[T] {
	return &batcher[T]{handle: handle, run: run}
}

func (b *batcher[T]) push(values ...T) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, values...)
	if !b.armed {
		b.armed = true
		time.AfterFunc(frame, func() { b.run(b.flush) })
	}
}

func (b *batcher[T]) flush() {
	b.mu.Lock()
	values := b.pending[:min(len(b.pending), mouthful)]
	b.pending = b.pending[len(values):]
	if b.armed = len(b.pending) > 0; b.armed {
		time.AfterFunc(breath, func() { b.run(b.flush) })
	} else {
		b.pending = nil
	}
	b.mu.Unlock()
	if len(values) > 0 {
		b.handle(values)
	}
}
