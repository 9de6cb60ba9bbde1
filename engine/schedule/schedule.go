// Package schedule decides which jobs run next, and how many at once. It is
// policy alone: it starts nothing, and knows no file, no disk and no ffmpeg.
// Its caller adds jobs, reports what became of them, and takes those that may
// start with Next.
//
// A job waits, then runs, then is over:
//
//  1. Add makes it wait behind all others; it is not ready yet.
//  2. Ready puts it in the queue, unless a person has it on hold.
//  3. Next takes it from the queue and gives it a slot.
//  4. Done gives the slot back; Defer does so, too, and has the job wait again
//     until it is Ready.
//
// Which job is next is decided so:
//
//  1. The highest priority comes first.
//  2. Among equals, the batch that was served least: a single file does not
//     wait for the two thousand that were added before it.
//  3. Within a batch, and among batches served alike, the order of the places.
package schedule

import (
	"context"
	"runtime"
	"sync"
	"time"
)

// A Class is a kind of work with slots of its own.
type Class int

// The classes.
const (
	Light   Class = iota // bytes are copied: the disk is what it waits for
	Heavy                // audio is decoded or encoded: a core is
	classes              // how many there are
)

// A Job is what the scheduler knows of one.
type Job struct {
	ID, Batch string
	Class     Class
	Priority  int  // the highest is started first
	Held      bool // a person paused it: it does not start
}

// A Scheduler orders jobs. Its methods may be called from any goroutine; only
// Promote waits. Ids of jobs it does not have are passed over.
type Scheduler struct {
	mu      sync.Mutex
	changed *sync.Cond // a slot is free, or a waiting Promote has to look again
	jobs    map[string]*job
	batches map[string]*batch
	queue   queue
	used    [classes]int // slots
	workers int          // jobs at once; 0 for what cores and disk allow
	disk    disk
	paused  bool
	active  int // jobs that wait or run
}

// A job is a Job with what has become of it.
type job struct {
	Job
	batch   *batch
	place   float64
	state   state
	ready   bool  // it may start, as far as its caller is concerned
	queued  bool  // it is in the queue
	slot    Class // that it has, while it runs
	yielded bool  // it runs and has given its slot back, for it is held
}

type state int

const (
	over state = iota
	waiting
	running
)

// New returns a scheduler that runs so many jobs at once; 0 is what cores and
// disk allow.
func New(workers int) *Scheduler {
	s := &Scheduler{jobs: map[string]*job{}, batches: map[string]*batch{}, workers: max(workers, 0)}
	s.changed = sync.NewCond(&s.mu)
	return s
}

// SetWorkers changes how many jobs run at once; 0 is what cores and disk allow.
func (s *Scheduler) SetWorkers(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.workers = max(n, 0)
	s.changed.Broadcast()
}

// Add makes a job wait, behind all others. One that is over and added once more
// has its old place.
func (s *Scheduler) Add(j Job) {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.jobs[j.ID]
	if known == nil {
		known = &job{place: s.queue.behind()}
		s.jobs[j.ID] = known
		s.batchOf(j.Batch).jobs++
	}
	known.Job, known.batch = j, s.batches[j.Batch]
	known.state, known.ready, known.yielded = waiting, false, false
	s.active++
}

func (s *Scheduler) batchOf(id string) *batch {
	if s.batches[id] == nil {
		s.batches[id] = &batch{}
	}
	return s.batches[id]
}

// Ready lets waiting jobs start when it is their turn.
func (s *Scheduler) Ready(ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if j := s.jobs[id]; j != nil && j.state == waiting {
			j.ready = true
			s.enqueue(j)
		}
	}
}

// enqueue puts a job in the queue if it may be there.
func (s *Scheduler) enqueue(j *job) {
	if j.state == waiting && j.ready && !j.Held && !j.queued {
		s.queue.add(j)
	}
}

// Next gives a slot to the job whose turn it is and returns its id; ok is false
// if none may start at the moment.
func (s *Scheduler) Next() (id string, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.paused {
		return "", false
	}
	for c := range classes {
		if !s.free(c) {
			continue
		}
		if j := s.queue.take(c); j != nil {
			j.state, j.slot = running, c
			s.used[c]++
			return j.ID, true
		}
	}
	return "", false
}

