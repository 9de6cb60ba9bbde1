package notifier

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/notifier/outbox"
)

var withProgress = []engine.Kind{engine.JobProgress, engine.JobCompleted, engine.JobFailed, engine.BatchCompleted}

func TestEightAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 500 })
		w.emit(event(engine.JobCompleted, "j"))
		time.Sleep(5 * 24 * time.Hour)
		log, err := w.Deliveries(Filter{})
		if err != nil || len(w.seen()) != 8 || len(log) != 1 || log[0].State != outbox.Failed || log[0].Attempts != 8 || log[0].Last.Status != 500 {
			t.Fatalf("%d attempts, log %+v, %v", len(w.seen()), log, err)
		}
		attempts, err := w.Attempts(log[0].ID)
		if err != nil || len(attempts) != 8 {
			t.Fatalf("%+v, %v", attempts, err)
		}
		for i, p := range w.seen() {
			if p.id != w.seen()[0].id || p.id != log[0].ID || p.body != w.seen()[0].body || !strings.HasPrefix(p.id, "dlv_") || len(p.id) != 36 {
				t.Errorf("attempt %d differs: %+v", i, p)
			}
			if attempts[i].Number != i+1 || attempts[i].Status != 500 || strings.Contains(attempts[i].Error.String(), secretPath) {
				t.Errorf("attempt %d is kept as %+v", i, attempts[i])
			}
			if i == 0 {
				continue
			}
			if waited := p.at - w.seen()[i-1].at; waited < delays[i] || waited > delays[i]+delays[i]/10+time.Second {
				t.Errorf("attempt %d came after %v, want %v", i, waited, delays[i])
			}
		}
		w.Close(t.Context())
	})
}

func TestRetryKeepsTheOrderOfAJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		w := newWorld(t, Endpoint{Events: withProgress}, func(p post, _ http.Header) int {
			if p.event == "job.progress" {
				if tries++; tries < 3 {
					return 503
				}
			}
			return 204
		})
		w.emit(progress("a", 0.5), event(engine.JobCompleted, "a"))
		synctest.Wait()
		w.emit(event(engine.JobCompleted, "b"))
		time.Sleep(time.Hour)
		w.finish(t)
		w.check(t, "job.progress a", "job.completed b", "job.progress a", "job.progress a", "job.completed a")
		if at := w.seen()[3].at; at < 6*time.Minute || at > 7*time.Minute {
			t.Errorf("the third attempt came after %v", at)
		}
	})
}

func TestRetryAfterPutsOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		first := true
		w := newWorld(t, Endpoint{}, func(_ post, h http.Header) int {
			if first {
				first = false
				h.Set("Retry-After", "3600")
				return 429
			}
			return 200
		})
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		w.emit(event(engine.JobCompleted, "b")) // the limit is the endpoint's
		time.Sleep(2 * time.Hour)
		w.finish(t)
		if len(w.seen()) != 3 || w.seen()[1].at != time.Hour || w.seen()[2].at != time.Hour {
			t.Errorf("posted %+v", w.posts)
		}
	})
}

func TestGoneEndsTheEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(p post, _ http.Header) int {
			return map[string]int{"a": 500, "b": 410}[p.job]
		})
		for _, job := range []string{"a", "b", "c", "d"} {
			w.emit(event(engine.JobCompleted, job))
			if err := w.Flush(t.Context()); err != nil {
				t.Error(err)
			}
		}
		time.Sleep(time.Hour)
		w.check(t, "job.completed a", "job.completed b") // the rest is not even kept
		if failed := w.in(t, outbox.Failed); failed != 2 {
			t.Errorf("%d failed", failed)
		}
		e, err := w.Endpoints.Get("TEST")
		if err != nil || e.Active || !strings.Contains(e.Off, "410") || len(w.noticed()) != 1 || w.noticed()[0].Endpoint != "test" {
			t.Errorf("%+v, %v, %v", e, w.noticed(), err)
		}
		w.Close(t.Context())
	})
}

func TestThreeExhaustedEndTheEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(p post, _ http.Header) int {
			if p.job == "arrives" {
				return 200
			}
			return 500
		})
		for _, job := range []string{"x", "y", "arrives", "a", "b", "c"} {
			w.emit(event(engine.JobFailed, job))
			time.Sleep(5 * 24 * time.Hour)
		}
		w.emit(event(engine.JobFailed, "d"))
		w.finish(t)
		if len(w.seen()) != 5*8+1 || len(w.noticed()) != 1 {
			t.Errorf("%d posts, notices %+v", len(w.seen()), w.noticed())
		}
	})
}

func TestADeadEndpointSlowsNoOther(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(p post, _ http.Header) int {
			if strings.HasPrefix(p.job, "dead") {
				return 0 // never answers
			}
			return 200
		})
		// The dead one is notified by name only.
		dead := w.add(t, Endpoint{Name: "dead"})
		dead.Always = false
		if _, err := w.Endpoints.Save(dead); err != nil {
			t.Fatal(err)
		}
		w.endpoint.Always = false
		if _, err := w.Endpoints.Save(w.endpoint); err != nil {
			t.Fatal(err)
		}
		for i := range 50 {
			e := event(engine.JobCompleted, fmt.Sprintf("dead%d", i))
			e.Job.Notify = []string{"Dead"}
			w.emit(e)
			e = event(engine.JobCompleted, fmt.Sprintf("fine%d", i))
			e.Job.Notify = []string{"test"}
			w.emit(e)
		}
		synctest.Wait()
		time.Sleep(time.Second)
		fine, tried := 0, 0
		for _, p := range w.seen() {
			if strings.HasPrefix(p.job, "fine") {
				fine++
			} else {
				tried++
			}
		}
		if fine != 50 || tried != maxInFlight {
			t.Errorf("%d arrived, %d tried", fine, tried)
		}
		// A dead one is left alone: four at once, then one by one.
		time.Sleep(10 * time.Minute)
		if n := len(w.seen()) - 50; n < 8 || n > 20 {
			t.Errorf("%d attempts in ten minutes", n)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		w.Close(ctx)
	})
}

// What a process leaves, the next one sends: at its time, and under the same id.
func TestAnotherProcessGoesOn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		w.emit(event(engine.JobCompleted, "a"))
		w.finish(t)
		if pending := w.again(t).in(t, outbox.Pending); pending != 1 || len(w.seen()) != 1 {
			t.Fatalf("%d pending, %d posts", pending, len(w.seen()))
		}
		next := w.again(t)
		next.Start()
		next.Record(event(engine.JobCompleted, "a")) // recorded again after the crash
		if err := next.Flush(t.Context()); err != nil || len(w.seen()) != 1 {
			t.Errorf("tried before its time: %v", err)
		}
		w.status.Store(200)
		time.Sleep(2 * time.Minute)
		next.Close(t.Context())
		w.check(t, "job.completed a", "job.completed a")
		if w.seen()[0].id != w.seen()[1].id {
			t.Error("the ids differ")
		}
	})
}

// again is another process with the same folders.
func (w *world) again(t *testing.T) *world {
	t.Helper()
	next := &world{Notifier: New(w.options)}
	next.transport = w.transport
	t.Cleanup(func() { next.Close(context.Background()) })
	return next
}

func TestALaptopThatSleeps(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		var slept atomic.Int64 // while timers stood still
		w.now = func() time.Time { return time.Now().Add(time.Duration(slept.Load())) }
		for i := range 3 {
			w.emit(event(engine.JobCompleted, fmt.Sprint(i)))
		}
		time.Sleep(10 * time.Minute) // two attempts each
		if len(w.seen()) != 9 {
			t.Errorf("%d posts before", len(w.seen()))
		}
		w.status.Store(200)
		slept.Store(int64(100 * time.Hour))
		time.Sleep(w.poll)
		w.finish(t)
		if len(w.seen()) != 12 {
			t.Errorf("%d posts after", len(w.seen()))
		}
	})
}

