package engine

// Pause holds everything: no job starts, and those that run stand still, with
// the programs they have started where the system can do that.
func (e *Engine) Pause() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.paused = true
	e.hold(e.order, func(*task) {})
}

// Resume goes on after Pause, with the jobs that were paused one by one, too.
func (e *Engine) Resume() {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.paused = false
	e.hold(e.order, func(t *task) { t.held = false })
}

// Paused reports whether the engine is held.
func (e *Engine) Paused() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.paused
}

// PauseJobs holds the jobs with these ids, waiting or running. They leave their
// place to others, and stay held in the journal.
func (e *Engine) PauseJobs(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hold(e.find(ids), func(t *task) { t.held = true })
}

// ResumeJobs lets the jobs with these ids go on.
func (e *Engine) ResumeJobs(ids ...string) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.hold(e.find(ids), func(t *task) { t.held = false })
}

// hold changes whether tasks are held, and sees to what follows from that. The
// mutex is held.
func (e *Engine) hold(tasks []*task, change func(*task)) {
	var changed, leave, join []*task
	for _, t := range tasks {
		if t.job.State.Final() {
			continue
		}
		before := t.held
		change(t)
		if t.cancel != nil {
			e.standStill(t)
		}
		if t.held == before {
			continue
		}
		t.job.Held = t.held
		changed = append(changed, t)
		switch {
		case t.cancel != nil || t.job.State != Queued || t.ending:
		case t.held:
			leave = append(leave, t)
		case t.job.Due.IsZero(): // else its time has yet to come
			join = append(join, t)
		}
		e.emit(Event{Kind: StateChanged, Job: t.job})
	}
	e.queue.remove(leave...)
	e.save(changed)
	e.enqueue(join...)
}

// standStill holds a running task or lets it go on. A task that is held by
// itself gives its slot to another; when it goes on there may be one too many.
func (e *Engine) standStill(t *task) {
	if e.paused || t.held {
		t.shut()
	} else {
		t.open()
	}
	if t.held != t.yielded {
		t.yielded = t.held
		if t.held {
			e.queue.used[t.class]--
		} else {
			e.queue.used[t.class]++
		}
	}
}