// Done makes a running job over and gives its slot back. Copied is how many
// bytes it has read within took, where it did all that it was to do: the speed
// of the disk is measured by light jobs.
func (s *Scheduler) Done(id string, copied int64, took time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	j := s.jobs[id]
	if j == nil || j.state != running {
		return
	}
	if j.slot == Light {
		s.disk.observe(copied, took, s.used[Light])
	}
	s.leave(j, over)
	s.active--
}

// Defer has a running job wait, not ready yet, and gives its slot back.
func (s *Scheduler) Defer(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.jobs[id]; j != nil && j.state == running {
		s.leave(j, waiting)
	}
}

func (s *Scheduler) leave(j *job, to state) {
	if !j.yielded {
		s.used[j.slot]--
	}
	j.state, j.ready, j.yielded = to, false, false
	s.changed.Broadcast()
}

// Withdraw makes those of the jobs over that wait, and returns their ids. Those
// that run go on.
func (s *Scheduler) Withdraw(ids ...string) (withdrawn []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var queued []*job
	for _, id := range ids {
		j := s.jobs[id]
		if j == nil || j.state != waiting {
			continue
		}
		if j.queued {
			queued = append(queued, j)
		}
		j.state, j.ready = over, false
		s.active--
		withdrawn = append(withdrawn, id)
	}
	s.queue.remove(queued...)
	return withdrawn
}

// Forget drops jobs that are over.
func (s *Scheduler) Forget(ids ...string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, id := range ids {
		if j := s.jobs[id]; j != nil && j.state == over {
			delete(s.jobs, id)
			if j.batch.jobs--; j.batch.jobs == 0 {
				delete(s.batches, j.Batch)
			}
		}
	}
}

// Promote makes a running job heavy that was thought to be light. It waits for a
// heavy slot, or for the end of ctx, whose error it then returns; until then the
// job keeps its light slot, so that those that wait for slots stay few.
func (s *Scheduler) Promote(ctx context.Context, id string) error {
	stop := context.AfterFunc(ctx, func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.changed.Broadcast()
	})
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for j := s.jobs[id]; j != nil && j.state == running && j.slot == Light; {
		switch {
		case ctx.Err() != nil:
			return ctx.Err()
		case j.yielded:
			j.slot = Heavy
		case s.used[Heavy] < s.limit(Heavy):
			s.used[Light]--
			s.used[Heavy]++
			j.slot = Heavy
			s.changed.Broadcast()
		default:
			s.changed.Wait()
		}
	}
	return nil
}

// Pause keeps all jobs that wait from starting, or lets them start again.
func (s *Scheduler) Pause(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.paused = on
}

// Paused reports whether no job may start.
func (s *Scheduler) Paused() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.paused
}

// Hold changes whether jobs are held, and returns the ids of those that were
// not. One that waits leaves the queue meanwhile, one that runs gives its slot
// to another: when it goes on there may be one too many.
func (s *Scheduler) Hold(on bool, ids ...string) (changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var leave []*job
	for _, id := range ids {
		j := s.jobs[id]
		if j == nil || j.state == over || j.Held == on {
			continue
		}
		j.Held = on
		changed = append(changed, id)
		switch {
		case j.state == waiting && on && j.queued:
			leave = append(leave, j)
		case j.state == waiting:
			s.enqueue(j)
		case j.yielded != on:
			j.yielded = on
			if on {
				s.used[j.slot]--
			} else {
				s.used[j.slot]++
			}
		}
	}
	s.queue.remove(leave...)
	s.changed.Broadcast()
	return changed
}

// Width returns how many cores each of the heavy jobs may use: all of them
// together are to use all.
func (s *Scheduler) Width() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(1, cores()/max(1, min(s.limit(Heavy), s.active)))
}

// limit returns how many jobs of a class may run.
func (s *Scheduler) limit(c Class) int {
	switch {
	case s.workers > 0:
		return s.workers
	case c == Heavy:
		return cores()
	}
	return s.disk.limit()
}

// free reports whether a job of a class may start.
func (s *Scheduler) free(c Class) bool {
	if s.workers > 0 && s.used[Light]+s.used[Heavy] >= s.workers {
		return false
	}
	return s.used[c] < s.limit(c)
}

// cores is how many programs can compute at once.
func cores() int { return runtime.NumCPU() }
