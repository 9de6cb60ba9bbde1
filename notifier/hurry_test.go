package notifier

import (
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"

	"audiospliter/engine"
)

// TestHurry tries at once what waits for its next attempt.
func TestHurry(t *testing.T) {
	t.Parallel()
	var answer atomic.Int32
	answer.Store(http.StatusInternalServerError)
	to := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(int(answer.Load())) }))
	defer to.Close()
	home := t.TempDir()
	n := New(Options{Config: home, Data: home})
	defer n.Close(t.Context())
	if err := n.Hurry(); err != nil {
		t.Errorf("without an outbox: %v", err)
	}
	if _, err := n.Endpoints.Save(Endpoint{Name: "us", URL: to.URL, Secret: NewSecret(), Local: true, Active: true, Always: true}); err != nil {
		t.Fatal(err)
	}
	n.Start()
	n.Record(Sample(engine.JobCompleted))
	want := func(pending int) {
		t.Helper()
		if err := n.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := n.Pending(); got != pending || err != nil {
			t.Errorf("%d are pending, %v, want %d", got, err, pending)
		}
	}
	want(1)
	answer.Store(http.StatusOK)
	want(1)
	if err := n.Hurry(); err != nil {
		t.Fatal(err)
	}
	want(0)
}
