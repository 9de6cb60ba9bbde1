package notifier

import (
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
	"audiospliter/engine/fault"
	"audiospliter/notifier/outbox"
)

func TestSevenFailuresThenSuccess(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tries := 0
		w := newWorld(t, Endpoint{}, func(post, http.Header) int {
			if tries++; tries < 8 {
				return 500
			}
			return 200
		})
		w.emit(event(engine.JobCompleted, "a"))
		time.Sleep(5 * 24 * time.Hour)
		w.finish(t)
		if len(w.seen()) != 8 || w.seen()[7].at < 82*time.Hour || w.seen()[7].at > 91*time.Hour {
			t.Errorf("%d posts, the last after %v", len(w.seen()), w.seen()[len(w.seen())-1].at)
		}
		if last := w.attempts[len(w.attempts)-1]; last.State != outbox.Delivered || last.Attempts != 8 {
			t.Errorf("%+v", last)
		}
	})
}

func TestSwitchedOffByHandKeepsWhatWaits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		if err := w.Endpoints.SetActive(w.endpoint.ID, false); err != nil {
			t.Fatal(err)
		}
		w.emit(event(engine.JobCompleted, "unwanted"))
		time.Sleep(24 * time.Hour)
		if pending, err := w.Pending(); len(w.seen()) != 1 || pending != 0 || w.in(t, outbox.Pending) != 1 || err != nil {
			t.Errorf("%d posts, %d pending, %v", len(w.seen()), pending, err)
		}
		if err := w.Endpoints.SetActive(w.endpoint.ID, true); err != nil {
			t.Fatal(err)
		}
		w.status.Store(200)
		time.Sleep(w.poll)
		w.finish(t)
		w.check(t, "job.completed a", "job.completed a")
	})
}

func TestRemovedEndpointGetsNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 500 })
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		if err := w.RemoveEndpoint("Test"); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		log, err := w.Deliveries(Filter{})
		if err != nil || len(w.seen()) != 1 || len(log) != 1 || log[0].State != outbox.Failed || log[0].Reason.String() == "" {
			t.Errorf("%d posts, %+v, %v", len(w.seen()), log, err)
		}
		if _, err := w.Resend(log[0].ID); fault.CodeOf(err) != fault.FileNotFound {
			t.Errorf("got %v", err)
		}
		w.Close(t.Context())
	})
}

func TestResendHasANewID(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		id, err := w.Resend(w.seen()[0].id)
		if err != nil {
			t.Fatal(err)
		}
		w.finish(t)
		w.check(t, "job.completed a", "job.completed a")
		if w.seen()[1].id != id || id == w.seen()[0].id || w.seen()[1].body != w.seen()[0].body {
			t.Errorf("%+v", w.posts)
		}
	})
}

// A keychain that is locked for a while loses nothing.
type locked struct {
	keychain
	shut atomic.Bool
}

func (l *locked) Get(service, name string) (string, error) {
	if l.shut.Load() {
		return "", errors.New("locked")
	}
	return l.keychain.Get(service, name)
}

func TestALockedKeychain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		chain := &locked{keychain: keychain{kept: map[string]string{}}}
		w.options.Keychain, w.options.Config = chain, t.TempDir()
		w.Endpoints = newEndpoints(w.options.Config, chain)
		w.add(t, Endpoint{})
		w.Endpoints = newEndpoints(w.options.Config, chain) // which has not read it yet
		chain.shut.Store(true)
		w.emit(event(engine.JobCompleted, "a"))
		time.Sleep(10 * time.Minute)
		if len(w.seen()) != 0 || len(w.noticed()) != 1 || w.in(t, outbox.Pending) != 1 {
			t.Errorf("%d posts, notices %v", len(w.seen()), w.noticed())
		}
		chain.shut.Store(false)
		time.Sleep(w.poll)
		w.finish(t)
		w.check(t, "job.completed a")
		if w.attempts[0].Attempts != 1 {
			t.Errorf("%+v", w.attempts[0])
		}
	})
}

