package journal

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"path/filepath"
	"strings"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/sqlfile"
)

// A Query chooses jobs. Its zero value chooses all.
type Query struct {
	Name    string // part of the file's name, regardless of case in ASCII
	States  []string
	Presets []string
	Batch   string
	ID      string    // whole
	Path    string    // whole, absolute
	Since   time.Time // added then or later
	Until   time.Time // added before
	Unowned bool      // not over, and no running program has it
	Limit   int       // at most so many; 0 for all
	Offset  int       // after so many
}

// where returns the condition, which begins with WHERE, and its values.
func (q Query) where() (string, []any) {
	conditions, values := []string{"true"}, []any{}
	and := func(condition string, more ...any) {
		conditions = append(conditions, condition)
		values = append(values, more...)
	}
	if q.Name != "" {
		and(`name LIKE ? ESCAPE '\'`,
			"%"+strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`).Replace(q.Name)+"%")
	}
	if len(q.States) > 0 {
		and(`state IN (`+placeholders(len(q.States))+`)`, args(q.States)...)
	}
	if len(q.Presets) > 0 {
		and(`preset IN (`+placeholders(len(q.Presets))+`)`, args(q.Presets)...)
	}
	if q.Batch != "" {
		and(`batch = ?`, q.Batch)
	}
	if q.Path != "" {
		and(`name = ? AND path = ?`, filepath.Base(q.Path), q.Path)
	}
	if q.ID != "" {
		and(`jobs.id = ?`, q.ID)
	}
	if !q.Since.IsZero() {
		and(`added >= ?`, sqlfile.Stamp(q.Since))
	}
	if !q.Until.IsZero() {
		and(`added < ?`, sqlfile.Stamp(q.Until))
	}
	if q.Unowned {
		and(`NOT over AND owner = ''`)
	}
	return "WHERE " + strings.Join(conditions, " AND "), values
}

// List returns the jobs that the query chooses, the newest first.
func (j *Journal) List(q Query) ([]Job, error) {
	var jobs []Job
	err := j.Each(q, func(job Job) error {
		jobs = append(jobs, job)
		return nil
	})
	return jobs, err
}

// Each is List without keeping the jobs: do gets one after another. An error of
// do ends it and is returned.
func (j *Journal) Each(q Query, do func(Job) error) error {
	if j == nil {
		return nil
	}
	where, values := q.where()
	var done error // what do returned, as it is
	err := sqlfile.Each(j.readers, func(row sqlfile.Row) error {
		job, err := scan(row)
		if err != nil {
			return err
		}
		done = do(job)
		return done
	}, `SELECT `+columns+` FROM jobs JOIN recipes ON recipes.seq = recipe `+where+
		` ORDER BY added DESC, jobs.seq DESC LIMIT ? OFFSET ?`, append(values, cmp.Or(q.Limit, -1), q.Offset)...)
	return cmp.Or(done, err)
}

// Count returns how many jobs the query chooses, regardless of its limit.
func (j *Journal) Count(q Query) (n int, err error) {
	if j == nil {
		return 0, nil
	}
	where, values := q.where()
	err = j.readers.QueryRow(`SELECT count(*) FROM jobs `+where, values...).Scan(&n)
	return n, sqlfile.Explain(err)
}

// Get returns the job whose id is id, or begins with it if no other does; the
// error is FILE_NOT_FOUND if there is none.
func (j *Journal) Get(id string) (Job, error) {
	none := fault.New(fault.FileNotFound, "There is no job %q: 'audiospliter jobs list' names them.", id)
	if j == nil || id == "" {
		return Job{}, none
	}
	found, err := sqlfile.All(j.readers, scan, `SELECT `+columns+` FROM jobs JOIN recipes ON recipes.seq = recipe
		WHERE jobs.id >= ? AND jobs.id < ? ORDER BY jobs.id LIMIT 2`, id, id+"\x7f")
	switch {
	case err != nil:
		return Job{}, err
	case len(found) == 0:
		return Job{}, none
	case len(found) > 1 && found[0].ID != id:
		return Job{}, fault.New(fault.InvalidParams, "More than one job begins with %q.", id)
	}
	return found[0], nil
}

// Files returns the files of a job, in the order of their numbers.
func (j *Journal) Files(job string) ([]File, error) {
	return all(j, func(row sqlfile.Row) (f File, err error) {
		err = row.Scan(&f.Number, &f.Published, &f.JSON)
		return f, err
	}, `SELECT number, published, json FROM files WHERE job = (SELECT seq FROM jobs WHERE id = ?) ORDER BY number`, job)
}

// Folders calls do with each folder that jobs wrote to.
func (j *Journal) Folders(do func(folder string)) error {
	return j.texts(`SELECT DISTINCT folder FROM jobs WHERE folder != ?`, "", do)
}

// FilesIn calls do with each file that has its name, of the jobs that wrote to a
// folder or to folders of their own below it.
func (j *Journal) FilesIn(folder string, do func(json string)) error {
	return j.texts(`SELECT json FROM files WHERE published != 0 AND job IN (SELECT seq FROM jobs WHERE folder = ?)`, folder, do)
}

func (j *Journal) texts(query, argument string, do func(string)) error {
	if j == nil {
		return nil
	}
	return sqlfile.Each(j.readers, func(row sqlfile.Row) error {
		text, err := sqlfile.Text(row)
		do(text)
		return err
	}, query, argument)
}

// Commands returns the programs that were run for a job, the first first.
func (j *Journal) Commands(job string) ([]Command, error) {
	return all(j, func(row sqlfile.Row) (c Command, err error) {
		var args string
		var started, took int64
		err = row.Scan(&c.Attempt, &c.Program, &args, &started, &took, &c.Error)
		c.Started, c.Took = sqlfile.Unstamp(started), time.Duration(took)*time.Millisecond
		return c, errors.Join(err, json.Unmarshal([]byte(args), &c.Args))
	}, `SELECT attempt, program, args, started, took, error FROM commands WHERE job = (SELECT seq FROM jobs WHERE id = ?) ORDER BY seq`, job)
}

// Runs returns the runs of a job that have ended, the first first.
func (j *Journal) Runs(job string) ([]Run, error) {
	return all(j, func(row sqlfile.Row) (r Run, err error) {
		var started, ended int64
		var english, text string
		err = row.Scan(&r.Attempt, &r.Retry, &r.State, &started, &ended, &r.Code, &english, &text)
		r.Message = message.Decode(text, english)
		r.Started, r.Ended = sqlfile.Unstamp(started), sqlfile.Unstamp(ended)
		return r, err
	}, `SELECT attempt, try - 1, state, started, ended, code, message, text FROM attempts WHERE job = (SELECT seq FROM jobs WHERE id = ?) ORDER BY attempt, try`, job)
}

// all returns what scan makes of each row; j may be nil, which has none.
func all[T any](j *Journal, scan func(sqlfile.Row) (T, error), query, job string) ([]T, error) {
	if j == nil {
		return nil, nil
	}
	return sqlfile.All(j.readers, scan, query, job)
}

// Flush waits until all changes so far have reached the disk.
func (j *Journal) Flush() error {
	if j == nil {
		return nil
	}
	return j.now(func(*sql.Tx) error { return nil })
}

// Clear deletes the jobs the query chooses, but for those that a running program
// has, and returns how many. No audio file is touched.
func (j *Journal) Clear(q Query) (int, error) {
	if j == nil {
		return 0, nil
	}
	where, values := q.where()
	var gone int64
	err := j.now(func(tx *sql.Tx) error {
		result, err := tx.Exec(`DELETE FROM jobs `+where+` AND (over OR owner = '')`, values...)
		if err != nil {
			return err
		}
		if gone, err = result.RowsAffected(); err != nil {
			return err
		}
		_, err = tx.Exec(`DELETE FROM recipes WHERE seq NOT IN (SELECT recipe FROM jobs)`)
		return err
	})
	return int(gone), err
}

// DefaultKeep is how long jobs are kept once they are over.
const DefaultKeep = 90 * 24 * time.Hour

// Keep returns how long jobs are kept once they are over; 0 is for ever.
func (j *Journal) Keep() (time.Duration, error) {
	if j == nil {
		return 0, nil
	}
	var seconds int64
	err := j.readers.QueryRow(`SELECT value FROM settings WHERE name = 'keep'`).Scan(&seconds)
	if errors.Is(err, sql.ErrNoRows) {
		return DefaultKeep, nil
	}
	return time.Duration(seconds) * time.Second, sqlfile.Explain(err)
}

// SetKeep changes how long jobs are kept once they are over, to the second; 0
// is for ever. What is older goes when the journal is opened.
func (j *Journal) SetKeep(keep time.Duration) error {
	if j == nil {
		return nil
	}
	return j.now(func(tx *sql.Tx) error {
		_, err := tx.Exec(`INSERT OR REPLACE INTO settings (name, value) VALUES ('keep', ?)`, int64(max(keep, 0)/time.Second))
		return err
	})
}

// expire deletes the jobs that were over too long ago.
func (j *Journal) expire() error {
	keep, err := j.Keep()
	if err != nil || keep == 0 {
		return err
	}
	return j.now(func(tx *sql.Tx) error {
		_, err := tx.Exec(`DELETE FROM jobs WHERE over AND ended < ?`, sqlfile.Stamp(time.Now().Add(-keep)))
		return err
	})
}
