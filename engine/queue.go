package engine

import (
	"cmp"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"audiospliter/engine/cut"
)

// A class is a kind of work with slots of its own.
type class int

const (
	light   class = iota // bytes are copied: the disk is what it waits for
	heavy                // audio is decoded or encoded: a core is
	classes              // how many there are
)

// classOf guesses the class of a request before its source is known.
func classOf(r Request) class {
	o := r.Recipe.Output
	if r.Recipe.Split.Needs().Sound || o.Normalize != nil || o.Verify || o.Bitrate != 0 || o.Quality != nil ||
		o.SampleRate != 0 || o.Channels != 0 || !o.FadeIn.IsZero() || !o.FadeOut.IsZero() {
		return heavy
	}
	if o.Format == "" || o.Format == cut.Keep || strings.EqualFold(filepath.Ext(r.Path), "."+string(o.Format)) {
		return light
	}
	return heavy
}

// A queue holds the tasks that can be started. Which is next is decided so:
//
//  1. The highest priority comes first.
//  2. Among equals, the batch that was served least: a single file does not
//     wait for the two thousand that were added before it.
//  3. Within a batch, and among batches served alike, the order of the places.
type queue struct {
	batches []*batch // those with tasks to be started
	used    [classes]int
	last    float64 // the last place given
}

// A lane has tasks of one batch and class in the order they are started in.
type lane []*task

func order(a, b *task) int {
	return cmp.Or(cmp.Compare(b.job.Priority, a.job.Priority), cmp.Compare(a.place, b.place))
}

// next returns the place behind all others.
func (q *queue) next() float64 {
	q.last++
	return q.last
}

func (q *queue) add(t *task) {
	t.queued = true
	b := t.batch
	if !b.active {
		b.active = true
		if len(q.batches) > 0 {
			least := slices.MinFunc(q.batches, func(a, b *batch) int { return cmp.Compare(a.served, b.served) })
			b.served = max(b.served, least.served)
		}
		q.batches = append(q.batches, b)
	}
	l := &b.lanes[classOf(t.job.Request)]
	i, _ := slices.BinarySearchFunc(*l, t, order)
	*l = slices.Insert(*l, i, t)
}

func (q *queue) remove(tasks ...*task) {
	gone := make(map[*task]bool, len(tasks))
	lanes := map[*lane]bool{}
	for _, t := range tasks {
		gone[t] = true
		t.queued = false
		lanes[&t.batch.lanes[classOf(t.job.Request)]] = true
	}
	for l := range lanes {
		*l = slices.DeleteFunc(*l, func(t *task) bool { return gone[t] })
	}
	q.tidy()
}

// tidy forgets the batches that have nothing to be started.
func (q *queue) tidy() {
	q.batches = slices.DeleteFunc(q.batches, func(b *batch) bool {
		for _, l := range b.lanes {
			if len(l) > 0 {
				return false
			}
		}
		b.active = false
		return true
	})
}

// head returns the task that is next in a class, nil for none.
func (q *queue) head(c class) *task {
	var best *task
	for _, b := range q.batches {
		if len(b.lanes[c]) == 0 {
			continue
		}
		t := b.lanes[c][0]
		if best == nil || cmp.Or(
			cmp.Compare(best.job.Priority, t.job.Priority),
			cmp.Compare(b.served, best.batch.served),
			cmp.Compare(t.place, best.place),
		) < 0 {
			best = t
		}
	}
	return best
}

func (q *queue) take(t *task, c class) {
	b := t.batch
	b.lanes[c] = b.lanes[c][1:]
	b.served++
	t.class, t.queued = c, false
	q.used[c]++
	q.tidy()
}

// limit returns how many tasks of a class may run. The mutex is held.
func (e *Engine) limit(c class) int {
	switch {
	case e.workers > 0:
		return e.workers
	case c == heavy:
		return cores()
	}
	return e.disk.limit()
}

// free reports whether a task of a class may start. The mutex is held.
func (e *Engine) free(c class) bool {
	if e.workers > 0 && e.queue.used[light]+e.queue.used[heavy] >= e.workers {
		return false
	}
	return e.queue.used[c] < e.limit(c)
}

// enqueue makes tasks ready to be started, but for those that may not be. The
// mutex is held.
func (e *Engine) enqueue(tasks ...*task) {
	for _, t := range tasks {
		if t.job.State == Queued && !t.ending && !t.held && !t.queued {
			e.queue.add(t)
		}
	}
	e.dispatch()
}

