package window

import (
	"runtime"
	"syscall"
	"testing"
)

// niceNow returns the niceness of this goroutine's thread.
func niceNow(t *testing.T) int {
	n, err := niceness()
	if err != nil {
		t.Error(err)
	}
	return n
}

// TestBackgroundGivesWay compares the thread of what runs in the background with
// another, and leaves one alone that is nicer yet.
func TestBackgroundGivesWay(t *testing.T) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	own := niceNow(t)
	inside, compared := make(chan int), make(chan struct{})
	runInBackground(func() {
		inside <- niceNow(t)
		<-compared
	})
	if got, want := <-inside, max(own, 10); got != want {
		t.Errorf("the thread has a niceness of %d, want %d", got, want)
	}
	if got := niceNow(t); got != own {
		t.Errorf("another thread has got a niceness of %d, had %d", got, own)
	}
	close(compared)

	nicer := max(own, 15)
	go func() {
		runtime.LockOSThread() // and never unlocked
		if err := syscall.Setpriority(syscall.PRIO_PROCESS, 0, nicer); err != nil {
			t.Error(err)
		}
		lowerPriority()
		inside <- niceNow(t)
	}()
	if got := <-inside; got != nicer {
		t.Errorf("started with a niceness of %d, the thread has %d", nicer, got)
	}
}
