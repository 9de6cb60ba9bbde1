package journal

import (
	"database/sql"
	"encoding/json"
	"iter"
	"path/filepath"
	"time"

	"audiospliter/engine/message"
	"audiospliter/engine/sqlfile"
)

// A Job is a row of the queue and the history. Times are kept to the millisecond.
type Job struct {
	ID      string
	Batch   string
	Recipe  string // JSON
	Request string // JSON: what else was asked for
	Path    string
	Preset  string
	Added   time.Time

	State    string
	Over     bool // the state is final
	Held     bool // a person paused it
	Priority int
	Place    float64   // in the queue: the lower, the earlier
	Attempt  int       // from 1: one more whenever a person asks for another
	Runs     int       // of this attempt: 0 before the first, more than 1 after retries
	Due      time.Time // of the next retry
	Started  time.Time // of the attempt
	Ended    time.Time

	Source   Source
	Folder   string // of the segments; "" before they are planned
	Segments int    // planned
	Written  int    // when it was over

	Code, Details string // why it failed, or what it waits for
	Message       message.Text
}

// A Source is what is kept of what a job splits.
type Source struct {
	Format   string
	Duration float64 // seconds
	Size     int64
	Modified time.Time
}

// A File is one segment of a job, or a file beside them.
type File struct {
	Number    int    // of the segment, from 0; below 0 beside them
	Published bool   // it has its name; it may have without
	JSON      string // the engine's
}

// A Command is a program that was run for a job.
type Command struct {
	Attempt int           `json:"attempt"`
	Program string        `json:"program"`
	Args    []string      `json:"args"`
	Started time.Time     `json:"started"`
	Took    time.Duration `json:"took"`
	Error   string        `json:"error,omitempty"`
}

// A Run is one execution of a job that has ended.
type Run struct {
	Attempt        int // from 1
	Retry          int // of the attempt; 0 is its first run
	State          string
	Started, Ended time.Time
	Code           string
	Message        message.Text
}

// Add writes new jobs, which are this program's. They are asked for when they are
// written, twice if the first time failed, and saved is called when they have
// reached the disk, or with why not: both from another goroutine.
func (j *Journal) Add(jobs iter.Seq[Job], saved func(error)) {
	if j == nil {
		go saved(nil)
		return
	}
	j.push(change{func(tx *sql.Tx) error { return j.insert(tx, jobs) }, saved}, true)
}

func (j *Journal) insert(tx *sql.Tx, jobs iter.Seq[Job]) error {
	add, err := tx.Prepare(`INSERT INTO jobs (id, batch, recipe, request, path, name, preset, owner, added,
		state, over, held, priority, place, attempt, try, due, started, ended,
		format, duration, size, modified, folder, segments, written, code, message, details, text)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`)
	if err != nil {
		return err
	}
	defer add.Close()
	recipes := map[string]int64{}
	for job := range jobs {
		recipe, known := recipes[job.Recipe]
		if !known {
			if _, err := tx.Exec(`INSERT OR IGNORE INTO recipes (json) VALUES (?)`, job.Recipe); err != nil {
				return err
			}
			if err := tx.QueryRow(`SELECT seq FROM recipes WHERE json = ?`, job.Recipe).Scan(&recipe); err != nil {
				return err
			}
			recipes[job.Recipe] = recipe
		}
		values := append([]any{
			job.ID, job.Batch, recipe, job.Request, job.Path, filepath.Base(job.Path), job.Preset, j.owner, sqlfile.Stamp(job.Added),
		}, job.changing()...)
		if _, err := add.Exec(values...); err != nil {
			return err
		}
	}
	return nil
}

// changing are the columns that Save writes, in the order of setChanging.
func (job Job) changing() []any {
	return []any{
		job.State, job.Over, job.Held, job.Priority, job.Place, job.Attempt, job.Runs, sqlfile.Stamp(job.Due), sqlfile.Stamp(job.Started), sqlfile.Stamp(job.Ended),
		job.Source.Format, job.Source.Duration, job.Source.Size, job.Source.Modified.UnixNano(),
		job.Folder, job.Segments, job.Written, job.Code, job.Message.String(), job.Details, message.Encode(job.Message),
	}
}

const setChanging = `state = ?, over = ?, held = ?, priority = ?, place = ?, attempt = ?, try = ?, due = ?, started = ?, ended = ?,
	format = ?, duration = ?, size = ?, modified = ?, folder = ?, segments = ?, written = ?, code = ?, message = ?, details = ?, text = ?`

// Save writes what can change of a job that is this program's. It does not wait
// for the disk.
func (j *Journal) Save(job Job) {
	if j == nil {
		return
	}
	j.later(func(tx *sql.Tx) error { return j.update(tx, job) })
}