// dispatch starts tasks while there is room. The mutex is held.
func (e *Engine) dispatch() {
	for c := range classes {
		for !e.paused && !e.closed && e.free(c) {
			t := e.queue.head(c)
			if t == nil {
				break
			}
			e.queue.take(t, c)
			e.start(t)
		}
	}
}

// release gives the slot of a task back. The mutex is held.
func (e *Engine) release(t *task) {
	if !t.yielded {
		e.queue.used[t.class]--
	}
	t.yielded = false
}

// promote makes a task heavy that was thought to be light, when there is room.
// Until then it keeps the light slot, so that those that wait stay few.
func (e *Engine) promote(r *run) error {
	stop := r.onDone(e.idle.Broadcast, &e.mu)
	defer stop()
	e.mu.Lock()
	defer e.mu.Unlock()
	t := r.task
	for t.class == light {
		switch {
		case r.ctx.Err() != nil:
			return r.ctx.Err()
		case e.queue.used[heavy] < e.limit(heavy):
			e.release(t)
			t.class = heavy
			e.queue.used[heavy]++
			e.dispatch()
		default:
			e.idle.Wait()
		}
	}
	return nil
}

// SetPriority changes the priority of jobs that wait: the highest are started
// first. Jobs have priority 0 before.
func (e *Engine) SetPriority(priority int, ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.reorder(e.find(ids), func(t *task) { t.job.Priority = priority })
}

// Move puts jobs that wait directly before another, with its priority, or with
// before "" behind all that wait. Between batches the order of the jobs matters
// less than that each gets its turn: use SetPriority to have a job go first
// whatever waits.
func (e *Engine) Move(before string, ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	tasks := e.find(ids)
	other := e.byID[before]
	if other == nil {
		e.reorder(tasks, func(t *task) { t.place = e.queue.next() })
		return
	}
	if slices.Contains(tasks, other) {
		return
	}
	low := other.place - 1
	for _, t := range e.order {
		if t.place < other.place && t.place > low {
			low = t.place
		}
	}
	step := (other.place - low) / float64(len(tasks)+1)
	if low+step == low || other.place-step == other.place {
		e.spread()
		low, step = other.place-1, 1/float64(len(tasks)+1)
	}
	n := 0.0
	e.reorder(tasks, func(t *task) {
		n++
		t.place, t.job.Priority = low+n*step, other.job.Priority
	})
	e.order = slices.DeleteFunc(e.order, func(t *task) bool { return slices.Contains(tasks, t) })
	e.order = slices.Insert(e.order, slices.Index(e.order, other), tasks...)
}

// spread makes room between all places. The mutex is held.
func (e *Engine) spread() {
	sorted := slices.Clone(e.order)
	slices.SortStableFunc(sorted, func(a, b *task) int { return cmp.Compare(a.place, b.place) })
	e.queue.last = 0
	for _, t := range sorted {
		t.place = e.queue.next()
	}
	e.save(sorted)
}

// reorder changes what the order of waiting tasks depends on. The mutex is held.
func (e *Engine) reorder(tasks []*task, change func(*task)) {
	tasks = slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool { return t.job.State != Queued || t.ending })
	queued := slices.DeleteFunc(slices.Clone(tasks), func(t *task) bool {
		return !t.queued
	})
	e.queue.remove(queued...)
	for _, t := range tasks {
		change(t)
		e.emit(Event{Kind: StateChanged, Job: t.job})
	}
	e.save(tasks)
	for _, t := range queued {
		e.queue.add(t)
	}
	e.dispatch()
}

// A disk is what copying has shown of how fast the disks are.
type disk struct{ speed float64 } // bytes a second, all jobs together; 0 if unknown

// Sources below this size say more about the start of a job than about a disk.
const telling = 8 << 20

// observe learns from a copying job that ran beside others.
func (d *disk) observe(size int64, took time.Duration, beside int) {
	if size < telling || took <= 0 {
		return
	}
	speed := float64(size) / took.Seconds() * float64(beside)
	if d.speed == 0 {
		d.speed = speed
	}
	d.speed += (speed - d.speed) / 4
}

// limit returns how many jobs should copy at once: a slow disk or a share is
// best left to a few, a fast one waits for us rather than we for it.
func (d *disk) limit() int {
	switch {
	case d.speed > 0 && d.speed < 40e6:
		return 2
	case d.speed > 400e6:
		return min(2*cores(), 16)
	}
	return max(2, cores())
}