// What goes wrong all the time gives one notice.
func TestDamagedEndpointsAreNotedOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		w.emit(event(engine.JobCompleted, "a"))
		synctest.Wait()
		whole, err := os.ReadFile(w.Endpoints.file)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := os.WriteFile(w.Endpoints.file, []byte("{"), 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * w.poll)
			if err := os.WriteFile(w.Endpoints.file, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			time.Sleep(5 * w.poll)
		}
		if notices := w.noticed(); len(notices) != 2 || !strings.Contains(notices[0].Err.Error(), "endpoints.json") {
			t.Errorf("%v", notices)
		}
		w.finish(t)
	})
}

func TestADamagedOutboxIsNoted(t *testing.T) {
	t.Parallel()
	for _, content := range []string{strings.Repeat("no database ", 1000), ""} {
		synctest.Test(t, func(t *testing.T) {
			w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
			synctest.Wait() // it has looked, and there was none
			if err := os.WriteFile(w.path, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
			w.emit(event(engine.JobCompleted, "a"))
			w.finish(t)
			w.check(t, "job.completed a")
			if len(w.noticed()) != 1 || !strings.Contains(w.noticed()[0].Err.Error(), "outbox.db.damaged-") {
				t.Errorf("%v", w.noticed())
			}
		})
	}
}

// The endpoint of one command outlives its process until all has arrived, and
// no longer.
func TestAdHocEndpoints(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		first := w
		if err := w.RemoveEndpoint("test"); err != nil {
			t.Fatal(err)
		}
		id, err := w.AddAdHoc(Endpoint{Name: "webhook", URL: "https://example.com" + secretPath, Secret: testSecret})
		if err != nil {
			t.Fatal(err)
		}
		e := event(engine.BatchCompleted, "a")
		e.Batch.Jobs = []engine.Job{{ID: "j", Request: engine.Request{Notify: []string{id}}}}
		w.emit(event(engine.JobCompleted, "another")) // which does not name it
		w.finish(t)
		w.check(t)
		w = w.again(t) // the job was interrupted, and goes on
		w.Start()
		w.emit(e)
		w.finish(t)
		if list, err := w.Endpoints.List(); len(list) != 0 || err != nil {
			t.Errorf("listed: %v, %v", list, err)
		}
		secrets := filepath.Join(w.options.Config, "secrets.json")
		if text, err := os.ReadFile(secrets); err != nil || !strings.Contains(string(text), testSecret) {
			t.Errorf("the secret for the next attempts is gone: %v", err)
		}
		time.Sleep(2 * time.Minute)
		first.status.Store(200)
		next := w.again(t)
		next.Start()
		if err := next.Flush(t.Context()); err != nil {
			t.Error(err)
		}
		next.Close(t.Context())
		first.check(t, "batch.completed a", "batch.completed a")
		if _, err := os.Stat(secrets); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the secret is left: %v", err)
		}
	})
}

func TestATestSendKeepsNothing(t *testing.T) {
	t.Parallel()
	got := make(chan string, 1)
	base := serve(t, func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Get(headerEvent)
		w.WriteHeader(418)
		fmt.Fprint(w, "short and stout")
	})
	folder := filepath.Join(t.TempDir(), "home")
	n := New(Options{Config: folder, Data: folder})
	r := n.Test(t.Context(), Endpoint{URL: base, Secret: testSecret, Local: true})
	if r.Status != 418 || r.Answer != "short and stout" || r.Err == nil || <-got != "job.completed" {
		t.Errorf("%+v", r)
	}
	if _, err := os.Stat(folder); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("something is kept: %v", err)
	}
	if r := n.Test(t.Context(), Endpoint{URL: "nonsense"}); fault.CodeOf(r.Err) != fault.InvalidParams {
		t.Errorf("%+v", r)
	}
}

func TestCurlMasksSecrets(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{Format: Converso, Headers: map[string]string{"X-Key": "hunter2"}}, func(post, http.Header) int { return 200 })
		e := Sample(engine.JobCompleted)
		e.Key, e.Job.Result.Outputs[0].Path = "k", "/music/it's.mp3"
		w.emit(e)
		synctest.Wait()
		log, err := w.Deliveries(Filter{})
		if err != nil || len(log) != 3 {
			t.Fatal(log, err)
		}
		line, err := w.Curl(log[2].ID)
		if err != nil || strings.Contains(line, testSecret) || strings.Contains(line, "hunter2") ||
			!strings.Contains(line, `-H 'X-Webhook-Secret: ***'`) || !strings.Contains(line, `it'\''s.mp3`) || !strings.HasPrefix(line, "curl -X POST 'https://example.com") {
			t.Errorf("%s, %v", line, err)
		}
		if _, err := w.Curl("nothing"); fault.CodeOf(err) != fault.FileNotFound {
			t.Errorf("got %v", err)
		}
		w.Close(t.Context())
	})
}

