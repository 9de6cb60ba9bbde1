package window

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"fyne.io/fyne/v2"
)

// A heartbeat measures, for tests, what a person waits for: how long the UI
// goroutine takes to come to what it is asked, how long the window's own tasks
// keep it, and how long it paints.
type heartbeat struct {
	painted atomic.Int64 // when the first frame was on the screen, in nanoseconds (Unix)
	waits   durations
	tasks   durations
	frames  durations // those in which nothing was painted included: they take no time

	// The frame that is being painted, on the UI goroutine.
	began time.Time // zero for none
}

// timed measures what run takes to the UI goroutine.
func (h *heartbeat) timed(run func(func())) func(func()) {
	return func(task func()) {
		run(func() {
			began := time.Now()
			task()
			h.tasks.add(time.Since(began))
		})
	}
}

// pause is what there is between two beats.
const pause = 5 * time.Millisecond

// beat beats until the window closes, by the way that all tasks go.
func (h *heartbeat) beat(ctx context.Context, run func(func())) {
	fyne.DoAndWait(func() {})
	fyne.DoAndWait(func() { // Fyne has painted before it comes to this
		h.painted.Store(time.Now().UnixNano())
		h.watch()
	})
	came := make(chan time.Time, 1)
	for ctx.Err() == nil {
		asked := time.Now()
		run(func() {
			h.end()
			came <- time.Now()
		})
		h.waits.add((<-came).Sub(asked))
		time.Sleep(pause)
	}
}

// watch measures frames from now on: Fyne moves what is animated right before
// it paints. What it does next, a beat or another frame, ends the one before. A
// task for each frame would end it better, but Fyne takes about one task between
// two frames where it paints all the time: it would hold up those that count.
func (h *heartbeat) watch() {
	fyne.NewAnimation(time.Hour, func(float32) {
		h.end()
		h.began = time.Now()
	}).Start()
}

// end ends the frame that is being painted, if there is one.
func (h *heartbeat) end() {
	if !h.began.IsZero() {
		h.frames.add(time.Since(h.began))
		h.began = time.Time{}
	}
}

// durations counts how often something took so many whole milliseconds.
type durations struct {
	mu     sync.Mutex
	counts []int
}

func (d *durations) add(took time.Duration) {
	ms := int(took / time.Millisecond)
	d.mu.Lock()
	defer d.mu.Unlock()
	if ms >= len(d.counts) {
		d.counts = append(d.counts, make([]int, ms+1-len(d.counts))...)
	}
	d.counts[ms]++
}

func (d *durations) all() []int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.counts)
}
