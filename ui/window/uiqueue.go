package window

import (
	"sync"
	"time"

	"fyne.io/fyne/v2"
)

// uiQueue takes functions to the UI goroutine, in order. Where painting takes all
// of its time Fyne leaves to chance whether it takes a function next or paints
// again: functions come to their turn before each frame, too.
type uiQueue struct {
	post func(func()) // takes a function to the UI goroutine, and does not wait

	mu      sync.Mutex
	waiting []func()
}

// start has functions come to their turn before each frame from now on.
func (t *uiQueue) start() {
	turn := fyne.NewAnimation(time.Hour, func(float32) { t.runWaiting() })
	turn.RepeatCount = fyne.AnimationRepeatForever
	turn.Start()
}

// run is how everything else reaches the UI goroutine.
func (t *uiQueue) run(f func()) {
	t.mu.Lock()
	t.waiting = append(t.waiting, f)
	first := len(t.waiting) == 1
	t.mu.Unlock()
	if first {
		t.post(t.runWaiting)
	}
}

// runWaiting does what waits, on the UI goroutine.
func (t *uiQueue) runWaiting() {
	t.mu.Lock()
	now := t.waiting
	t.waiting = nil
	t.mu.Unlock()
	for _, f := range now {
		f()
	}
}
