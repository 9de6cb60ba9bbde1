package engine

import (
	"context"
	"maps"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"time"

	"audiospliter/engine/journal"
	"audiospliter/engine/schedule"
)

// A table has the jobs as they are, and sends what happens to them.
//
// Its lock guards the tasks and batches. Nothing that waits is called while it
// is held: scheduler, broadcast and the ledger's save only change memory.
// Methods that need the lock to be held say so.
type table struct {
	ledger    *Ledger
	scheduler *schedule.Scheduler
	events    *broadcast

	mu     sync.Mutex
	idle   *sync.Cond // signaled when a job is over
	order  []*task    // all, as they were added
	byID   map[string]*task
	owners map[string][]*task // of sources and of what is written, by path
	active int                // jobs that are neither over nor suspended
	closed bool
}

func newTable(l *Ledger, s *schedule.Scheduler) *table {
	t := &table{ledger: l, scheduler: s, events: newBroadcast(), byID: map[string]*task{}, owners: map[string][]*task{}}
	t.idle = sync.NewCond(&t.mu)
	return t
}

// take makes a task one of its batch that waits; it is not ready yet. The lock
// is held.
func (tb *table) take(t *task) {
	t.batch.tasks = append(t.batch.tasks, t)
	tb.order = append(tb.order, t)
	tb.byID[t.job.ID] = t
	tb.own(t, t.path)
	tb.await(t)
}

// remove takes tasks out of all lists, and forgets them when they are over. The
// lock is held.
func (tb *table) remove(tasks []*task) {
	for _, t := range tasks {
		t.removed = true
		if t.job.State.Final() {
			tb.forget(t)
		}
	}
	tb.order = slices.DeleteFunc(tb.order, func(t *task) bool { return t.removed })
	for _, t := range tasks {
		if of := t.batch; of.unsent == 0 && !slices.ContainsFunc(of.tasks, func(t *task) bool { return !t.removed }) {
			maps.DeleteFunc(tb.owners, func(path string, owners []*task) bool {
				tb.owners[path] = slices.DeleteFunc(owners, func(t *task) bool { return t.batch == of })
				return len(tb.owners[path]) == 0
			})
		}
	}
}

func (tb *table) forget(t *task) {
	delete(tb.byID, t.job.ID)
	tb.scheduler.Forget(t.job.ID)
}

// await makes a task wait to be started. The lock is held.
func (tb *table) await(t *task) {
	t.batch.unrecorded++
	t.batch.unsent++
	tb.active++
	tb.scheduler.Add(schedule.Job{
		ID: t.job.ID, Batch: t.batch.id, Class: classOf(t.job.Request), Priority: t.job.Priority, Held: t.job.Held,
	})
}

// again makes a task whose job is over wait for another attempt. The lock is held.
func (tb *table) again(t *task, attempt int) {
	t.job.Attempt = attempt
	t.job.State, t.job.Retries, t.job.Progress, t.job.Held, t.job.Err = Queued, 0, 0, false, nil
	t.job.Result = Result{}
	t.job.Due, t.job.Started, t.job.Ended = time.Time{}, time.Time{}, time.Time{}
	t.failures = 0
	t.suspended = false
	tb.await(t)
	tb.send(Event{Kind: StateChanged, Job: t.job})
}

// leave notes that a task is over or suspended. The lock is held.
func (tb *table) leave(t *task) {
	tb.active--
	if t.removed {
		tb.forget(t)
	}
	tb.idle.Broadcast()
}

// wait returns when no job waits or runs, or with the context's error.
func (tb *table) wait(ctx context.Context) error {
	stop := context.AfterFunc(ctx, func() {
		tb.mu.Lock()
		defer tb.mu.Unlock()
		tb.idle.Broadcast()
	})
	defer stop()
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for tb.active > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		tb.idle.Wait()
	}
	return nil
}

// find returns the tasks with these ids. The lock is held.
func (tb *table) find(ids ...string) []*task {
	var tasks []*task
	for _, id := range ids {
		if t := tb.byID[id]; t != nil && !t.removed {
			tasks = append(tasks, t)
		}
	}
	return tasks
}

