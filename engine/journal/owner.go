package journal

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"time"

	"audiospliter/engine/sqlfile"
)

// beatEvery is the time between two heartbeats of an owner. Each is a write to the
// disk, which matters only where there are no locks.
const beatEvery = 15 * time.Second

// deadAfter is how old the last heartbeat of an owner without a lock may be.
const deadAfter = 4 * beatEvery

var errLocked = errors.New("another program holds the lock")

// register makes this program an owner.
func (j *Journal) register() error {
	folder := filepath.Join(j.folder, "owners")
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(j.lockPath(j.owner), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	if lock(file) == nil { // else others go by the heartbeat alone
		j.lock = file
	} else {
		_ = file.Close()
	}
	err = j.now(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO owners (id, pid, beat) VALUES (?, ?, ?)`, j.owner, os.Getpid(), sqlfile.Stamp(time.Now()))
		return err
	})
	j.background.Go(j.beat)
	return err
}

func (j *Journal) lockPath(owner string) string {
	return filepath.Join(j.folder, "owners", owner)
}

func (j *Journal) beat() {
	tick := time.NewTicker(beatEvery)
	defer tick.Stop()
	for {
		select {
		case <-j.stop:
			return
		case now := <-tick.C:
			j.later(func(tx *sql.Tx) error {
				_, err := tx.Exec(`UPDATE owners SET beat = ? WHERE id = ?`, sqlfile.Stamp(now), j.owner)
				return err
			})
		}
	}
}

// unregister releases the jobs that are not over: no program has them then.
func (j *Journal) unregister() error {
	err := j.now(func(tx *sql.Tx) error {
		if _, err := tx.Exec(`UPDATE jobs SET owner = '', state = 'queued' WHERE owner = ? AND NOT over`, j.owner); err != nil {
			return err
		}
		_, err := tx.Exec(`DELETE FROM owners WHERE id = ?`, j.owner)
		return err
	})
	_ = os.RemoveAll(j.scratch(j.owner))
	return err
}

func (j *Journal) unlock() {
	if j.lock != nil {
		_ = j.lock.Close()
	}
	_ = os.Remove(j.lockPath(j.owner))
}

// lives reports whether the owner is a program that still runs. It may take
// half a second.
func (j *Journal) lives(owner string, pid int, beat int64) bool {
	if owner == j.owner {
		return true
	}
	// A child that a dead program was just starting has the lock until it has
	// become its own program.
	alive := j.holds(owner, beat)
	for i := 0; alive && i < 20 && gone(pid); i++ {
		time.Sleep(25 * time.Millisecond)
		alive = j.holds(owner, beat)
	}
	return alive
}

// holds reports whether the owner has its lock or, without locks, a fresh
// heartbeat.
func (j *Journal) holds(owner string, beat int64) bool {
	file, err := os.OpenFile(j.lockPath(owner), os.O_RDWR, 0)
	if err != nil {
		return !errors.Is(err, os.ErrNotExist)
	}
	defer file.Close()
	switch err := lock(file); {
	case err == nil:
		return false
	case errors.Is(err, errLocked):
		return true
	}
	return time.Since(sqlfile.Unstamp(beat)) < deadAfter
}

// dead returns the owners that have died. No transaction is open meanwhile: it
// may have to wait for each of them. An owner that is dead stays so, for none is
// ever begun again.
func (j *Journal) dead() ([]string, error) {
	type owner struct {
		id   string
		pid  int
		beat int64
	}
	owners, err := sqlfile.All(j.readers, func(row sqlfile.Row) (o owner, err error) {
		err = row.Scan(&o.id, &o.pid, &o.beat)
		return o, err
	}, `SELECT id, pid, beat FROM owners`)
	if err != nil {
		return nil, err
	}
	var dead []string
	for _, o := range owners {
		if !j.lives(o.id, o.pid, o.beat) {
			dead = append(dead, o.id)
		}
	}
	return dead, nil
}
