package sqlfile

import (
	"database/sql"
	"time"
)

// A Row is one row of what a query returns.
type Row interface{ Scan(to ...any) error }

// A Queryer is a *sql.DB or a *sql.Tx.
type Queryer interface {
	Query(query string, values ...any) (*sql.Rows, error)
}

// Each calls do with each row of a query, until do returns an error. Errors are as
// Explain returns them.
func Each(from Queryer, do func(Row) error, query string, values ...any) error {
	rows, err := from.Query(query, values...)
	if err != nil {
		return Explain(err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := do(rows); err != nil {
			return Explain(err)
		}
	}
	return Explain(rows.Err())
}

// All returns what scan makes of each row of a query.
func All[T any](from Queryer, scan func(Row) (T, error), query string, values ...any) (all []T, err error) {
	err = Each(from, func(row Row) error {
		one, err := scan(row)
		all = append(all, one)
		return err
	}, query, values...)
	return all, err
}

// Text reads a row of one text.
func Text(row Row) (text string, err error) {
	err = row.Scan(&text)
	return text, err
}

// Stamp returns a time as the files have it: milliseconds since 1970, 0 for none.
func Stamp(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// Unstamp returns the time of a stamp.
func Unstamp(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms)
}
