package notifier

import (
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/notifier/outbox"
)

// A slowChain is a keychain that answers after a while, as one that asks its
// user does.
type slowChain struct {
	keychain
	asked atomic.Int64
}

func (k *slowChain) Get(service, name string) (string, error) {
	k.asked.Add(1)
	time.Sleep(3 * time.Second)
	return k.keychain.Get(service, name)
}

// TestNothingWaitsForAKeychain sends to several jobs' endpoint at once: one
// question is asked, and what needs no secret goes on meanwhile.
func TestNothingWaitsForAKeychain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		chain := &slowChain{keychain: keychain{kept: map[string]string{}}}
		w.Endpoints = newEndpoints(w.options.Config, chain)
		e := w.add(t, Endpoint{Name: "slow"})
		w.Endpoints = newEndpoints(w.options.Config, chain) // which has not read it yet
		began := time.Now()
		w.emit(event(engine.JobCompleted, "a"), event(engine.JobCompleted, "b"), event(engine.JobCompleted, "c"))
		synctest.Wait()
		if asked := chain.asked.Load(); asked == 0 {
			t.Fatal("the keychain is not asked")
		}
		if err := w.Endpoints.SetActive("test", false); err != nil {
			t.Error(err)
		}
		if _, err := w.Endpoints.List(); err != nil {
			t.Error(err)
		}
		w.emit(event(engine.JobCompleted, "d"))
		circuit := w.sending.circuit(e.ID)
		if attempts, _ := circuit.limit(false); attempts != maxInFlight {
			t.Errorf("%d attempts may be under way", attempts)
		}
		if took := time.Since(began); took != 0 {
			t.Errorf("all that needs no secret waited %v", took)
		}
		w.finish(t)
		if asked := chain.asked.Load(); asked > 2 { // once an endpoint
			t.Errorf("the keychain was asked %d times", asked)
		}
	})
}

// TestTheOutboxIsOpenedOnce is called by many at once, and closed meanwhile.
func TestTheOutboxIsOpenedOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	n := New(Options{Config: folder, Data: folder})
	boxes := make(chan *outbox.Outbox, 20)
	var all sync.WaitGroup
	for range cap(boxes) {
		all.Go(func() {
			box, err := n.outbox(true)
			if err != nil {
				t.Error(err)
			}
			boxes <- box
		})
	}
	all.Wait()
	first := <-boxes
	for range cap(boxes) - 1 {
		if box := <-boxes; box != first {
			t.Error("it is opened twice")
		}
	}
	n.Close(t.Context())
	if box, err := n.outbox(true); err == nil || box != nil {
		t.Error("it is opened after the end")
	}
}
