// Package sqlfile opens the SQLite files that the program keeps.
//
// A file that is damaged, or that a newer program wrote, is put aside and a
// fresh one begun: what it holds is a queue or a history, and losing it must
// not keep anybody from working. What the file holds is its opener's business.
package sqlfile

import (
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// A Format is what a file is to be like.
type Format struct {
	// Migrations lead from the version that is their index to the next; the
	// version of a file is SQLite's user_version.
	Migrations []string
	Pragmas    []string // settings of each connection, beside those that all files share
	Whole      bool     // it is read whole when it is opened, however large it is
	Newer      error    // what Open returns for a file of a newer program, which is then left alone; nil puts it aside
}

// An Aside is a file that was put aside; the zero value is none.
type Aside struct {
	Path   string // as it was called
	Reason string // what it was, such as damaged
	Kept   string // what it is called now
}

// Text says what happened; it is empty if nothing did.
func (a Aside) Text() message.Text {
	switch {
	case a.Kept == "":
		return nil
	case a.Reason == errNewer.Error():
		return message.New("%s was written by a newer AudioSpliter. It is kept as %s, and a fresh one was begun.", a.Path, a.Kept)
	}
	return message.New("%s was damaged. It is kept as %s, and a fresh one was begun.", a.Path, a.Kept)
}

// Open opens the file at path for several programs at once, makes it and its
// folder where they are missing, and brings it to the newest version. A file
// that is of no use is put aside, which aside then names. Errors are
// *fault.Error.
//
// The handle has one connection; Reader opens more.
func Open(path string, f Format) (db *sql.DB, aside Aside, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, Aside{}, fault.Of(err)
	}
	before, _ := os.Stat(path)
	if isEmptied(path) {
		where, err := keepEmptied(path)
		if err != nil {
			return nil, Aside{}, fault.Of(err)
		}
		aside = Aside{path, errDamaged.Error(), where}
	}
	db, err = open(path, f)
	if errors.Is(err, errNewer) && f.Newer != nil {
		return nil, Aside{}, f.Newer
	}
	if reason := unusable(err); reason != "" {
		// Another program may have put it aside meanwhile: the fresh one stays.
		if now, _ := os.Stat(path); os.SameFile(before, now) {
			var where string
			if where, err = putAside(path, reason); err != nil {
				return nil, Aside{}, fault.Of(err)
			}
			aside = Aside{path, reason, where}
		}
		db, err = open(path, f)
	}
	if err != nil && aside.Kept != "" && !exists(aside.Kept+"-wal") {
		if info, stat := os.Stat(aside.Kept); stat == nil && info.Size() == 0 { // the next try says it
			_ = os.Remove(aside.Kept)
			aside = Aside{}
		}
	}
	return db, aside, Explain(err)
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// Reader opens the file at path, which is there, for reading alone.
func Reader(path string) (*sql.DB, error) {
	db, err := sql.Open("sqlite", dsn(path, "query_only(1)"))
	if err != nil {
		return nil, Explain(err)
	}
	db.SetMaxOpenConns(2)
	return db, nil
}

func open(path string, format Format) (*sql.DB, error) {
	if !exists(path) {
		if err := create(path, format); err != nil {
			return nil, err
		}
	}
	return openHere(path, format)
}

// create makes the file under another name first, so that a program that is killed
// meanwhile leaves none that looks emptied. One that another program has made
// stays.
func create(path string, format Format) error {
	const mark = ".new-"
	left, _ := filepath.Glob(path + mark + "*")
	for _, old := range left {
		if info, err := os.Stat(old); err == nil && time.Since(info.ModTime()) > time.Minute {
			_ = os.Remove(old)
		}
	}
	f, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+mark)
	if err != nil {
		return err
	}
	made := f.Name()
	_ = f.Close()
	defer func() {
		for _, end := range []string{"", "-wal", "-shm"} {
			_ = os.Remove(made + end)
		}
	}()
	db, err := openHere(made, format)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	if err := os.Link(made, path); err == nil || exists(path) {
		return nil
	}
	return os.Rename(made, path) // not every file system has links
}

func openHere(path string, format Format) (*sql.DB, error) {
	// Made here so that no one else can read it: SQLite copies the mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	db, err := sql.Open("sqlite", dsn(path, append(format.Pragmas, "foreign_keys(1)")...))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	if err := prepare(db, format); err != nil {
		_ = db.Close()
		return nil, err
	}
	return db, nil
}

