package notifier

import (
	"context"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// A post is a request as the receiver of a test saw it.
type post struct {
	at        time.Duration // since the test began
	event, id string
	job, body string
}

// A world is a notifier with one endpoint whose receiver is a function. It
// lives in a bubble of synctest, so that days pass at once.
type world struct {
	*Notifier
	posts    []post
	failures []Failure
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newWorld answers each post with a status, and with the headers it is given.
func newWorld(t *testing.T, e Endpoint, answer func(p post, h http.Header) int) *world {
	t.Helper()
	e.URL = "https://example.com" + secretPath
	s := newTestSender(t, e)
	w, begin := &world{}, time.Now()
	s.client.Transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_, job, _ := strings.Cut(string(body), `Id":"`)
		job, _, _ = strings.Cut(job, `"`)
		p := post{time.Since(begin), r.Header.Get(headerEvent), r.Header.Get(headerDelivery), job, string(body)}
		w.posts = append(w.posts, p)
		header := http.Header{}
		status := answer(p, header)
		if status == 0 {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, nil
	})
	w.Notifier = start([]*Sender{s}, Options{Failed: func(f Failure) { w.failures = append(w.failures, f) }})
	return w
}

// events lists what was posted, as "event job".
func (w *world) events() []string {
	var all []string
	for _, p := range w.posts {
		all = append(all, p.event+" "+p.job)
	}
	return all
}

func (w *world) check(t *testing.T, failures int, want ...string) {
	t.Helper()
	if got := w.events(); !slices.Equal(got, want) || len(w.failures) != failures {
		t.Errorf("%d failures, want %d; posted %q, want %q", len(w.failures), failures, got, want)
	}
}

func event(kind engine.Kind, id string) engine.Event {
	e := engine.Event{Kind: kind, Time: time.Unix(1_700_000_000, 0)}
	if kind == engine.BatchCompleted {
		e.Batch.ID = id
	} else {
		e.Job = engine.Job{ID: id, State: engine.Completed}
	}
	return e
}

func progress(id string, of float64) engine.Event {
	e := event(engine.JobProgress, id)
	e.Job.Progress = of
	return e
}

func TestEightAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 500 })
		w.Handle(event(engine.JobCompleted, "j"))
		time.Sleep(5 * 24 * time.Hour)
		w.Close(t.Context())
		if len(w.posts) != 8 || len(w.failures) != 1 || w.failures[0].Attempts != 8 || w.failures[0].Host != "example.com" {
			t.Fatalf("%d attempts, failures %+v", len(w.posts), w.failures)
		}
		checkDiscreet(t, w.failures[0].Err)
		for i, p := range w.posts {
			if p.id != w.posts[0].id || p.body != w.posts[0].body || !strings.HasPrefix(p.id, "dlv_") {
				t.Errorf("attempt %d differs: %+v", i, p)
			}
			if i == 0 {
				continue
			}
			if waited := p.at - w.posts[i-1].at; waited < delays[i] || waited > delays[i]+delays[i]/10 {
				t.Errorf("attempt %d came after %v, want %v", i, waited, delays[i])
			}
		}
	})
}

func TestRetryKeepsTheOrderOfAJob(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		w := newWorld(t, Endpoint{Progress: true}, func(p post, _ http.Header) int {
			if p.event == "job.progress" {
				if tries++; tries < 3 {
					return 503
				}
			}
			return 204
		})
		w.Handle(progress("a", 0.5))
		w.Handle(event(engine.JobCompleted, "a"))
		w.Handle(event(engine.JobCompleted, "b"))
		time.Sleep(time.Hour)
		w.Close(t.Context())
		w.check(t, 0, "job.progress a", "job.completed b", "job.progress a", "job.progress a", "job.completed a")
		if at := w.posts[3].at; at < 6*time.Minute || at > 7*time.Minute {
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
		w.Handle(event(engine.JobCompleted, "a"))
		time.Sleep(2 * time.Hour)
		w.Close(t.Context())
		w.check(t, 0, "job.completed a", "job.completed a")
		if w.posts[1].at != time.Hour {
			t.Errorf("came after %v", w.posts[1].at)
		}
	})
}

