// Package outbox keeps deliveries and their attempts in a SQLite file, so that
// what was to be told is told, whatever ends the program in between.
//
// It sends nothing and knows no URL and no secret: a delivery names its
// endpoint by id. Several processes may use one file at once; each takes
// deliveries out by leases that run out if it dies. Methods may be called from
// any goroutine and wait for the disk.
package outbox

import (
	"context"
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
)

// An Outbox is an open file. One connection serves all: SQLite has one writer
// anyway, and none of the questions takes long.
type Outbox struct{ db *sql.DB }

// Open opens the file at path, and makes it and its folder where they are
// missing. A damaged file is put aside and a fresh one begun: aside is then
// where it lies, "" otherwise.
func Open(path string) (o *Outbox, aside string, err error) {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return nil, "", fault.Of(err)
	}
	o, err = open(path)
	if err != nil && damaged(err) {
		if aside, err = putAside(path); err == nil {
			o, err = open(path)
		}
	}
	if err != nil {
		return nil, aside, explain(err)
	}
	return o, aside, nil
}

func open(path string) (*Outbox, error) {
	// Made here so that no one else can read it: SQLite copies the mode.
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	f.Close()
	db, err := sql.Open("sqlite", dsn(path))
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	o := &Outbox{db}
	err = o.check()
	if err == nil {
		err = o.migrate()
	}
	if err != nil {
		db.Close()
		return nil, err
	}
	return o, nil
}

// dsn writes the path as a URI with the settings of each connection. Commits
// reach the disk with the next checkpoint, but for those that add deliveries.
func dsn(path string) string {
	slashed := filepath.ToSlash(path)
	if !strings.HasPrefix(slashed, "/") {
		slashed = "/" + slashed // C:/... on Windows
	}
	settings := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(10000)", "auto_vacuum(incremental)", "journal_mode(WAL)", "synchronous(NORMAL)", "foreign_keys(1)",
	}}
	return "file://" + (&url.URL{Path: slashed}).EscapedPath() + "?" + settings.Encode()
}

// check reads the whole file and fails if it is damaged.
func (o *Outbox) check() error {
	var verdict string
	if err := o.db.QueryRow("PRAGMA quick_check(1)").Scan(&verdict); err != nil {
		return err
	}
	if verdict != "ok" {
		return errDamaged
	}
	return nil
}

var errDamaged = errors.New("the file is damaged")

func damaged(err error) bool {
	var failure *sqlite.Error
	if errors.As(err, &failure) {
		code := failure.Code() & 0xff
		return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
	}
	return errors.Is(err, errDamaged)
}

// putAside renames the file to one that says when, with what belongs to it.
func putAside(path string) (string, error) {
	aside := fmt.Sprintf("%s.damaged-%s", path, time.Now().UTC().Format("20060102T150405.000"))
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

// explain says a failure of SQLite in words.
func explain(err error) error {
	var failure *sqlite.Error
	var told *fault.Error
	switch {
	case err == nil:
		return nil
	case errors.As(err, &told):
		return told
	case !errors.As(err, &failure):
		return fault.Of(err)
	}
	switch failure.Code() & 0xff {
	case sqlite3.SQLITE_FULL:
		return fault.Wrap(err, fault.DiskFull, "The disk is full: the outbox takes no more deliveries.")
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return fault.Wrap(err, fault.IOFailed, "Another program holds the outbox.")
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		return fault.Wrap(err, fault.PermissionDenied, "The outbox cannot be written to.")
	}
	return fault.Wrap(err, fault.IOFailed, "The outbox cannot be used.")
}

// Close closes the file.
func (o *Outbox) Close() error { return explain(o.db.Close()) }

// within runs do in a transaction.
func (o *Outbox) within(do func(*sql.Tx) error) error {
	tx, err := o.db.Begin()
	if err != nil {
		return explain(err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return explain(err)
	}
	return explain(tx.Commit())
}

// durably runs do in a transaction that has reached the disk when it returns.
func (o *Outbox) durably(do func(*sql.Tx) error) (err error) {
	ctx := context.Background()
	conn, err := o.db.Conn(ctx)
	if err != nil {
		return explain(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous=FULL"); err != nil {
		return explain(err)
	}
	defer func() {
		_, failed := conn.ExecContext(ctx, "PRAGMA synchronous=NORMAL")
		err = explain(errors.Join(err, failed))
	}()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return err
	}
	return tx.Commit()
}

// stamp writes a time as the file does: milliseconds since 1970.
func stamp(t time.Time) int64 { return t.UnixMilli() }

func unstamp(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