// dsn writes the path as a URI with the settings of each connection.
func dsn(path string, pragmas ...string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/... on Windows
	}
	settings := url.Values{
		"_txlock": {"immediate"},
		"_pragma": append(append([]string{"busy_timeout(10000)"}, pragmas...), "journal_mode(WAL)"),
	}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + settings.Encode()
}

// checkBelow is how large a file may be that is read whole when it is opened, in
// pages of 4 KiB. Damage in a larger one is met where it is.
const checkBelow = 4096

var (
	errDamaged = errors.New("damaged")
	errNewer   = errors.New("written by a newer AudioSpliter")
)

// prepare checks the file and migrates it.
func prepare(db *sql.DB, f Format) error {
	var pages, version int
	if err := db.QueryRow("PRAGMA page_count").Scan(&pages); err != nil {
		return err
	}
	if f.Whole || pages < checkBelow {
		var verdict string
		if err := db.QueryRow("PRAGMA quick_check(1)").Scan(&verdict); err != nil {
			return err
		}
		if verdict != "ok" {
			return errDamaged
		}
	}
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if err := tx.QueryRow("PRAGMA user_version").Scan(&version); err != nil {
		return err
	}
	switch {
	case version == len(f.Migrations):
		return nil
	case version > len(f.Migrations):
		return errNewer
	}
	for _, step := range f.Migrations[version:] {
		if _, err := tx.Exec(step); err != nil {
			if version > 0 {
				return fmt.Errorf("%w: %w", errDamaged, err)
			}
			return err
		}
	}
	if _, err := tx.Exec(fmt.Sprintf("PRAGMA user_version = %d", len(f.Migrations))); err != nil {
		return err
	}
	return tx.Commit()
}

// unusable says in a word why a file cannot be used; "" for other errors.
func unusable(err error) string {
	var failure *sqlite.Error
	switch {
	case errors.Is(err, errNewer):
		return errNewer.Error()
	case errors.Is(err, errDamaged):
		return errDamaged.Error()
	case errors.As(err, &failure):
		if code := failure.Code() & 0xff; code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB {
			return errDamaged.Error()
		}
	}
	return ""
}

// isEmptied reports whether the file has lost all it held. One that another
// program is just making is empty for a moment only.
func isEmptied(path string) bool {
	for range 20 {
		info, err := os.Stat(path)
		if err != nil || info.Size() > 0 {
			return false
		}
		if age := time.Since(info.ModTime()); age > 2*time.Second || age < 0 {
			return true
		}
		time.Sleep(100 * time.Millisecond)
	}
	return true
}

// keepEmptied keeps what is left of an emptied file: its name, and a log of what
// was last written. The file itself stays where it is, to be begun afresh.
func keepEmptied(path string) (string, error) {
	aside := asideName(path, "damaged")
	if err := os.WriteFile(aside, nil, 0o600); err != nil {
		return "", err
	}
	if wal, err := os.ReadFile(path + "-wal"); err == nil && len(wal) > 0 {
		return aside, os.WriteFile(aside+"-wal", wal, 0o600)
	}
	return aside, nil
}

func asideName(path, word string) string {
	return fmt.Sprintf("%s.%s-%s", path, word, time.Now().UTC().Format("20060102T150405.000"))
}

// putAside renames the file, with what belongs to it, to one that says when.
func putAside(path, reason string) (string, error) {
	word := "damaged"
	if reason == errNewer.Error() {
		word = "newer"
	}
	aside := asideName(path, word)
	if err := os.Rename(path, aside); err != nil {
		return "", err
	}
	for _, end := range []string{"-wal", "-shm"} {
		if err := os.Rename(path+end, aside+end); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return "", err
		}
	}
	return aside, nil
}

// Explain gives a failure of SQLite a code and a sentence.
func Explain(err error) error {
	var failure *sqlite.Error
	var explained *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &explained):
		return explained
	case !errors.As(err, &failure):
		return fault.Of(err)
	}
	if failure.Code() == sqlite3.SQLITE_IOERR_SHMSIZE { // the index of the WAL cannot grow
		return full(err)
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return full(err)
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.IOFailed, "Another program holds the program's data.")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fault.Wrap(err, fault.PermissionDenied, "The program's data cannot be written to.")
	}
	return fault.Wrap(err, fault.IOFailed, "The program's data cannot be used.")
}

// Busy reports whether another program, or another connection, held a file for too
// long.
func Busy(err error) bool {
	var failure *sqlite.Error
	return errors.As(err, &failure) && (failure.Code()&0xff == sqlite3.SQLITE_BUSY || failure.Code()&0xff == sqlite3.SQLITE_LOCKED)
}

func full(err error) error {
	return fault.Wrap(err, fault.DiskFull, "The disk that holds the program's data is full.")
}
