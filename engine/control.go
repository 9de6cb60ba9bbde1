package engine

import "slices"

// SetWorkers changes how many files are split at once; 0 is what cores and disk
// allow.
func (e *Engine) SetWorkers(n int) {
	e.scheduler.SetWorkers(n)
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.runner.dispatch()
}

// SetPriority changes the priority of jobs that wait: the highest are started
// first. Jobs have priority 0 before.
func (e *Engine) SetPriority(priority int, ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.reordered(e.scheduler.SetPriority(priority, ids...))
}

// Move puts jobs that wait directly before another, with its priority, or with
// before "" behind all that wait. Between batches the order of the jobs matters
// less than that each gets its turn: use SetPriority to have a job go first
// whatever waits.
func (e *Engine) Move(before string, ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	tasks, other := e.jobs.find(ids...), e.jobs.byID[before]
	if slices.Contains(tasks, other) {
		return
	}
	e.reordered(e.scheduler.Move(before, ids...))
	if other == nil {
		return
	}
	e.jobs.order = slices.DeleteFunc(e.jobs.order, func(t *task) bool { return slices.Contains(tasks, t) })
	e.jobs.order = slices.Insert(e.jobs.order, slices.Index(e.jobs.order, other), tasks...)
}

// reordered notes where jobs are in the queue. The table's lock is held.
func (e *Engine) reordered(ids []string) {
	tasks := e.jobs.find(ids...)
	for _, t := range tasks {
		t.job.Priority, _ = e.scheduler.Position(t.job.ID)
	}
	e.jobs.changed(tasks...)
	e.runner.dispatch()
}

// Pause holds everything: no job starts, and those that run stand still, with
// the programs they have started where the system can do that.
func (e *Engine) Pause() {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.scheduler.Pause(true)
	e.standStill(e.jobs.order)
}

// Resume goes on after Pause, with the jobs that were paused one by one, too.
func (e *Engine) Resume() {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.scheduler.Pause(false)
	e.hold(false, e.jobs.order)
}

// Paused reports whether the engine is held.
func (e *Engine) Paused() bool { return e.scheduler.Paused() }

// PauseJobs holds the jobs with these ids, waiting or running. They leave their
// place to others, and stay held in the journal.
func (e *Engine) PauseJobs(ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.hold(true, e.jobs.find(ids...))
}

// ResumeJobs lets the jobs with these ids go on.
func (e *Engine) ResumeJobs(ids ...string) {
	e.jobs.mu.Lock()
	defer e.jobs.mu.Unlock()
	e.hold(false, e.jobs.find(ids...))
}

// hold changes whether tasks are held. The table's lock is held.
func (e *Engine) hold(on bool, tasks []*task) {
	changed := e.jobs.find(e.scheduler.Hold(on, idsOf(tasks)...)...)
	for _, t := range changed {
		t.job.Held = on
	}
	e.jobs.changed(changed...)
	e.standStill(tasks)
	e.runner.dispatch()
}

// standStill stops those of the tasks that run and are held, and lets the others
// go on. The table's lock is held.
func (e *Engine) standStill(tasks []*task) {
	paused := e.scheduler.Paused()
	for _, t := range tasks {
		switch {
		case t.cancel == nil:
		case paused || t.job.Held:
			t.shut()
		default:
			t.open()
		}
	}
}
