package notifier

import (
	"net/http"
	"testing"
	"testing/synctest"

	"audiospliter/engine"
)

// TestRetryNow tries at once what waits for its next attempt.
func TestRetryNow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		if err := w.RetryNow(); err != nil {
			t.Errorf("without an outbox: %v", err)
		}
		w.emit(event(engine.JobCompleted, "a"))
		want := func(pending int) {
			t.Helper()
			if err := w.Flush(t.Context()); err != nil {
				t.Fatal(err)
			}
			if got, err := w.Pending(); got != pending || err != nil {
				t.Errorf("%d are pending, %v, want %d", got, err, pending)
			}
		}
		want(1)
		w.status.Store(http.StatusOK)
		want(1)
		if err := w.RetryNow(); err != nil {
			t.Fatal(err)
		}
		want(0)
		w.Close(t.Context())
	})
}
