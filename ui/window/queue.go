package window

import (
	"slices"

	"audiospliter/engine"
)

// A queue is the files the window shows, in order, and which of them are
// selected. It belongs to the UI goroutine and waits for nothing.
type queue struct {
	items []*item
	selection

	sorted     sorting
	filterText string  // what the paths of the visible ones hold, in lower case
	rows       []*item // the visible ones while there is a filter; nil to find them anew

	byKey map[string]*item
	byJob map[string]*item
}

func newQueue() *queue {
	return &queue{byKey: map[string]*item{}, byJob: map[string]*item{}}
}

// add puts the items behind the others and returns those that are new: a file
// is queued once.
func (q *queue) add(found []*item) []*item {
	var added []*item
	for _, i := range found {
		if q.byKey[i.key] == nil {
			q.byKey[i.key] = i
			added = append(added, i)
		}
	}
	q.items = append(q.items, added...)
	q.rows = nil
	if len(added) > 0 {
		q.sorted.on = false
	}
	return added
}

// holds reports whether the item is still in the queue.
func (q *queue) holds(i *item) bool { return q.byKey[i.key] == i }

// remove takes the items out. The row behind the last of them becomes current.
func (q *queue) remove(gone []*item) {
	if len(gone) == 0 {
		return
	}
	out := make(map[*item]bool, len(gone))
	for _, i := range gone {
		if q.holds(i) {
			out[i] = true
			delete(q.byKey, i.key)
			delete(q.byJob, i.job)
		}
	}
	next, left := -1, 0
	for _, i := range q.visible() {
		if out[i] {
			next = left
		} else {
			left++
		}
	}
	q.items, q.rows = slices.DeleteFunc(q.items, func(i *item) bool { return out[i] }), nil
	q.deselect(out)
	if rows := q.visible(); q.current == nil && next >= 0 && len(rows) > 0 {
		q.selectOnly(rows[min(next, len(rows)-1)])
	}
}

// follow hands a job to its item and returns the item, nil if it is gone.
func (q *queue) follow(j engine.Job) *item {
	i := q.byJob[j.ID]
	if i != nil {
		i.follow(j)
	}
	return i
}

// queueAgain has items wait for a job each and returns the jobs that they had.
func (q *queue) queueAgain(items []*item) (before []string) {
	for _, i := range items {
		if i.job != "" {
			before = append(before, i.job)
			delete(q.byJob, i.job)
		}
		i.queueAgain()
	}
	return before
}

// started records the jobs that were added for the items, in the same order.
func (q *queue) started(items []*item, jobs []engine.Job) {
	for n, i := range items {
		delete(q.byJob, i.job)
		i.started(jobs[n])
		q.byJob[i.job] = i
	}
}

// move shifts the selected items by one visible row, up (-1) or down (1),
// keeping their order. It reports whether any moved.
func (q *queue) move(by int) bool {
	rows := q.visible()
	places := make([]int, len(rows)) // of the rows among all
	for n, at := 0, 0; n < len(rows); at++ {
		if q.items[at] == rows[n] {
			places[n] = at
			n++
		}
	}
	moved := false
	for n := range rows {
		at := n
		if by > 0 {
			at = len(rows) - 1 - n
		}
		to := at + by
		if to < 0 || to >= len(rows) || !q.selected[rows[at]] || q.selected[rows[to]] {
			continue
		}
		a, b := places[at], places[to]
		q.items[a], q.items[b] = q.items[b], q.items[a]
		if q.filterText != "" { // without a filter the rows are the items themselves
			rows[at], rows[to] = rows[to], rows[at]
		}
		moved = true
	}
	if moved {
		q.sorted.on = false
	}
	return moved
}

// index returns the visible row of the item, -1 if it has none.
func (q *queue) index(i *item) int { return slices.Index(q.visible(), i) }

// chosen returns the selected items in the queue's order.
func (q *queue) chosen() []*item { return q.filter(func(i *item) bool { return q.selected[i] }) }

// filter returns the items for which ok holds, in order.
func (q *queue) filter(ok func(*item) bool) []*item {
	var out []*item
	for _, i := range q.items {
		if ok(i) {
			out = append(out, i)
		}
	}
	return out
}

// in returns the items in any of the phases, in order.
func (q *queue) in(phases ...phase) []*item {
	return q.filter(func(i *item) bool { return slices.Contains(phases, i.phase) })
}

// A tally is how many items are in each phase, and how much audio there is.
type tally struct {
	phases  [canceled + 1]int
	seconds float64
	bytes   int64
}

func (t tally) in(phases ...phase) int {
	n := 0
	for _, p := range phases {
		n += t.phases[p]
	}
	return n
}

func (q *queue) tally() tally {
	var t tally
	for _, i := range q.items {
		t.phases[i.phase]++
		t.seconds += i.source.Duration()
		t.bytes += i.source.Size
	}
	return t
}
