package notifier

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"audiospliter/engine"
	"audiospliter/notifier/outbox"
)

// How the child of TestKilledAtAnyMoment knows what to do.
const (
	envChildFolder = "NOTIFIER_TEST_FOLDER"
	envChild       = "NOTIFIER_TEST_CHILD" // its number
	envKills       = "NOTIFIER_TEST_KILLS" // how many moments; few where it is not set
)

// headerChild is the number of the child that made a request.
const headerChild = "X-Test-Child"

func TestMain(m *testing.M) {
	if folder := os.Getenv(envChildFolder); folder != "" {
		child(folder)
		return
	}
	os.Exit(m.Run())
}

const killedJobs = 100

// child records the jobs and sends until all have arrived. Like an engine after a
// crash, it records all again when it is started again.
func child(folder string) {
	n := New(Options{Config: folder, Data: folder})
	n.lease, n.poll = 200*time.Millisecond, 50*time.Millisecond
	n.transport = roundTrip(func(r *http.Request) (*http.Response, error) {
		r.Header.Set(headerChild, os.Getenv(envChild))
		return http.DefaultTransport.RoundTrip(r)
	})
	fmt.Println("It begins.")
	n.Start()
	for i := range killedJobs {
		n.Record(event(engine.JobCompleted, fmt.Sprintf("job%d", i)))
	}
	for {
		if pending, err := n.Pending(); err == nil && pending == 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	n.Close(context.Background())
}

// arrivals are what a receiver got of one world.
type arrivals struct {
	mu   sync.Mutex
	jobs map[string][]string // ids by job
	over map[string]int      // by id that the outbox said had arrived: after which child
	late []string            // ids that a later child sent
}

func (a *arrivals) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // killed in the middle
	}
	_, job, _ := strings.Cut(string(body), `Id":"`)
	job, _, _ = strings.Cut(job, `"`)
	id := r.Header.Get(headerDelivery)
	child, err := strconv.Atoi(r.Header.Get(headerChild))
	a.mu.Lock()
	defer a.mu.Unlock()
	a.jobs[job] = append(a.jobs[job], id)
	// What an earlier child sent may be read only now.
	if after, known := a.over[id]; known && child > after || err != nil {
		a.late = append(a.late, id)
	}
}

// A process that is killed loses no event, repeats one with its id only, and
// repeats none that it knows to have arrived.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills, err := strconv.Atoi(cmp.Or(os.Getenv(envKills), "12"))
	if err != nil {
		t.Fatal(err)
	}
	repeats, worlds := 0, 0
	for kills > 0 {
		worlds++
		a := &arrivals{jobs: map[string][]string{}, over: map[string]int{}}
		base := serve(t, func(w http.ResponseWriter, r *http.Request) {
			time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond) // so that much is under way
			a.ServeHTTP(w, r)
		})
		folder := t.TempDir()
		_, err := newEndpoints(folder, nil).Save(Endpoint{Name: "test", URL: base, Secret: testSecret, Local: true, Active: true, Always: true})
		if err != nil {
			t.Fatal(err)
		}
		for child, arrived := 1, 0; arrived < killedJobs; child++ {
			program := exec.CommandContext(t.Context(), os.Args[0])
			program.Env = append(os.Environ(), envChildFolder+"="+folder, envChild+"="+strconv.Itoa(child))
			program.Stderr = os.Stderr
			begun, err := program.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := program.Start(); err != nil {
				t.Fatal(err)
			}
			_, _ = begun.Read(make([]byte, 1)) // a machine may take its time to start it
			if kills > 0 {
				kills--
				time.AfterFunc(rand.N(400*time.Millisecond), func() { _ = program.Process.Kill() })
			}
			_ = program.Wait() // killed, or done
			arrived = a.note(t, folder, child)
		}
		a.mu.Lock()
		for i := range killedJobs {
			ids := a.jobs[fmt.Sprintf("job%d", i)]
			if len(ids) == 0 {
				t.Errorf("job %d was never sent", i)
			}
			for _, id := range ids {
				if id != ids[0] {
					t.Errorf("job %d was sent as %v", i, ids)
				}
			}
			repeats += len(ids) - 1
		}
		if len(a.jobs) != killedJobs || len(a.late) > 0 {
			t.Errorf("%d jobs were sent; again, though known to have arrived: %v", len(a.jobs), a.late)
		}
		a.mu.Unlock()
	}
	t.Logf("%d deliveries in %d worlds, %d repeated", worlds*killedJobs, worlds, repeats)
}

// note remembers which deliveries the outbox says have arrived, now that the
// child has ended, and returns how many.
func (a *arrivals) note(t *testing.T, folder string, child int) int {
	t.Helper()
	box, aside, err := outbox.Open(filepath.Join(folder, "outbox.db"))
	if err != nil || aside != "" {
		t.Fatalf("the outbox is damaged: %q, %v", aside, err)
	}
	defer box.Close()
	list, err := box.List(Filter{State: outbox.Delivered})
	if err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, d := range list {
		if _, known := a.over[d.ID]; !known {
			a.over[d.ID] = child
		}
	}
	return len(list)
}
