package schedule

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// one returns a scheduler with one slot that has these jobs, all ready. Their
// batch is the letter their id begins with.
func one(ids ...string) *Scheduler {
	s := New(1)
	for _, id := range ids {
		s.Add(Job{ID: id, Batch: id[:1]})
	}
	s.Ready(ids...)
	return s
}

// drain starts and ends one job after another and returns their order.
func drain(s *Scheduler) (ids []string) {
	for id, ok := s.Next(); ok; id, ok = s.Next() {
		ids = append(ids, id)
		s.Done(id, 0, 0)
	}
	return ids
}

func TestOrder(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		jobs []string
		do   func(*Scheduler)
		want []string
	}{
		"as added":                {[]string{"a1", "a2", "a3"}, func(*Scheduler) {}, []string{"a1", "a2", "a3"}},
		"batches take turns":      {[]string{"a1", "a2", "a3", "b1", "b2"}, func(*Scheduler) {}, []string{"a1", "b1", "a2", "b2", "a3"}},
		"priority before turns":   {[]string{"a1", "a2", "a3", "b1"}, func(s *Scheduler) { s.SetPriority(1, "a2", "a3") }, []string{"a2", "a3", "b1", "a1"}},
		"negative priority":       {[]string{"a1", "a2", "b1"}, func(s *Scheduler) { s.SetPriority(-1, "a1") }, []string{"a2", "b1", "a1"}},
		"before another":          {[]string{"a1", "a2", "a3"}, func(s *Scheduler) { s.Move("a2", "a3") }, []string{"a1", "a3", "a2"}},
		"several before another":  {[]string{"a1", "a2", "a3", "a4"}, func(s *Scheduler) { s.Move("a1", "a4", "a3") }, []string{"a4", "a3", "a1", "a2"}},
		"with its priority":       {[]string{"a1", "a2", "b1"}, func(s *Scheduler) { s.SetPriority(2, "b1"); s.Move("b1", "a2") }, []string{"a2", "b1", "a1"}},
		"behind all":              {[]string{"a1", "a2", "a3"}, func(s *Scheduler) { s.Move("", "a1") }, []string{"a2", "a3", "a1"}},
		"before itself":           {[]string{"a1", "a2"}, func(s *Scheduler) { s.Move("a2", "a1", "a2") }, []string{"a1", "a2"}},
		"named twice":             {[]string{"a1", "a2", "a3"}, func(s *Scheduler) { s.Move("a1", "a3", "a3") }, []string{"a3", "a1", "a2"}},
		"withdrawn":               {[]string{"a1", "a2", "b1"}, func(s *Scheduler) { s.Withdraw("a1", "b1") }, []string{"a2"}},
		"held":                    {[]string{"a1", "a2"}, func(s *Scheduler) { s.Hold(true, "a1") }, []string{"a2"}},
		"held and let go":         {[]string{"a1", "a2"}, func(s *Scheduler) { s.Hold(true, "a1"); s.Hold(false, "a1") }, []string{"a1", "a2"}},
		"paused":                  {[]string{"a1"}, func(s *Scheduler) { s.Pause(true) }, nil},
		"not ready":               {[]string{"a1"}, func(s *Scheduler) { s.Add(Job{ID: "a2", Batch: "a"}) }, []string{"a1"}},
		"held before it is ready": {nil, func(s *Scheduler) { s.Add(Job{ID: "a1", Held: true}); s.Ready("a1") }, nil},
		"let go and not ready":    {nil, func(s *Scheduler) { s.Add(Job{ID: "a1", Held: true}); s.Hold(false, "a1") }, nil},
		"ids nobody has":          {[]string{"a1"}, func(s *Scheduler) { s.Ready("x"); s.Hold(true, "x"); s.Move("a1", "x"); s.Done("x", 0, 0) }, []string{"a1"}},
	} {
		s := one(test.jobs...)
		test.do(s)
		if got := drain(s); !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// However often jobs are moved between two others there is room, and the order
// is the one that was asked for.
func TestPlacesNeverRunOut(t *testing.T) {
	t.Parallel()
	s := one("a1", "a2", "a3")
	for range 200 {
		s.Move("a2", "a3")
		s.Move("a3", "a2")
	}
	s.Move("a1", "a3")
	if got := drain(s); !slices.Equal(got, []string{"a3", "a1", "a2"}) {
		t.Errorf("started %v", got)
	}
}

// A batch that comes later has its turns from then on: it does not catch up with
// what others had before.
func TestLateBatchTakesTurns(t *testing.T) {
	t.Parallel()
	s := one("a1", "a2", "a3", "a4", "a5", "a6")
	for range 3 {
		id, _ := s.Next()
		s.Done(id, 0, 0)
	}
	for _, id := range []string{"b1", "b2", "b3"} {
		s.Add(Job{ID: id, Batch: "b"})
		s.Ready(id)
	}
	if got := drain(s); !slices.Equal(got, []string{"a4", "b1", "a5", "b2", "a6", "b3"}) {
		t.Errorf("started %v", got)
	}
}

// Each class has slots of its own, unless there is a number for all together.
func TestSlots(t *testing.T) {
	t.Parallel()
	start := func(workers int) (light, heavy int) {
		s := New(workers)
		for i := range 100 {
			for c := range classes {
				id := fmt.Sprint(c, i)
				s.Add(Job{ID: id, Class: c})
				s.Ready(id)
			}
		}
		for _, ok := s.Next(); ok; _, ok = s.Next() {
		}
		return s.used[Light], s.used[Heavy]
	}
	if light, heavy := start(0); light != max(2, cores()) || heavy != cores() {
		t.Errorf("%d light and %d heavy jobs at once", light, heavy)
	}
	if light, heavy := start(3); light+heavy != 3 {
		t.Errorf("%d and %d jobs at once, want 3 in all", light, heavy)
	}
}

// A deferred job waits until it is ready again, and keeps its place.
func TestDefer(t *testing.T) {
	t.Parallel()
	s := one("a1", "a2")
	if id, _ := s.Next(); id != "a1" {
		t.Fatalf("%s is first", id)
	}
	s.Defer("a1")
	if got := drain(s); !slices.Equal(got, []string{"a2"}) {
		t.Errorf("started %v", got)
	}
	s.Add(Job{ID: "a3", Batch: "a"})
	s.Ready("a3", "a1")
	if got := drain(s); !slices.Equal(got, []string{"a1", "a3"}) {
		t.Errorf("started %v", got)
	}
	// One that is over and comes back has its old place, too.
	s.Add(Job{ID: "a4", Batch: "a"})
	s.Add(Job{ID: "a2", Batch: "a"})
	s.Ready("a4", "a2")
	if got := drain(s); !slices.Equal(got, []string{"a2", "a4"}) {
		t.Errorf("started %v", got)
	}
}

// A running job that is held gives its slot to another.
func TestHeldJobYieldsItsSlot(t *testing.T) {
	t.Parallel()
	s := one("a1", "a2", "a3")
	_, _ = s.Next()
	if changed := s.Hold(true, "a1", "a1"); !slices.Equal(changed, []string{"a1"}) {
		t.Errorf("changed %v", changed)
	}
	if id, _ := s.Next(); id != "a2" {
		t.Errorf("%q has the slot", id)
	}
	s.Hold(false, "a1") // one too many, until one of them ends
	s.Done("a1", 0, 0)
	if id, ok := s.Next(); ok {
		t.Errorf("%s is started beside a2", id)
	}
	s.Done("a2", 0, 0)
	if id, _ := s.Next(); id != "a3" {
		t.Errorf("%q is last", id)
	}
}

func TestPromoteWaitsForASlot(t *testing.T) {
	t.Parallel()
	s := New(0)
	var heavy []string
	for i := range cores() {
		heavy = append(heavy, fmt.Sprint("h", i))
		s.Add(Job{ID: heavy[i], Class: Heavy})
	}
	s.Add(Job{ID: "light"})
	s.Ready(append(heavy, "light")...)
	for range cores() + 1 {
		_, _ = s.Next()
	}
	canceled, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Promote(canceled, "light"); err == nil || s.used[Light] != 1 {
		t.Errorf("%v with %d light jobs", err, s.used[Light])
	}
	promoted := make(chan error)
	go func() { promoted <- s.Promote(t.Context(), "light") }()
	select {
	case err := <-promoted:
		t.Errorf("promoted without a slot: %v", err)
	case <-time.After(10 * time.Millisecond):
	}
	s.Done(heavy[0], 0, 0)
	if err := <-promoted; err != nil || s.used != [classes]int{0, cores()} {
		t.Errorf("%v, slots %v", err, s.used)
	}
}

// Few jobs copy at once on a disk that is slow, many on one that is fast.
func TestDiskIsMeasured(t *testing.T) {
	t.Parallel()
	measured := func(speed int64, beside int) int {
		var d disk
		d.observe(1<<10, time.Hour, 1) // too small to say anything
		for range 20 {
			d.observe(speed/int64(beside)*10, 10*time.Second, beside)
		}
		return d.limit()
	}
	unknown := (&disk{}).limit()
	for _, test := range []struct {
		speed  int64
		beside int
		want   int
	}{
		{20e6, 1, 2}, {20e6, 4, 2}, {100e6, 2, unknown}, {1000e6, 1, min(2*cores(), 16)}, {1000e6, 8, min(2*cores(), 16)},
	} {
		if got := measured(test.speed, test.beside); got != test.want {
			t.Errorf("%d bytes a second, %d jobs: %d at once, want %d", test.speed, test.beside, got, test.want)
		}
	}
}

// Whatever is asked in whatever order: the slots are those of the jobs that run,
// nothing starts that must not, and in the end every job has had its turn.
func TestSlotsAreNeverLost(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		workers := rapid.IntRange(0, 3).Draw(t, "workers")
		s := New(workers)
		var ids []string
		some := func() []string {
			if len(ids) == 0 {
				return nil
			}
			return rapid.SliceOfN(rapid.SampledFrom(ids), 0, 5).Draw(t, "some")
		}
		check := func() {
			t.Helper()
			var used [classes]int
			active := 0
			for id, j := range s.jobs {
				if j.state == running && !j.yielded {
					used[j.slot]++
				}
				if j.state != over {
					active++
				}
				if queued := j.state == waiting && j.ready && !j.Held; queued != j.queued {
					t.Fatalf("%s is in the queue: %t", id, j.queued)
				}
			}
			if used != s.used || active != s.active {
				t.Fatalf("slots %v, %d active; counted %v, %d", s.used, s.active, used, active)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"": func(*rapid.T) { check() },
			"add": func(t *rapid.T) {
				id := fmt.Sprint(len(ids))
				ids = append(ids, id)
				s.Add(Job{
					ID: id, Batch: rapid.SampledFrom([]string{"a", "b"}).Draw(t, "batch"), Held: rapid.Bool().Draw(t, "held"),
					Class: rapid.SampledFrom([]Class{Light, Heavy}).Draw(t, "class"), Priority: rapid.IntRange(-1, 1).Draw(t, "priority"),
				})
			},
			"ready":    func(*rapid.T) { s.Ready(some()...) },
			"withdraw": func(*rapid.T) { s.Withdraw(some()...) },
			"forget":   func(*rapid.T) { s.Forget(some()...) },
			"hold":     func(t *rapid.T) { s.Hold(rapid.Bool().Draw(t, "on"), some()...) },
			"pause":    func(t *rapid.T) { s.Pause(rapid.Bool().Draw(t, "on")) },
			"priority": func(t *rapid.T) { s.SetPriority(rapid.IntRange(-1, 1).Draw(t, "priority"), some()...) },
			"move": func(*rapid.T) {
				before := ""
				if jobs := some(); len(jobs) > 0 {
					before = jobs[0]
				}
				s.Move(before, some()...)
			},
			"next": func(t *rapid.T) {
				paused := s.Paused()
				id, ok := s.Next()
				if j := s.jobs[id]; ok && (paused || j.Held || !j.ready || s.used[j.slot] > s.limit(j.slot)) {
					t.Fatalf("%s is started: %+v", id, j)
				}
			},
			"done": func(*rapid.T) {
				for _, id := range some() {
					s.Done(id, 0, 0)
				}
			},
			"defer": func(*rapid.T) {
				for _, id := range some() {
					s.Defer(id)
				}
			},
		})
		for _, id := range ids {
			s.Done(id, 0, 0)
		}
		s.Pause(false)
		s.Hold(false, ids...)
		s.Ready(ids...)
		waits := s.active
		if got := drain(s); len(got) != waits || s.active != 0 || s.used != [classes]int{} {
			t.Fatalf("%d of %d jobs had their turn", len(got), waits)
		}
		check()
	})
}
