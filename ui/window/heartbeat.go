package window

import (
	"context"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// A heartbeat measures, for tests, how long the UI goroutine takes to come to
// what it is asked: the longest wait is how long a person was kept waiting.
type heartbeat struct {
	painted atomic.Int64 // when the first frame was on the screen, in nanoseconds (Unix)
	longest atomic.Int64 // wait, in nanoseconds
	busiest atomic.Int64 // time that one of the window's own tasks took, in nanoseconds
}

// timed measures what run takes to the UI goroutine. What is left of the waits
// is Fyne's: painting, above all.
func (h *heartbeat) timed(run func(func())) func(func()) {
	return func(task func()) {
		run(func() {
			began := time.Now()
			task()
			if took := int64(time.Since(began)); took > h.busiest.Load() {
				h.busiest.Store(took)
			}
		})
	}
}

const beat = 5 * time.Millisecond

// run beats until the window closes. Fyne paints once it has done what waits,
// so that there is a frame when the second beat comes back.
func (h *heartbeat) run(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		asked := time.Now()
		fyne.DoAndWait(func() {})
		switch took := int64(time.Since(asked)); {
		case n == 1:
			h.painted.Store(time.Now().UnixNano())
		case took > h.longest.Load():
			h.longest.Store(took)
		}
		time.Sleep(beat)
	}
}
