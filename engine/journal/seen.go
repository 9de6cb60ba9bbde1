package journal

import (
	"database/sql"
	"time"

	"audiospliter/engine/sqlfile"
)

// A Seen is a file of a watched folder that is known.
type Seen struct {
	Path     string
	Size     int64
	Modified time.Time
	Job      string // that it was queued as; "" while that is not certain
	Done     bool   // it was split, and was disposed of as it was asked for
}

// See writes that files are known, and waits until that has reached the disk.
func (j *Journal) See(files ...Seen) error {
	if j == nil || len(files) == 0 {
		return nil
	}
	return j.now(func(tx *sql.Tx) error {
		for _, f := range files {
			_, err := tx.Exec(`INSERT OR REPLACE INTO seen (path, size, modified, job, done) VALUES (?, ?, ?, ?, ?)`,
				f.Path, f.Size, f.Modified.UnixNano(), f.Job, f.Done)
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Unsee forgets a file: it is gone.
func (j *Journal) Unsee(path string) {
	if j == nil {
		return
	}
	j.later(func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM seen WHERE path = ?`, path)
		return err
	})
}

// SeenIn returns the known files whose paths begin with prefix, by their paths.
func (j *Journal) SeenIn(prefix string) (map[string]Seen, error) {
	all := map[string]Seen{}
	if j == nil {
		return all, nil
	}
	return all, sqlfile.Each(j.readers, func(row sqlfile.Row) error {
		var f Seen
		var modified int64
		err := row.Scan(&f.Path, &f.Size, &modified, &f.Job, &f.Done)
		f.Modified = time.Unix(0, modified)
		all[f.Path] = f
		return err
	}, `SELECT path, size, modified, job, done FROM seen WHERE substr(path, 1, length(?)) = ?`, prefix, prefix)
}
