// Package outbox stores deliveries and their attempts in a SQLite file, so that
// they outlive the program, whatever ends it.
//
// It sends nothing and knows no URL and no secret: a delivery names its
// endpoint by id. Several processes may use one file at once; each takes
// deliveries out by leases that run out if it dies. Methods may be called from
// any goroutine and wait for the disk.
package outbox

import (
	"context"
	"database/sql"

	"audiospliter/engine/fault"
	"audiospliter/engine/sqlfile"
)

// An Outbox is an open file. One connection serves all: SQLite has one writer
// anyway, and none of the questions takes long.
type Outbox struct{ db *sql.DB }

// Open opens the file at path, and makes it and its folder where they are
// missing. A damaged file is put aside and a fresh one begun: aside is then
// where it lies, "" otherwise. One that a newer program wrote is left
// alone.
//
// Commits reach the disk with the next checkpoint, but for those that add
// deliveries.
func Open(path string) (o *Outbox, aside string, err error) {
	db, old, err := sqlfile.Open(path, sqlfile.Format{
		Migrations: migrations,
		Pragmas:    []string{"auto_vacuum(incremental)", "synchronous(NORMAL)"},
		Whole:      true,
		Newer:      fault.New(fault.InvalidParams, "The outbox was written by a newer AudioSpliter: update to use it."),
	})
	if err != nil {
		return nil, old.Kept, err
	}
	return &Outbox{db}, old.Kept, nil
}

// Close closes the file.
func (o *Outbox) Close() error { return sqlfile.Explain(o.db.Close()) }

// within runs do in a transaction.
func (o *Outbox) within(do func(*sql.Tx) error) error { return o.transact("NORMAL", do) }

// durably runs do in a transaction that has reached the disk when it returns.
func (o *Outbox) durably(do func(*sql.Tx) error) error { return o.transact("FULL", do) }

// transact runs do in a transaction with a value of SQLite's setting synchronous.
func (o *Outbox) transact(synchronous string, do func(*sql.Tx) error) error {
	ctx := context.Background()
	conn, err := o.db.Conn(ctx)
	if err != nil {
		return sqlfile.Explain(err)
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous="+synchronous); err != nil {
		return sqlfile.Explain(err)
	}
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return sqlfile.Explain(err)
	}
	if err := do(tx); err != nil {
		_ = tx.Rollback()
		return sqlfile.Explain(err)
	}
	return sqlfile.Explain(tx.Commit())
}
