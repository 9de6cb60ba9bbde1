package ffmpeg

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"time"
)

// errStalled is why a child is ended that gives no sign of life.
var errStalled = errors.New("no progress was made for as long as is allowed")

// A watchdog ends a child that has given no sign of life for a while. Signs are
// what it reads, what it writes, and the progress it reports. As long as the
// child waits for us, or is held, it need give none.
type watchdog struct {
	mu   sync.Mutex
	last time.Time // of the last sign
	busy int       // how many goroutines of ours the child may wait for
	stop chan struct{}
}

// begin starts watching, where the tools set a limit.
func (w *watchdog) begin(t *Tools, cancel context.CancelCauseFunc) {
	w.sign()
	if t.Stall <= 0 {
		return
	}
	w.stop = make(chan struct{})
	go func() {
		tick := time.NewTicker(max(t.Stall/8, time.Millisecond))
		defer tick.Stop()
		for {
			select {
			case <-w.stop:
				return
			case <-tick.C:
			}
			if t.children.isHeld() {
				w.sign()
			}
			if w.silent(t.Stall) {
				cancel(errStalled)
				return
			}
		}
	}()
}

func (w *watchdog) end() {
	if w.stop != nil {
		close(w.stop)
	}
}

func (w *watchdog) silent(limit time.Duration) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.busy == 0 && time.Since(w.last) > limit
}

func (w *watchdog) sign() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.last = time.Now()
}

// waiting says that the child may wait for us, until the function it returns is
// called.
func (w *watchdog) waiting() (over func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.busy++
	return func() {
		w.mu.Lock()
		defer w.mu.Unlock()
		w.busy--
		w.last = time.Now()
	}
}

// progress returns what reads the child's reports. One that says the same as
// the last is no sign of life.
func (w *watchdog) progress(report func(Progress)) io.Writer {
	var last Progress
	return &progressReader{report: func(p Progress) {
		if p != last {
			w.sign()
		}
		last = p
		report(p)
	}}
}

// stdin returns the reader that the child is fed from. A file it reads itself.
func (w *watchdog) stdin(r io.Reader) io.Reader {
	if _, ok := r.(*os.File); ok {
		return r
	}
	return &watched{r, w}
}

type watched struct {
	io.Reader
	watch *watchdog
}

func (r *watched) Read(b []byte) (int, error) {
	defer r.watch.waiting()()
	return r.Reader.Read(b)
}
