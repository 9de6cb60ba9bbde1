//go:build !windows

package engine

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
)

// soakEnv is for how long the soak goes on, as a duration such as 1h.
const soakEnv = "ENGINE_TEST_SOAK"

// children counts the programs that this one has started and that have not been
// waited for, handles the files it has open; -1 where the system does not tell.
func children() int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	n := 0
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(os.Getpid()) {
			n++
		}
	}
	return n
}

func handles() int {
	entries, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return -1
	}
	return len(entries)
}

// Whatever is asked of engines in whatever order, in the end nothing is left of
// them: no goroutine, no open file, no child, no draft. The test is not parallel,
// for it counts.
func TestSoak(t *testing.T) {
	last := 3 * time.Second
	if d, err := time.ParseDuration(os.Getenv(soakEnv)); err == nil {
		last = d
	}
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	paths := prompts(t, t.TempDir(), 20)
	home := t.TempDir()
	out := filepath.Join(home, "out")
	round := func() {
		j, err := journal.Open(filepath.Join(home, "data"), journal.Options{Failed: func(err error) { t.Error(err) }})
		if err != nil {
			t.Fatal(err)
		}
		e := New(Options{Tools: tools, Journal: j, Workers: 1 + rand.IntN(3), Backoff: []time.Duration{time.Millisecond}})
		stop := e.Subscribe(func(Event) {})
		if _, err := e.Continue(); err != nil {
			t.Error(err)
		}
		any := func() (ids []string) {
			for _, j := range e.Jobs() {
				if rand.IntN(3) == 0 {
					ids = append(ids, j.ID)
				}
			}
			return ids
		}
		for range 5 + rand.IntN(20) {
			switch rand.IntN(12) {
			case 0, 1:
				some := mixed(slices.Clone(paths), out)
				rand.Shuffle(len(some), func(i, k int) { some[i], some[k] = some[k], some[i] })
				e.Add(some[:1+rand.IntN(5)]...)
			case 2:
				e.Pause()
			case 3, 4:
				e.Resume()
			case 5:
				e.PauseJobs(any()...)
			case 6:
				e.Cancel(any()...)
			case 7:
				if _, err := e.Retry(any()...); err != nil {
					t.Error(err)
				}
			case 8:
				e.SetPriority(rand.IntN(3), any()...)
				e.Move("", any()...)
			case 9:
				killChildren(t, os.Getpid())
			case 10:
				e.Remove(any()...)
			case 11:
				e.SetWorkers(rand.IntN(4))
			}
			time.Sleep(time.Duration(rand.IntN(30)) * time.Millisecond) // what happens meanwhile is what varies
		}
		if rand.IntN(2) == 0 {
			e.Resume()
			if err := e.Wait(t.Context()); err != nil {
				t.Error(err)
			}
		}
		e.Close()
		stop()
		if err := j.Close(); err != nil {
			t.Error(err)
		}
	}
	// What is made once and kept is there after these.
	if _, err := tools.Version(t.Context()); err != nil {
		t.Fatal(err)
	}
	round()
	goroutines, open := runtime.NumGoroutine(), handles()
	rounds := 0
	for begin := time.Now(); time.Since(begin) < last; rounds++ {
		round()
	}
	// What has ended may take a moment to be gone.
	for begin := time.Now(); time.Since(begin) < time.Minute && (runtime.NumGoroutine() > goroutines || handles() > open || children() > 0); {
		time.Sleep(10 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > goroutines {
		stacks := make([]byte, 1<<20)
		t.Errorf("%d goroutines more:\n%s", n-goroutines, stacks[:runtime.Stack(stacks, true)])
	}
	if n := handles(); n > open {
		t.Errorf("%d files more are open", n-open)
	}
	if n := children(); n > 0 {
		t.Errorf("%d children are left", n)
	}
	for name := range tree(t, out) {
		if strings.HasPrefix(filepath.Base(name), ".") {
			t.Errorf("%s is left", name)
		}
	}
	t.Logf("%d rounds", rounds)
}
