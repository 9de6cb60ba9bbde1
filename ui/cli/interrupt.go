package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"
)

var (
	// errStopped is why a command ends that the system stops: by SIGTERM, or with
	// its terminal. Its jobs wait for 'jobs resume'.
	errStopped = errors.New("stopped")
	// errInterrupted is why a command ends that a person stops: by Ctrl+C. Its
	// jobs are canceled.
	errInterrupted = errors.New("interrupted")
)

// interruptible returns a context that the first signal cancels, with the
// reason as its cause. A second signal ends the program at once.
func interruptible() (ctx context.Context, stop func()) {
	signals := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) { // nohup stays what it is
		signals = append(signals, syscall.SIGHUP)
	}
	caught := make(chan os.Signal, 1)
	signal.Notify(caught, signals...)
	ctx, cancel := context.WithCancelCause(context.Background())
	go func() {
		select {
		case s := <-caught:
			signal.Stop(caught)
			if s == os.Interrupt {
				cancel(errInterrupted)
			} else {
				cancel(errStopped)
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(caught)
		cancel(nil)
	}
}
