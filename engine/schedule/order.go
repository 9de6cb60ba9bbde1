package schedule

import (
	"cmp"
	"maps"
	"slices"
)

// Position returns what the order of a job depends on: its priority, and its
// place in the queue, where the lower comes first.
func (s *Scheduler) Position(id string) (priority int, place float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if j := s.jobs[id]; j != nil {
		return j.Priority, j.place
	}
	return 0, 0
}

// SetPriority changes the priority of those of the jobs that wait, and returns
// their ids.
func (s *Scheduler) SetPriority(priority int, ids ...string) (changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.reorder(s.find(ids), func(j *job) { j.Priority = priority })
}

// Move puts those of the jobs that wait directly before another, with its
// priority, or behind all where there is no other. It returns the ids of all
// whose position has changed.
func (s *Scheduler) Move(before string, ids ...string) (changed []string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	jobs, other := s.find(ids), s.jobs[before]
	if other == nil {
		return s.reorder(jobs, func(j *job) { j.place = s.queue.behind() })
	}
	if slices.Contains(jobs, other) {
		return nil
	}
	low, step := s.gap(other, len(jobs))
	spread := low+step == low || other.place-step == other.place
	if spread {
		s.spread()
		low, step = s.gap(other, len(jobs))
	}
	n := 0.0
	changed = s.reorder(jobs, func(j *job) {
		n++
		j.place, j.Priority = low+n*step, other.Priority
	})
	if spread {
		return slices.Collect(maps.Keys(s.jobs))
	}
	return changed
}

// find returns the jobs with these ids that wait, each once.
func (s *Scheduler) find(ids []string) []*job {
	var jobs []*job
	found := map[string]bool{}
	for _, id := range ids {
		if j := s.jobs[id]; j != nil && j.state == waiting && !found[id] {
			found[id] = true
			jobs = append(jobs, j)
		}
	}
	return jobs
}

// gap returns the place before other that is taken, and the step that makes room
// for n jobs between the two.
func (s *Scheduler) gap(other *job, n int) (low, step float64) {
	low = other.place - 1
	for _, j := range s.jobs {
		if j.place < other.place && j.place > low {
			low = j.place
		}
	}
	return low, (other.place - low) / float64(n+1)
}

// spread makes room between all places. The order stays as it is.
func (s *Scheduler) spread() {
	s.queue.last = 0
	for _, j := range slices.SortedStableFunc(maps.Values(s.jobs), func(a, b *job) int { return cmp.Compare(a.place, b.place) }) {
		j.place = s.queue.behind()
	}
}

// reorder changes what the order of waiting jobs depends on, and returns their
// ids.
func (s *Scheduler) reorder(jobs []*job, change func(*job)) (changed []string) {
	queued := slices.DeleteFunc(slices.Clone(jobs), func(j *job) bool { return !j.queued })
	s.queue.remove(queued...)
	for _, j := range jobs {
		change(j)
		changed = append(changed, j.ID)
	}
	for _, j := range queued {
		s.queue.add(j)
	}
	return changed
}