func TestGoneEndsTheEndpoint(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(p post, _ http.Header) int {
			return map[string]int{"a": 500, "b": 410}[p.job]
		})
		w.Handle(event(engine.JobCompleted, "a"))
		w.Handle(event(engine.JobCompleted, "b"))
		w.Handle(event(engine.JobCompleted, "c"))
		synctest.Wait()
		w.Handle(event(engine.JobCompleted, "d"))
		synctest.Wait()
		w.check(t, 4, "job.completed a", "job.completed b")
		for _, f := range w.failures {
			if f.Err == nil {
				t.Errorf("no reason: %+v", f)
			}
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
			w.Handle(event(engine.JobFailed, job))
			time.Sleep(5 * 24 * time.Hour)
		}
		w.Handle(event(engine.JobFailed, "d"))
		w.Close(t.Context())
		if len(w.posts) != 5*8+1 || len(w.failures) != 6 || w.failures[5].Attempts != 0 {
			t.Errorf("%d posts, failures %+v", len(w.posts), w.failures)
		}
	})
}

func TestCloseTriesEachOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{Progress: true}, func(p post, _ http.Header) int {
			if p.event == "job.progress" {
				return 500
			}
			return 200
		})
		w.Handle(progress("a", 0.25))
		synctest.Wait() // it waits for its second attempt
		w.Handle(progress("a", 0.5))
		w.Handle(event(engine.JobCompleted, "a"))
		w.Handle(event(engine.BatchCompleted, "batch"))
		w.Close(t.Context())
		w.Handle(event(engine.JobCompleted, "late"))
		synctest.Wait()
		// The batch, which waited for nothing, may come before.
		at := slices.Index(w.events(), "batch.completed batch")
		if at < 0 {
			t.Fatalf("posted %q", w.events())
		}
		w.posts = slices.Delete(w.posts, at, at+1)
		w.check(t, 2, "job.progress a", "job.progress a", "job.completed a")
	})
}

func TestCloseBreaksOff(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 0 })
		w.Handle(event(engine.JobCompleted, "a"))
		w.Handle(event(engine.JobCompleted, "b"))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
		defer cancel()
		begin := time.Now()
		w.Close(ctx)
		if took := time.Since(begin); took != 5*time.Second || len(w.failures) != 2 {
			t.Errorf("took %v, failures %+v", took, w.failures)
		}
		for _, f := range w.failures {
			if fault.CodeOf(f.Err) != fault.Canceled || errors.Is(f.Err, context.Canceled) {
				t.Errorf("%+v", f)
			}
		}
	})
}

func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	for _, asked := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, Endpoint{Progress: asked}, func(post, http.Header) int { return 200 })
			for _, of := range []float64{0, 0.2, 0.27, 0.3, 0.5, 0.74, 0.9, 1} {
				w.Handle(progress("a", of))
			}
			w.Handle(progress("b", 0.8))
			w.Handle(event(engine.StateChanged, "a"))
			w.Handle(event(engine.SegmentWritten, "a"))
			w.Handle(event(engine.JobCompleted, "a"))
			w.Handle(event(engine.JobFailed, "b"))
			w.Handle(event(engine.BatchCompleted, "c"))
			w.Close(t.Context())
			var want []string
			if asked {
				want = []string{"job.progress a", "job.progress a", "job.progress a", "job.progress b"}
				for i, percent := range []string{"25", "50", "75", "75"} {
					if !strings.Contains(w.posts[i].body, `"progress":`+percent+`}`) {
						t.Errorf("%d: %s", i, w.posts[i].body)
					}
				}
			}
			w.check(t, 0, append(want, "job.completed a", "job.failed b", "batch.completed c")...)
			if len(w.reached) != 0 {
				t.Errorf("remembers jobs that are over: %v", w.reached)
			}
		})
	}
}

func TestNewRefusesWhatIsNotValid(t *testing.T) {
	t.Parallel()
	good := Endpoint{URL: "https://example.com", Format: AudioSpliter, Secret: testSecret}
	if _, err := New([]Endpoint{good, {URL: "https://example.com"}}, Options{}); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("got %v", err)
	}
}
