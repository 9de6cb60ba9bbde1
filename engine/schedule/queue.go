package schedule

import (
	"cmp"
	"slices"
)

// A queue holds the jobs that can be started, by batch and class.
type queue struct {
	batches []*batch // those with jobs to be started
	last    float64  // the last place given
}

// A batch is the jobs that were added together.
type batch struct {
	jobs    int             // that the scheduler knows
	waiting [classes][]*job // to be started, in that order
	served  int             // how many were started, as the queue counts
	active  bool            // some are to be started
}

// order compares two jobs of a batch.
func order(a, b *job) int {
	return cmp.Or(cmp.Compare(b.Priority, a.Priority), cmp.Compare(a.place, b.place))
}

// behind returns the place behind all others.
func (q *queue) behind() float64 {
	q.last++
	return q.last
}

func (q *queue) add(j *job) {
	j.queued = true
	b := j.batch
	if !b.active {
		b.active = true
		if len(q.batches) > 0 {
			least := slices.MinFunc(q.batches, func(a, b *batch) int { return cmp.Compare(a.served, b.served) })
			b.served = max(b.served, least.served)
		}
		q.batches = append(q.batches, b)
	}
	l := &b.waiting[j.Class]
	i, _ := slices.BinarySearchFunc(*l, j, order)
	*l = slices.Insert(*l, i, j)
}

func (q *queue) remove(jobs ...*job) {
	lists := map[*[]*job]bool{}
	for _, j := range jobs {
		j.queued = false
		lists[&j.batch.waiting[j.Class]] = true
	}
	for l := range lists {
		*l = slices.DeleteFunc(*l, func(j *job) bool { return !j.queued })
	}
	q.tidy()
}

// tidy forgets the batches that have nothing to be started.
func (q *queue) tidy() {
	q.batches = slices.DeleteFunc(q.batches, func(b *batch) bool {
		for _, l := range b.waiting {
			if len(l) > 0 {
				return false
			}
		}
		b.active = false
		return true
	})
}

// take removes the job that is next in a class and returns it, nil for none.
func (q *queue) take(c Class) *job {
	var next *job
	for _, b := range q.batches {
		if len(b.waiting[c]) == 0 {
			continue
		}
		j := b.waiting[c][0]
		if next == nil || cmp.Or(
			cmp.Compare(next.Priority, j.Priority),
			cmp.Compare(b.served, next.batch.served),
			cmp.Compare(j.place, next.place),
		) < 0 {
			next = j
		}
	}
	if next != nil {
		b := next.batch
		b.waiting[c] = b.waiting[c][1:]
		b.served++
		next.queued = false
		q.tidy()
	}
	return next
}
