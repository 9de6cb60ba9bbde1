package window

import (
	"slices"
	"sync"
	"testing"
	"time"
)

// newTurns returns turns whose UI goroutine is whoever works the tasks.
func newTurns() (t *uiQueue, tasks chan func()) {
	tasks = make(chan func(), 10_000)
	return &uiQueue{post: func(f func()) { tasks <- f }}, tasks
}

// TestTurnsKeepTheirOrder runs functions, some of them from within others, and
// takes some of them before a frame.
func TestTurnsKeepTheirOrder(t *testing.T) {
	turns, tasks := newTurns()
	var got []int
	note := func(n int) func() { return func() { got = append(got, n) } }
	want := func(when string, want ...int) {
		t.Helper()
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v ran, want %v", when, got, want)
		}
	}
	turns.run(note(1))
	turns.run(func() {
		turns.run(note(4))
		got = append(got, 2)
	})
	turns.run(note(3))
	want("before their turn")
	turns.runWaiting()
	want("before a frame", 1, 2, 3)
	if !work(tasks, func() bool { return len(got) == 4 }) {
		t.Error("what was run from within waits forever")
	}
	want("after all", 1, 2, 3, 4)
	turns.run(note(5))
	if !work(tasks, func() bool { return len(got) == 5 }) {
		t.Error("what comes later waits forever")
	}
}

// TestTurnsOfMany runs functions from many goroutines while frames are painted:
// each runs once, behind those of its goroutine that were run before.
func TestTurnsOfMany(t *testing.T) {
	const many, each = 16, 200
	turns, tasks := newTurns()
	var callers sync.WaitGroup
	ran := make([][]int, many)
	for who := range many {
		callers.Go(func() {
			for n := range each {
				turns.run(func() { ran[who] = append(ran[who], n) })
			}
		})
	}
	over := make(chan struct{})
	go func() {
		callers.Wait()
		close(over)
	}()
	for called := false; !called; {
		select {
		case f := <-tasks:
			f()
		case <-time.After(time.Millisecond):
			turns.runWaiting()
		case <-over:
			called = true
		}
	}
	all := func() bool {
		return !slices.ContainsFunc(ran, func(of []int) bool { return len(of) < each })
	}
	if !work(tasks, all) {
		t.Fatal("waited in vain for all to run")
	}
	for who, of := range ran {
		if len(of) != each || !slices.IsSorted(of) {
			t.Errorf("of goroutine %d ran %v", who, of)
		}
	}
}