func TestTwoProcessesOneOutbox(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		underWay := map[string]bool{}
		atOnce := 0
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		answer := w.transport
		w.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
			id := r.Header.Get(headerDelivery)
			w.mu.Lock()
			if underWay[id] {
				t.Errorf("%s is sent twice at once", id)
			}
			underWay[id] = true
			atOnce = max(atOnce, len(underWay))
			w.mu.Unlock()
			time.Sleep(20 * time.Second) // longer than a lease
			w.mu.Lock()
			delete(underWay, id)
			w.mu.Unlock()
			return answer.RoundTrip(r)
		})
		other := w.again(t)
		other.Start()
		for i := range 40 {
			w.emit(event(engine.JobCompleted, fmt.Sprint(i)))
		}
		time.Sleep(time.Hour)
		w.finish(t)
		other.Close(t.Context())
		if len(w.seen()) != 40 || atOnce != maxInFlight {
			t.Errorf("%d posts, %d at once", len(w.seen()), atOnce)
		}
		if len(w.noticed()) > 0 { // of an event that could not be stored, say
			t.Errorf("notices: %v", w.noticed())
		}
		if log, err := w.again(t).Deliveries(Filter{State: outbox.Delivered}); err != nil || len(log) != 40 || slices.ContainsFunc(log, func(d Delivery) bool { return d.Attempts != 1 }) {
			t.Errorf("the log has %d that arrived, %v", len(log), err)
		}
	})
}

func TestCloseBreaksOffAndCountsNoAttempt(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 0 })
		w.emit(event(engine.JobCompleted, "a"), event(engine.JobCompleted, "b"))
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begin := time.Now()
		w.Close(ctx)
		if took := time.Since(begin); took != 5*time.Second {
			t.Errorf("took %v", took)
		}
		log, err := w.again(t).Deliveries(Filter{State: outbox.Pending})
		if err != nil || len(log) != 2 || log[0].Attempts != 0 {
			t.Errorf("%+v, %v", log, err)
		}
	})
}

func TestWhatIsSent(t *testing.T) {
	t.Parallel()
	for _, asked := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			e := Endpoint{}
			if asked {
				e.Events = withProgress
			}
			w := newWorld(t, e, func(post, http.Header) int { return 200 })
			for _, of := range []float64{0, 0.2, 0.27, 0.3, 0.5, 0.74, 0.9, 1} {
				w.emit(progress("a", of))
			}
			w.emit(progress("b", 0.8), event(engine.StateChanged, "a"), event(engine.SegmentWritten, "a"))
			w.emit(event(engine.JobCompleted, "a"), event(engine.JobFailed, "b"), event(engine.BatchCompleted, "c"))
			w.finish(t)
			want := []string{"batch.completed c", "job.completed a", "job.failed b"}
			if asked {
				want = append(want, "job.progress a", "job.progress a", "job.progress a", "job.progress b")
			}
			got := w.events()
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("posted %q, want %q", got, want)
			}
			var percents []string
			for _, p := range w.seen() {
				if _, percent, ok := strings.Cut(p.body, `"progress":`); ok && p.job == "a" {
					percents = append(percents, percent[:2])
				}
			}
			if asked && !slices.Equal(percents, []string{"25", "50", "75"}) {
				t.Errorf("progress %q", percents)
			}
			if len(w.progress) != 0 {
				t.Errorf("remembers jobs that are over: %v", w.progress)
			}
		})
	}
}

func TestNothingIsKeptWithoutEndpoints(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "home")
	n := New(Options{Config: folder, Data: folder})
	n.Start()
	n.Record(event(engine.JobCompleted, "a"))
	n.Handle(progress("a", 0.5))
	if err := n.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	if pending, err := n.Pending(); pending != 0 || err != nil {
		t.Errorf("%d pending, %v", pending, err)
	}
	n.Close(t.Context())
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder was made: %v", err)
	}
}