// batch returns the batch with the id, nil if no task is of it.
func (tb *table) batch(id string) *batch {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	for _, t := range tb.order {
		if t.batch.id == id {
			return t.batch
		}
	}
	return nil
}

func idsOf(tasks []*task) []string {
	ids := make([]string, len(tasks))
	for i, t := range tasks {
		ids[i] = t.job.ID
	}
	return ids
}

func jobsOf(tasks []*task) []Job {
	jobs := make([]Job, len(tasks))
	for i, t := range tasks {
		jobs[i] = t.job
	}
	return jobs
}

// snapshot returns a task's job as it is.
func (tb *table) snapshot(t *task) Job {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	return t.job
}

// update changes a task's job, has the ledger keep it, and sends it.
func (tb *table) update(t *task, change func(*Job)) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	change(&t.job)
	tb.changed(t)
}

// changed has the ledger keep jobs, and sends them. The lock is held.
func (tb *table) changed(tasks ...*task) {
	tb.save(tasks...)
	for _, t := range tasks {
		tb.send(Event{Kind: StateChanged, Job: t.job})
	}
}

// save has the ledger keep jobs. The lock is held.
func (tb *table) save(tasks ...*task) {
	rows := make([]journal.Job, len(tasks))
	for i, t := range tasks {
		rows[i] = tb.row(t, t.job)
	}
	tb.ledger.save(rows)
}

// row returns a job as the journal keeps it. What an earlier run has found out
// is kept until another finds out more. The lock is held.
func (tb *table) row(t *task, job Job) journal.Job {
	row := rowOf(job)
	_, row.Place = tb.scheduler.Position(job.ID)
	if row.Source == (journal.Source{}) {
		row.Source = t.source
	}
	if row.Folder == "" {
		row.Folder = t.folder
	}
	return row
}

func (tb *table) send(e Event) {
	e.Time = time.Now()
	tb.events.send(e)
}

// claim makes a path the task's to write, unless it is the source of another or what
// that writes: one of its batch, or one that is not over.
func (tb *table) claim(t *task, path string) bool {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	taken := slices.ContainsFunc(tb.owners[folded(path)], func(owner *task) bool {
		return owner != t && (owner.batch == t.batch || !owner.job.State.Final())
	})
	if !taken {
		tb.own(t, path)
	}
	return !taken
}

// own makes a path the task's until its batch is forgotten. The lock is held.
func (tb *table) own(t *task, path string) {
	path = folded(path)
	if !slices.Contains(tb.owners[path], t) {
		tb.owners[path] = append(tb.owners[path], t)
	}
}

// folded returns the path as the system's file systems compare paths.
func folded(path string) string {
	if runtime.GOOS == "windows" || runtime.GOOS == "darwin" {
		return strings.ToLower(path)
	}
	return path
}

// recorded notes that the end of a task's job is recorded, and returns the
// event of its batch if that was the last.
func (tb *table) recorded(t *task, ended Job) (completed Event, last bool) {
	tb.mu.Lock()
	defer tb.mu.Unlock()
	t.ended = &ended
	of := t.batch
	if of.unrecorded--; of.unrecorded > 0 || of.shared {
		return Event{}, false
	}
	all := Batch{ID: of.id}
	if of.rank != nil {
		slices.SortFunc(of.tasks, func(a, c *task) int { return of.rank[a.job.ID] - of.rank[c.job.ID] })
	}
	for _, t := range of.tasks {
		all.Jobs = append(all.Jobs, *t.ended)
	}
	of.completed = Event{Kind: BatchCompleted, Key: all.key(), Time: time.Now(), Batch: all}
	return of.completed, true
}

// ended makes a task's job what it is at its end, and sends that. The lock is
// held.
func (tb *table) ended(t *task, event Event) {
	t.job = event.Job
	tb.events.send(event)
	of := t.batch
	if of.unsent--; of.unsent == 0 && of.completed.Kind != "" {
		tb.events.send(of.completed)
	}
}

// newTask returns a task of a batch, which take makes one of the table.
func newTask(of *batch, job Job) *task {
	path, _ := filepath.Abs(job.Path)
	return &task{batch: of, job: job, path: path}
}
