package journal

import (
	"database/sql"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"audiospliter/engine/sqlfile"
)

// Queued is the state of a job that waits for somebody to go on with it.
const Queued = "queued"

// Recover puts back the jobs of programs that have died: they are queued then,
// and nobody's. Salvage is called with each that was begun, and with its files;
// it clears away what the dead program left and returns the files that are
// whole. If this program dies at it, the next begins anew.
func (j *Journal) Recover(salvage func(Job, []File) []File) error {
	if j == nil {
		return nil
	}
	dead, err := j.dead()
	if err != nil || len(dead) == 0 {
		return sqlfile.Explain(err)
	}
	var orphans []string
	err = j.now(func(tx *sql.Tx) error {
		orphans = nil
		for _, owner := range dead {
			// Nothing is to be done for those that were never begun, which may be many.
			_, err := tx.Exec(`UPDATE jobs SET owner = '' WHERE owner = ? AND NOT over AND state = ?
				AND folder = '' AND NOT EXISTS (SELECT 1 FROM files WHERE job = jobs.seq)`, owner, Queued)
			if err != nil {
				return err
			}
			ids, err := texts(tx.Query(`UPDATE jobs SET owner = ? WHERE owner = ? AND NOT over RETURNING id`, j.owner, owner))
			if err != nil {
				return err
			}
			orphans = append(orphans, ids...)
			if _, err := tx.Exec(`DELETE FROM owners WHERE id = ?`, owner); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, owner := range dead {
		_ = os.RemoveAll(j.scratch(owner))
		_ = os.Remove(j.lockPath(owner))
	}
	j.sweep()
	for ids := range slices.Chunk(orphans, together) {
		if err := j.putBack(ids, salvage); err != nil {
			return err
		}
	}
	return nil
}

// together is how many jobs are put back or claimed at once.
const together = 100

func (j *Journal) putBack(ids []string, salvage func(Job, []File) []File) error {
	whole := make([][]File, len(ids))
	for i, id := range ids {
		job, err := j.Get(id)
		if err != nil {
			return err
		}
		files, err := j.Files(id)
		if err != nil {
			return err
		}
		whole[i] = salvage(job, files)
	}
	return j.now(func(tx *sql.Tx) error {
		for i, id := range ids {
			if _, err := tx.Exec(`DELETE FROM files WHERE job = (SELECT seq FROM jobs WHERE id = ?)`, id); err != nil {
				return err
			}
			for _, f := range whole[i] {
				if err := file(tx, id, f); err != nil {
					return err
				}
			}
			if _, err := tx.Exec(`UPDATE jobs SET owner = '', state = ? WHERE id = ? AND owner = ?`, Queued, id, j.owner); err != nil {
				return err
			}
		}
		return nil
	})
}

// sweep removes what owners left that died before they were owners. A young
// file may be about to be locked.
func (j *Journal) sweep() {
	entries, err := os.ReadDir(filepath.Join(j.folder, "owners"))
	if err != nil {
		return
	}
	for _, e := range entries {
		if info, err := e.Info(); err == nil && time.Since(info.ModTime()) > time.Minute && !j.holds(e.Name(), 0) {
			_ = os.Remove(j.lockPath(e.Name()))
		}
	}
}

// Claim makes jobs that are nobody's this program's, and returns those it got,
// in the order of the ids. With states these are jobs that are over in one of
// them, and are not any more.
func (j *Journal) Claim(ids []string, states ...string) ([]Job, error) {
	if j == nil {
		return nil, nil
	}
	condition, values := `NOT over AND owner = ''`, []any{}
	if len(states) > 0 {
		condition = `over AND state IN (` + marks(len(states)) + `)`
		values = anys(states)
	}
	var claimed []Job
	err := j.now(func(tx *sql.Tx) error {
		claimed = nil
		for some := range slices.Chunk(ids, together) {
			got, err := texts(tx.Query(`UPDATE jobs SET owner = ?, over = 0 WHERE id IN (`+marks(len(some))+`) AND `+condition+` RETURNING id`,
				slices.Concat([]any{j.owner}, anys(some), values)...))
			if err != nil {
				return err
			}
			jobs, err := jobsOf(tx, got)
			if err != nil {
				return err
			}
			for _, id := range some {
				if job, ok := jobs[id]; ok {
					claimed = append(claimed, job)
					delete(jobs, id) // it may be named twice
				}
			}
		}
		return nil
	})
	return claimed, err
}

// jobsOf returns the jobs with these ids, by them.
func jobsOf(tx *sql.Tx, ids []string) (map[string]Job, error) {
	rows, err := tx.Query(`SELECT `+columns+` FROM jobs JOIN recipes ON recipes.seq = recipe WHERE jobs.id IN (`+marks(len(ids))+`)`, anys(ids)...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	jobs := make(map[string]Job, len(ids))
	for rows.Next() {
		job, err := scan(rows)
		if err != nil {
			return nil, err
		}
		jobs[job.ID] = job
	}
	return jobs, rows.Err()
}

// texts collects rows of one text.
func texts(rows *sql.Rows, err error) ([]string, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []string
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, rows.Err()
}

func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

func anys(texts []string) []any {
	all := make([]any, len(texts))
	for i, s := range texts {
		all[i] = s
	}
	return all
}
