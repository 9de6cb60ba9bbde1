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

// Queued is the state of a job that waits to be started or resumed.
const Queued = "queued"

// Recover releases the jobs of programs that have died: they are queued then, and
// no program has them. Salvage is called with each that was begun, and with its files;
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
			// Jobs that were never begun, which may be many, leave nothing to salvage.
			_, err := tx.Exec(`UPDATE jobs SET owner = '' WHERE owner = ? AND NOT over AND state = ?
				AND folder = '' AND NOT EXISTS (SELECT 1 FROM files WHERE job = jobs.seq)`, owner, Queued)
			if err != nil {
				return err
			}
			ids, err := sqlfile.All(tx, sqlfile.Text, `UPDATE jobs SET owner = ? WHERE owner = ? AND NOT over RETURNING id`, j.owner, owner)
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
	for ids := range slices.Chunk(orphans, chunkSize) {
		if err := j.release(ids, salvage); err != nil {
			return err
		}
	}
	return nil
}

// chunkSize is how many jobs are released or claimed in one statement or
// transaction.
const chunkSize = 100

func (j *Journal) release(ids []string, salvage func(Job, []File) []File) error {
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

// sweep removes the lock files of programs that died before they were registered.
// A young file may be about to be locked.
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

// Claim makes jobs that no program has this program's, and returns those it got,
// in the order of the ids. With states it claims jobs that are over in one of
// these states instead, and makes them not over.
func (j *Journal) Claim(ids []string, states ...string) ([]Job, error) {
	if j == nil {
		return nil, nil
	}
	condition, values := `NOT over AND owner = ''`, []any{}
	if len(states) > 0 {
		condition = `over AND state IN (` + placeholders(len(states)) + `)`
		values = args(states)
	}
	var claimed []Job
	err := j.now(func(tx *sql.Tx) error {
		claimed = nil
		for chunk := range slices.Chunk(ids, chunkSize) {
			claimedIDs, err := sqlfile.All(tx, sqlfile.Text, `UPDATE jobs SET owner = ?, over = 0 WHERE id IN (`+placeholders(len(chunk))+`) AND `+condition+` RETURNING id`,
				slices.Concat([]any{j.owner}, args(chunk), values)...)
			if err != nil {
				return err
			}
			jobs, err := jobsOf(tx, claimedIDs)
			if err != nil {
				return err
			}
			for _, id := range chunk {
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

// jobsOf returns the jobs with these ids, by id.
func jobsOf(tx *sql.Tx, ids []string) (map[string]Job, error) {
	jobs := make(map[string]Job, len(ids))
	return jobs, sqlfile.Each(tx, func(row sqlfile.Row) error {
		job, err := scan(row)
		jobs[job.ID] = job
		return err
	}, `SELECT `+columns+` FROM jobs JOIN recipes ON recipes.seq = recipe WHERE jobs.id IN (`+placeholders(len(ids))+`)`, args(ids)...)
}

// placeholders returns n question marks for a statement.
func placeholders(n int) string { return strings.TrimSuffix(strings.Repeat("?,", n), ",") }

// args returns texts as arguments of a statement.
func args(texts []string) []any {
	all := make([]any, len(texts))
	for i, s := range texts {
		all[i] = s
	}
	return all
}
