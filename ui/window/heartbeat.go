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
	began  time.Time // zero for none
	number int
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

const beat = 5 * time.Millisecond

// run beats until the window closes. Fyne paints once it has done what waits,
// so that there is a frame when the second beat comes back.
func (h *heartbeat) run(ctx context.Context) {
	for n := 0; ctx.Err() == nil; n++ {
		asked := time.Now()
		fyne.DoAndWait(func() {})
		switch {
		case n == 1:
			h.painted.Store(time.Now().UnixNano())
			fyne.Do(h.watch)
		case n > 1:
			h.waits.add(time.Since(asked))
		}
		time.Sleep(beat)
	}
}

// watch measures frames from now on: Fyne moves what is animated right before
// it paints, and does what waits for it, or paints again, right after.
func (h *heartbeat) watch() {
	end := func() {
		if !h.began.IsZero() {
			h.frames.add(time.Since(h.began))
			h.began = time.Time{}
		}
	}
	fyne.NewAnimation(time.Hour, func(float32) {
		end()
		h.number++
		number := h.number
		h.began = time.Now()
		fyne.Do(func() {
			if number == h.number {
				end()
			}
		})
	}).Start()
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
