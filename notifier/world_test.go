package notifier

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"audiospliter/engine"
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
	endpoint Endpoint

	mu       sync.Mutex
	status   atomic.Int64 // what the receiver answers where a test says so
	posts    []post
	attempts []Delivery
	notices  []Notice
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// newWorld answers each post with a status, and with the headers it is given.
// The notifier is closed at the end of the test.
func newWorld(t *testing.T, e Endpoint, answer func(p post, h http.Header) int) *world {
	t.Helper()
	w, begin := &world{}, time.Now()
	folder := t.TempDir()
	w.Notifier = New(Options{
		Config: folder, Data: folder,
		Attempted: func(d Delivery) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.attempts = append(w.attempts, d)
		},
		Notice: func(n Notice) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.notices = append(w.notices, n)
		},
	})
	w.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		_, job, _ := strings.Cut(string(body), `Id":"`)
		job, _, _ = strings.Cut(job, `"`)
		p := post{time.Since(begin), r.Header.Get(headerEvent), r.Header.Get(headerDelivery), job, string(body)}
		w.mu.Lock()
		w.posts = append(w.posts, p)
		header := http.Header{}
		status := answer(p, header)
		w.mu.Unlock()
		if status == 0 {
			<-r.Context().Done()
			return nil, r.Context().Err()
		}
		return &http.Response{StatusCode: status, Header: header, Body: http.NoBody, Request: r}, nil
	})
	w.endpoint = w.add(t, e)
	w.poll = 6 * time.Hour // days pass sooner
	w.Start()
	return w
}

// newFlakyWorld answers 500 until a test says otherwise.
func newFlakyWorld(t *testing.T) *world {
	t.Helper()
	var w *world
	w = newWorld(t, Endpoint{}, func(post, http.Header) int { return int(w.status.Load()) })
	w.status.Store(500)
	return w
}

// seen returns what was posted so far.
func (w *world) seen() []post {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.posts)
}

// noticed returns the notices so far.
func (w *world) noticed() []Notice {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.notices)
}

// add keeps an endpoint, with what makes it valid.
func (w *world) add(t *testing.T, e Endpoint) Endpoint {
	t.Helper()
	e.URL, e.Secret, e.Active, e.Always = cmp.Or(e.URL, "https://example.com"+secretPath), testSecret, true, true
	e.Name = cmp.Or(e.Name, "test")
	e, err := w.Endpoints.Save(e)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// emit records events as an engine does: how things ended by Record, all by Handle.
func (w *world) emit(events ...engine.Event) {
	for _, e := range events {
		if e.Key != "" {
			w.Record(e)
		}
		w.Handle(e)
	}
}

// finish waits until nothing is left to do for now, and closes the notifier.
func (w *world) finish(t *testing.T) {
	t.Helper()
	if err := w.Flush(t.Context()); err != nil {
		t.Error(err)
	}
	w.Close(t.Context())
}

// events lists what was posted, as "event job".
func (w *world) events() []string {
	var all []string
	for _, p := range w.seen() {
		all = append(all, p.event+" "+p.job)
	}
	return all
}

func (w *world) check(t *testing.T, want ...string) {
	t.Helper()
	if got := w.events(); !slices.Equal(got, want) {
		t.Errorf("posted %q, want %q", got, want)
	}
}

// in returns how many deliveries are in the state.
func (w *world) in(t *testing.T, s State) int {
	t.Helper()
	all, err := w.Deliveries(Filter{State: s})
	if err != nil {
		t.Error(err)
	}
	return len(all)
}

func event(kind engine.Kind, id string) engine.Event {
	e := engine.Event{Kind: kind, Time: time.Unix(1_700_000_000, 0)}
	if kind == engine.BatchCompleted {
		e.Batch.ID = id
	} else {
		e.Job = engine.Job{ID: id, State: engine.Completed, Attempt: 1}
	}
	if kind == engine.JobCompleted || kind == engine.JobFailed || kind == engine.BatchCompleted {
		e.Key = id + "/1/" + string(kind)
	}
	return e
}

func progress(id string, of float64) engine.Event {
	e := event(engine.JobProgress, id)
	e.Job.Progress = of
	return e
}
