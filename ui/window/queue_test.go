package window

import (
	"fmt"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

func items(n int) []*item {
	out := make([]*item, n)
	for i := range out {
		out[i] = &item{key: fmt.Sprint(i), path: fmt.Sprintf("/x/%d.mp3", i), phase: waiting}
	}
	return out
}

func keys(items []*item) string {
	text := ""
	for _, i := range items {
		text += i.key
	}
	return text
}

func TestQueueTakesAFileOnce(t *testing.T) {
	t.Parallel()
	q := newQueue()
	if got := q.add(items(3)); len(got) != 3 {
		t.Errorf("%d items are new, want 3", len(got))
	}
	if got := keys(q.add(items(5))); got != "34" {
		t.Errorf("new are %q, want 34", got)
	}
	q.remove(q.items[:1])
	if got := keys(q.add(items(1))); got != "0" {
		t.Errorf("after its removal new are %q, want 0", got)
	}
}

func TestQueueMovesTheSelected(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		selected []int
		by       int
		want     string
	}{
		{[]int{1}, -1, "10234"},
		{[]int{1}, 1, "02134"},
		{[]int{0, 1}, -1, "01234"},
		{[]int{0, 2}, -1, "02134"},
		{[]int{2, 3}, 1, "01423"},
		{[]int{3, 4}, 1, "01234"},
		{nil, 1, "01234"},
	} {
		q := newQueue()
		q.add(items(5))
		for _, n := range c.selected {
			q.put(q.items[n])
		}
		before := keys(q.items)
		moved := q.move(c.by)
		if got := keys(q.items); got != c.want || moved != (got != before) {
			t.Errorf("moving %v by %d gives %s (%v), want %s", c.selected, c.by, got, moved, c.want)
		}
	}
}

func TestRangeOfSelection(t *testing.T) {
	t.Parallel()
	q := newQueue()
	q.add(items(6))
	q.selectOnly(q.items[4])
	q.extend(q.items, q.items[2])
	if got := keys(q.chosen()); got != "234" {
		t.Errorf("selected are %s, want 234", got)
	}
	q.extend(q.items, q.items[5]) // the range turns round its anchor
	if got := keys(q.chosen()); got != "45" {
		t.Errorf("selected are %s, want 45", got)
	}
	q.toggle(q.items[0])
	q.toggle(q.items[4])
	if got := keys(q.chosen()); got != "05" {
		t.Errorf("selected are %s, want 05", got)
	}
	q.remove(q.chosen())
	if got := keys(q.items); got != "1234" {
		t.Errorf("left are %s, want 1234", got)
	}
}

// TestQueueStaysWhole does anything in any order: the indexes must agree with
// the list, and the selection hold only what is there.
func TestQueueStaysWhole(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		q := newQueue()
		some := func() []*item {
			return q.filter(func(*item) bool { return rapid.Bool().Draw(t, "take") })
		}
		t.Repeat(map[string]func(*rapid.T){
			"add":    func(t *rapid.T) { q.add(items(rapid.IntRange(0, 8).Draw(t, "n"))) },
			"remove": func(*rapid.T) { q.remove(some()) },
			"move":   func(t *rapid.T) { q.move(rapid.SampledFrom([]int{-1, 1}).Draw(t, "by")) },
			"select": func(t *rapid.T) {
				if len(q.items) > 0 {
					i := rapid.SampledFrom(q.items).Draw(t, "item")
					rapid.SampledFrom([]func(){
						func() { q.selectOnly(i) }, func() { q.toggle(i) },
						func() { q.extend(q.items, i) }, func() { q.selectAll(q.items) },
					}).Draw(t, "how")()
				}
			},
			"": func(t *rapid.T) {
				if len(q.byKey) != len(q.items) {
					t.Fatalf("%d keys for %d items", len(q.byKey), len(q.items))
				}
				for i := range q.selected {
					if !slices.Contains(q.items, i) {
						t.Fatalf("item %s is selected and gone", i.key)
					}
				}
				for _, i := range []*item{q.current, q.anchor} {
					if i != nil && !q.holds(i) {
						t.Fatalf("item %s is current or anchor and gone", i.key)
					}
				}
			},
		})
	})
}

func TestItemFollowsItsJob(t *testing.T) {
	t.Parallel()
	q := newQueue()
	q.add(items(1))
	i := q.items[0]
	q.started(q.items, []engine.Job{{ID: "job_1", State: engine.Queued}})
	for _, step := range []struct {
		job  engine.Job
		want phase
		done float64
	}{
		{engine.Job{ID: "job_1", State: engine.Analyzing, Progress: 0.1}, working, 0.1},
		{engine.Job{ID: "job_1", State: engine.Splitting, Progress: 0.5}, working, 0.5},
		{engine.Job{ID: "job_1", State: engine.Splitting, Progress: 0.4}, working, 0.5}, // never backwards
		{engine.Job{ID: "job_0", State: engine.Failed}, working, 0.5},                   // another's
		{engine.Job{ID: "job_1", State: engine.Failed, Err: fault.New(fault.DiskFull, "Full.")}, failed, 0.5},
		{engine.Job{ID: "job_1", State: engine.Splitting, Progress: 1}, failed, 0.5}, // late news
	} {
		q.follow(step.job)
		if i.phase != step.want || i.progress != step.done {
			t.Errorf("after %v the item is %v at %v, want %v at %v", step.job.State, i.phase, i.progress, step.want, step.done)
		}
	}
	q.started(q.items, []engine.Job{{ID: "job_2", State: engine.Queued}})
	if i.phase != queued || i.err != nil || i.progress != 0 {
		t.Errorf("started again, the item is %v with %v at %v", i.phase, i.err, i.progress)
	}
}

// TestRowsAreDragged takes the first of three rows to where the last one is.
func TestRowsAreDragged(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("0.mp3", "1.mp3", "2.mp3")
	b.ready(3)
	names := func() (text string) {
		for _, i := range b.queue.items {
			text += i.name()[:1]
		}
		return text
	}
	v := b.queueView
	r := newRow(v)
	r.show(0, b.queue.items[0])
	v.pressed(r.item, desktop.MouseButtonPrimary, 0)
	to := func(n float32) *fyne.DragEvent {
		corner := fyne.CurrentApp().Driver().AbsolutePositionForObject(v)
		return &fyne.DragEvent{PointEvent: fyne.PointEvent{AbsolutePosition: corner.AddXY(50, (n+0.5)*(rowHeight+theme.Padding()))}}
	}
	for n, want := range []string{"102", "120", "120", "102"} {
		if r.Dragged(to([]float32{2, 2, 2, 1}[n])); names() != want {
			t.Errorf("after drag %d the files are in order %s, want %s", n, names(), want)
		}
	}
	if r.Dragged(to(9)); names() != "102" {
		t.Errorf("beneath the rows the files come into order %s", names())
	}
}
