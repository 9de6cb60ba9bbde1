package journal

import (
	"context"
	"database/sql"
	"time"
)

// wishEvery is how often an owner looks for what others ask of its jobs.
const wishEvery = 500 * time.Millisecond

// Wish asks the program that has a job to do something with it, after all that
// it was asked before.
func (j *Journal) Wish(job, what string) error {
	if j == nil {
		return nil
	}
	return j.now(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT INTO wishes (job, what) VALUES (?, ?)`, job, what)
		return err
	})
}

// Wishes calls grant with what other programs ask of this program's jobs, in the
// order they ask it, from a goroutine of the journal's own, until Close.
func (j *Journal) Wishes(grant func(job, what string)) {
	if j == nil {
		return
	}
	j.beats.Go(func() {
		ctx := context.Background()
		conn, err := j.readers.Conn(ctx)
		if err != nil {
			return
		}
		defer conn.Close()
		tick := time.NewTicker(wishEvery)
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
			j.grant(ctx, conn, grant)
		}
	})
}

func (j *Journal) grant(ctx context.Context, conn *sql.Conn, grant func(job, what string)) {
	rows, err := conn.QueryContext(ctx, `SELECT seq, job, what FROM wishes
		WHERE job IN (SELECT id FROM jobs WHERE owner = ? AND NOT over) ORDER BY seq`, j.owner)
	if err != nil {
		return
	}
	type wish struct {
		seq       int64
		job, what string
	}
	var wishes []wish
	for rows.Next() {
		var w wish
		if rows.Scan(&w.seq, &w.job, &w.what) == nil {
			wishes = append(wishes, w)
		}
	}
	_ = rows.Close()
	if len(wishes) == 0 {
		return
	}
	for _, w := range wishes {
		grant(w.job, w.what)
	}
	// It waits for that, or the next look would find them again.
	_ = j.now(func(tx *sql.Tx) error {
		for _, w := range wishes {
			if _, err := tx.Exec(`DELETE FROM wishes WHERE seq = ?`, w.seq); err != nil {
				return err
			}
		}
		_, err := tx.Exec(`DELETE FROM wishes WHERE job NOT IN (SELECT id FROM jobs WHERE NOT over)`)
		return err
	})
}
