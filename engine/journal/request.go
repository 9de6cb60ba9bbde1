package journal

import (
	"context"
	"database/sql"
	"time"

	"audiospliter/engine/sqlfile"
)

// requestsEvery is how often an owner looks for what others ask of its jobs.
const requestsEvery = 500 * time.Millisecond

// SendRequest asks the program that has a job to carry out a command with it,
// after all that it was asked before. It waits for the disk, not for the other
// program.
func (j *Journal) SendRequest(job, command string) error {
	if j == nil {
		return nil
	}
	return j.now(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO wishes (job, what) VALUES (?, ?)`, job, command)
		return err
	})
}

// HandleRequests calls handle with what other programs ask of this program's
// jobs, in the order they ask it, from a goroutine of the journal's own, until
// Close. Handle must not close the journal.
func (j *Journal) HandleRequests(handle func(job, command string)) {
	if j == nil {
		return
	}
	j.background.Go(func() {
		ctx := context.Background()
		conn, err := j.readers.Conn(ctx)
		if err != nil {
			return
		}
		defer conn.Close()
		tick := time.NewTicker(requestsEvery)
		defer tick.Stop()
		last := int64(-1)
		for {
			select {
			case <-j.stop:
				return
			case <-tick.C:
			}
			// It changes when another connection has written.
			var version int64
			if err := conn.QueryRowContext(ctx, `PRAGMA data_version`).Scan(&version); err != nil || version == last {
				continue
			}
			last = version
			j.handleAll(handle)
		}
	})
}

// handleAll handles the requests that wait, and deletes them.
func (j *Journal) handleAll(handle func(job, command string)) {
	type request struct {
		seq          int64
		job, command string
	}
	requests, err := sqlfile.All(j.readers, func(row sqlfile.Row) (r request, err error) {
		err = row.Scan(&r.seq, &r.job, &r.command)
		return r, err
	}, `SELECT seq, job, what FROM wishes
		WHERE job IN (SELECT id FROM jobs WHERE owner = ? AND NOT over) ORDER BY seq`, j.owner)
	if err != nil || len(requests) == 0 {
		return
	}
	for _, r := range requests {
		handle(r.job, r.command)
	}
	// It waits for that, or the next look would find them again.
	_ = j.now(func(tx *sql.Tx) error {
		for _, r := range requests {
			if _, err := tx.Exec(`DELETE FROM wishes WHERE seq = ?`, r.seq); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`DELETE FROM wishes WHERE job NOT IN (SELECT id FROM jobs WHERE NOT over)`)
		return err
	})
}
