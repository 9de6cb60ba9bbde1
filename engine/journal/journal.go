// Package journal keeps the queue and the history of jobs in a SQLite file, so
// that whatever ends the program, the next one can resume.
//
// It keeps rows and runs nothing: what a recipe, a result or a state means is the
// engine's business. Several programs may use one
// folder at once. Each is an owner: the jobs it has are its own until they are
// over, it closes the journal, or it dies, which the others see by a lock that
// the system releases, and where there are no locks by the heartbeat it owes.
//
// What changes is written by one goroutine, many changes in one transaction:
//
//  1. A change is put in a queue. Most callers do not wait for more.
//  2. The writer takes the whole queue, at once if a caller waits for one of its
//     changes, else after commitDelay.
//  3. The transaction is synced to the disk when it is committed, so that not even
//     a loss of power undoes it: files are synced before they get their names, and
//     a journal that forgot them would let them be written twice.
//
// A nil Journal keeps nothing and says that all went well.
package journal

import (
	"crypto/rand"
	"database/sql"
	"encoding/hex"
	"os"
	"path/filepath"
	"sync"

	"audiospliter/engine/message"
	"audiospliter/engine/sqlfile"
)

// FileName is the name of the file in its folder.
const FileName = "journal.db"

// Options are how a journal is opened.
type Options struct {
	// Failed is called with the first error of a write that nobody waits for, once,
	// from a goroutine of the journal. It may be nil.
	Failed func(error)
}

// A Journal is an open file. Its methods may be called from any goroutine.
type Journal struct {
	folder  string
	owner   string
	lock    *os.File // locked until Close; nil where there are no locks
	aside   message.Text
	failed  func(error)
	db      *sql.DB // the writer's
	readers *sql.DB

	mu     sync.Mutex
	queue  []change
	closed bool
	wake   chan struct{} // the queue is not empty
	urgent chan struct{} // a caller waits for one of its changes
	done   chan struct{} // the writer has ended
	once   sync.Once     // for failed

	background sync.WaitGroup // the heartbeat, and who handles requests
	stop       chan struct{}  // closed to end them
}

// Open opens the journal in the folder, which is made if it is missing, and
// forgets what is too old. Close it.
func Open(folder string, o Options) (*Journal, error) {
	path := filepath.Join(folder, FileName)
	// A commit has reached the disk: a journal that forgot a rename after a power
	// cut would let a segment be written twice.
	db, aside, err := sqlfile.Open(path, sqlfile.Format{Migrations: migrations, Pragmas: []string{"synchronous(FULL)"}})
	if err != nil {
		return nil, err
	}
	j := &Journal{
		folder: folder, owner: newOwner(), aside: aside.Text(), failed: o.Failed, db: db,
		wake: make(chan struct{}, 1), urgent: make(chan struct{}, 1), done: make(chan struct{}), stop: make(chan struct{}),
	}
	if j.readers, err = sqlfile.Reader(path); err != nil {
		_ = db.Close()
		return nil, err
	}
	go j.write()
	if err = j.register(); err == nil {
		err = j.expire()
	}
	if err != nil {
		_ = j.Close()
		return nil, err
	}
	return j, nil
}

// Aside says that an older file was damaged or too new, and where it is kept; it
// is empty if there was none.
func (j *Journal) Aside() message.Text {
	if j == nil {
		return nil
	}
	return j.aside
}

// Scratch is a folder for temporary files of this program. It need not exist. If
// this program does not remove it, the next one does.
func (j *Journal) Scratch() string {
	if j == nil {
		return ""
	}
	return j.scratch(j.owner)
}

func (j *Journal) scratch(owner string) string { return filepath.Join(j.folder, "scratch", owner) }

// Close writes what is queued, releases the jobs that are not over for other
// programs, and closes the file.
func (j *Journal) Close() error {
	if j == nil {
		return nil
	}
	close(j.stop)
	j.background.Wait()
	err := j.unregister()
	j.mu.Lock()
	j.closed = true
	j.mu.Unlock()
	notify(j.wake)
	<-j.done
	if e := j.readers.Close(); err == nil {
		err = e
	}
	if e := j.db.Close(); err == nil {
		err = e
	}
	j.unlock()
	return sqlfile.Explain(err)
}

func newOwner() string {
	var b [8]byte
	_, _ = rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