// What a chat service says of its limits is kept to, and its deliveries keep
// their distance.
func TestRateLimits(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var when []time.Duration
		w := newWorld(t, Endpoint{Format: Discord}, func(p post, h http.Header) int {
			if when = append(when, p.at); len(when) == 2 {
				h.Set("X-RateLimit-Remaining", "0")
				h.Set("X-RateLimit-Reset-After", "7.5")
			}
			return 204
		})
		for i := range 4 {
			w.emit(event(engine.JobCompleted, fmt.Sprint(i)))
		}
		time.Sleep(time.Minute)
		w.finish(t)
		if fmt.Sprint(when) != "[0s 500ms 8s 8.5s]" {
			t.Errorf("posted at %v", when)
		}
	})
}

// What a process that was killed had taken out is waited for, not left.
func TestFlushWaitsForLeasesOfTheDead(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{}, func(post, http.Header) int { return 200 })
		w.Close(t.Context())
		next := w.again(t)
		var jobs []string
		for i := range maxInFlight + 2 {
			jobs = append(jobs, fmt.Sprintf("job.completed %d", i))
			next.Record(event(engine.JobCompleted, fmt.Sprint(i)))
		}
		box, err := next.outbox(true)
		if err != nil {
			t.Fatal(err)
		}
		now := time.Now()
		taken, err := box.Claim(w.endpoint.ID, "the dead", maxInFlight, now, now.Add(defaultLease))
		if err != nil || len(taken) != maxInFlight {
			t.Fatal(taken, err)
		}
		next.Start()
		next.finish(t)
		got := w.events()
		slices.Sort(got)
		if !slices.Equal(got, jobs) {
			t.Errorf("posted %q", got)
		}
	})
}

// Subscribers get events when they are over: what a job was doing is not sent
// after its end.
func TestWhatComesAfterTheEndIsOld(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(t, Endpoint{Format: Audiorista, Events: Kinds}, func(post, http.Header) int { return 200 })
		e := Sample(engine.JobCompleted)
		e.Key = "k"
		was := func(k engine.Kind) {
			old := Sample(k)
			old.Job.ID = e.Job.ID
			w.Handle(old)
		}
		was(engine.StateChanged)
		w.Record(e)
		was(engine.StateChanged)
		was(engine.SegmentWritten)
		w.Handle(e)
		again := Sample(engine.StateChanged) // the job is tried once more
		again.Job.Attempt++
		w.Handle(again)
		w.finish(t)
		var got []string
		for _, p := range w.seen() {
			name, _, _ := strings.Cut(strings.TrimPrefix(p.body, `{"event":"`), `"`)
			got = append(got, name)
		}
		want := []string{"title.updated", "asset.transcoded", "asset.transcoded", "asset.transcoded", "title.ready", "title.updated"}
		if !slices.Equal(got, want) {
			t.Errorf("posted %q", got)
		}
		if len(w.progress) != 0 {
			t.Errorf("remembers jobs that are over: %v", w.progress)
		}
	})
}

// What failed is sent again once, as far as it can be.
func TestResendFailed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newFlakyWorld(t)
		gone := w.add(t, Endpoint{Name: "gone"})
		w.emit(event(engine.JobCompleted, "a"))
		time.Sleep(5 * 24 * time.Hour)
		if err := w.RemoveEndpoint(gone.ID); err != nil {
			t.Fatal(err)
		}
		w.status.Store(200)
		for i, want := range []string{"1 1 <nil>", "0 1 <nil>"} {
			sent, left, err := w.ResendFailed(Filter{})
			if got := fmt.Sprint(sent, left, err); got != want {
				t.Errorf("time %d: %s, want %s", i, got, want)
			}
			time.Sleep(time.Hour)
		}
		w.finish(t)
		if posts := len(w.seen()); posts != 8+8+1 {
			t.Errorf("%d posts", posts)
		}
	})
}