// SaveAll is Save for many jobs in one transaction.
func (j *Journal) SaveAll(jobs []Job) {
	if j == nil || len(jobs) == 0 {
		return
	}
	j.later(func(tx *sql.Tx) error {
		for _, job := range jobs {
			if err := j.update(tx, job); err != nil {
				return err
			}
		}
		return nil
	})
}

func (j *Journal) update(tx *sql.Tx, job Job) error {
	_, err := tx.Exec(`UPDATE jobs SET `+setChanging+` WHERE id = ? AND owner = ?`, append(job.changing(), job.ID, j.owner)...)
	return err
}

// Ended is Save for a job one run of which has ended: it is over, or waits for a
// retry. It waits until that has reached the disk.
func (j *Journal) Ended(job Job, run Run) error {
	if j == nil {
		return nil
	}
	return j.now(func(tx *sql.Tx) error {
		if err := j.update(tx, job); err != nil {
			return err
		}
		_, err := tx.Exec(`INSERT OR REPLACE INTO attempts (job, attempt, try, state, started, ended, code, message, text)
			SELECT seq, ?, ?, ?, ?, ?, ?, ?, ? FROM jobs WHERE id = ?`,
			run.Attempt, run.Retry+1, run.State, sqlfile.Stamp(run.Started), sqlfile.Stamp(run.Ended), run.Code, run.Message.String(), message.Encode(run.Message), job.ID)
		return err
	})
}

// Publishing writes that a file of a job is about to get its name. It waits
// until that has reached the disk.
func (j *Journal) Publishing(job string, f File) error {
	if j == nil {
		return nil
	}
	return j.now(func(tx *sql.Tx) error { return file(tx, job, f) })
}

// Published writes that a file of a job has its name. It does not wait: until
// it is written, a look at the file itself says the same.
func (j *Journal) Published(job string, number int) {
	if j == nil {
		return
	}
	j.later(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE files SET published = 1 WHERE job = (SELECT seq FROM jobs WHERE id = ?) AND number = ?`, job, number)
		return err
	})
}

func file(tx *sql.Tx, job string, f File) error {
	_, err := tx.Exec(`INSERT OR REPLACE INTO files (job, number, published, json) SELECT seq, ?, ?, ? FROM jobs WHERE id = ?`,
		f.Number, f.Published, f.JSON, job)
	return err
}

// Finished replaces what is known of a job's files by what became of them.
func (j *Journal) Finished(job string, files []File) {
	if j == nil || len(files) == 0 {
		return
	}
	j.later(func(tx *sql.Tx) error {
		for _, f := range files {
			if err := file(tx, job, f); err != nil {
				return err
			}
		}
		return nil
	})
}

// maxCommands bounds how many commands are kept of a job: those of its last
// segments say no more than those of its first.
const maxCommands = 1000

// Ran writes that a program was run for a job.
func (j *Journal) Ran(job string, c Command) {
	if j == nil {
		return
	}
	j.later(func(tx *sql.Tx) error {
		args, err := json.Marshal(c.Args)
		if err != nil {
			return err
		}
		_, err = tx.Exec(`INSERT INTO commands (job, attempt, program, args, started, took, error)
			SELECT seq, ?, ?, ?, ?, ?, ? FROM jobs WHERE id = ? AND (SELECT count(*) FROM commands WHERE job = jobs.seq) < ?`,
			c.Attempt, c.Program, string(args), sqlfile.Stamp(c.Started), c.Took.Milliseconds(), c.Error, job, maxCommands)
		return err
	})
}

const columns = `jobs.id, batch, recipes.json, request, path, preset, added,
	state, over, held, priority, place, attempt, try, due, started, ended,
	format, duration, size, modified, folder, segments, written, code, message, details, text`

// scan reads the columns.
func scan(row sqlfile.Row) (Job, error) {
	var job Job
	var added, due, started, ended, modified int64
	var english, text string
	err := row.Scan(&job.ID, &job.Batch, &job.Recipe, &job.Request, &job.Path, &job.Preset, &added,
		&job.State, &job.Over, &job.Held, &job.Priority, &job.Place, &job.Attempt, &job.Runs, &due, &started, &ended,
		&job.Source.Format, &job.Source.Duration, &job.Source.Size, &modified,
		&job.Folder, &job.Segments, &job.Written, &job.Code, &english, &job.Details, &text)
	job.Message = message.Decode(text, english)
	job.Added, job.Due, job.Started, job.Ended = sqlfile.Unstamp(added), sqlfile.Unstamp(due), sqlfile.Unstamp(started), sqlfile.Unstamp(ended)
	if modified != (time.Time{}).UnixNano() {
		job.Source.Modified = time.Unix(0, modified)
	}
	return job, err
}
