package journal

import (
	"database/sql"
	"errors"
	"time"

	"audiospliter/engine/sqlfile"
)

// commitDelay is how long a change that no caller waits for may stay in the queue,
// so that others share its transaction.
const commitDelay = 100 * time.Millisecond

// A change is one thing to be written.
type change struct {
	do   func(*sql.Tx) error
	done func(error) // called when it has reached the disk, or with why not; may be nil
}

var errClosed = errors.New("the journal is closed")

// later queues a change. Changes are made in the order they were queued in.
func (j *Journal) later(do func(*sql.Tx) error) { j.push(change{do, nil}, false) }

// now queues a change and waits until it has reached the disk.
func (j *Journal) now(do func(*sql.Tx) error) error {
	result := make(chan error, 1)
	j.push(change{do, func(err error) { result <- err }}, true)
	return sqlfile.Explain(<-result)
}

func (j *Journal) push(c change, urgent bool) {
	j.mu.Lock()
	if j.closed {
		j.mu.Unlock()
		if c.done != nil {
			go c.done(errClosed) // a caller may hold a lock that it needs
		}
		return
	}
	j.queue = append(j.queue, c)
	j.mu.Unlock()
	if urgent {
		notify(j.urgent)
	}
	notify(j.wake)
}

func notify(c chan struct{}) {
	select {
	case c <- struct{}{}:
	default:
	}
}

// write is the writer's goroutine.
func (j *Journal) write() {
	defer close(j.done)
	timer := time.NewTimer(0)
	defer timer.Stop()
	for {
		<-j.wake
		timer.Reset(commitDelay)
		select {
		case <-j.urgent:
		case <-timer.C:
		case <-j.stop:
		}
		j.mu.Lock()
		changes, closed := j.queue, j.closed
		j.queue = nil
		j.mu.Unlock()
		j.commit(changes)
		if closed {
			return
		}
	}
}

// commit makes the changes in one transaction. Where one of them fails the
// others are made without it.
func (j *Journal) commit(changes []change) {
	if len(changes) == 0 {
		return
	}
	err := j.transact(changes)
	for _, c := range changes {
		e := err
		if err != nil && len(changes) > 1 {
			e = j.transact([]change{c})
		}
		if e != nil && j.failed != nil {
			j.once.Do(func() { j.failed(sqlfile.Explain(e)) })
		}
		if c.done != nil {
			c.done(e)
		}
	}
}

func (j *Journal) transact(changes []change) error {
	tx, err := j.db.Begin()
	if err != nil {
		return err
	}
	for _, c := range changes {
		if err := c.do(tx); err != nil {
			_ = tx.Rollback()
			return err
		}
	}
	return tx.Commit()
}
