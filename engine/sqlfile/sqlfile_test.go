package sqlfile

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"audiospliter/engine/fault"
)

// notes is a format of two versions.
var notes = Format{Migrations: []string{
	`CREATE TABLE notes (text TEXT NOT NULL)`,
	`ALTER TABLE notes ADD COLUMN rank INTEGER NOT NULL DEFAULT 7`,
}}

// older is what a program that knows but the first n versions makes of a format.
func older(f Format, n int) Format {
	f.Migrations = f.Migrations[:n]
	return f
}

func mustOpen(t *testing.T, path string, f Format) (*sql.DB, Aside) {
	t.Helper()
	db, aside, err := Open(path, f)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db, aside
}

func exec(t *testing.T, db *sql.DB, statement string) {
	t.Helper()
	if _, err := db.Exec(statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}

// number returns the one number that a query answers with.
func number(t *testing.T, db *sql.DB, query string) (n int) {
	t.Helper()
	if err := db.QueryRow(query).Scan(&n); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

func TestFileIsMadeAndMigrated(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "folder", "notes.db")
	db, _ := mustOpen(t, path, older(notes, 1))
	exec(t, db, `INSERT INTO notes VALUES ('kept')`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		db, aside := mustOpen(t, path, notes)
		if n := number(t, db, `SELECT rank FROM notes WHERE text = 'kept'`); n != 7 || aside != (Aside{}) {
			t.Errorf("rank %d, %+v", n, aside)
		}
		if n := number(t, db, `PRAGMA user_version`); n != 2 {
			t.Errorf("version %d", n)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
	}
}

// Neither the file nor what SQLite keeps beside it is for others to read.
func TestFilesArePrivate(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "data")
	db, _ := mustOpen(t, filepath.Join(folder, "notes.db"), notes)
	exec(t, db, `INSERT INTO notes (text) VALUES ('secret')`)
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 3 {
		t.Errorf("%v, %v", entries, err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || runtime.GOOS != "windows" && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}

func TestNameMayHoldWhatURIsMean(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"a b.db", "100%.db", "%41.db", "#1.db", "a&b=c.db", "Größe.db", "file:x.db", "what?mode=ro"} {
		if runtime.GOOS == "windows" && strings.ContainsAny(name, ":?") {
			continue
		}
		folder := t.TempDir()
		db, _ := mustOpen(t, filepath.Join(folder, name), notes)
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		if entries, err := os.ReadDir(folder); err != nil || len(entries) != 1 || entries[0].Name() != name {
			t.Errorf("%q: %v, %v", name, entries, err)
		}
	}
}

func TestSettingsOfConnections(t *testing.T) {
	t.Parallel()
	f := notes
	f.Pragmas = []string{"synchronous(EXTRA)"}
	db, _ := mustOpen(t, filepath.Join(t.TempDir(), "notes.db"), f)
	for pragma, want := range map[string]int{"synchronous": 3, "busy_timeout": 10000, "foreign_keys": 1} {
		if got := number(t, db, `PRAGMA `+pragma); got != want {
			t.Errorf("%s is %d, want %d", pragma, got, want)
		}
	}
	var mode string
	if err := db.QueryRow(`PRAGMA journal_mode`).Scan(&mode); err != nil || mode != "wal" {
		t.Errorf("journal_mode is %s, %v", mode, err)
	}
}

// Programs that start at the same moment share one file, which is made once.
func TestOpenedTogether(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.db")
	f := notes
	f.Migrations = append(f.Migrations[:2:2], `INSERT INTO notes (text) VALUES ('first')`)
	var programs sync.WaitGroup
	for range 8 {
		programs.Go(func() {
			db, aside, err := Open(path, f)
			if err != nil || aside != (Aside{}) {
				t.Errorf("%v, %v", aside, err)
				return
			}
			_ = db.Close()
		})
	}
	programs.Wait()
	db, _ := mustOpen(t, path, f)
	if n := number(t, db, `SELECT count(*) FROM notes`); n != 1 {
		t.Errorf("it was made %d times", n)
	}
}

// What is of no use is kept as it was, and a fresh file begun.
func TestUselessFileIsPutAside(t *testing.T) {
	t.Parallel()
	large := `INSERT INTO notes (text) VALUES (zeroblob(20000000))` // more than checkBelow pages
	torn := func(text []byte) []byte {
		copy(text[len(text)-8192:], bytes.Repeat([]byte{0xff}, 8192))
		return text
	}
	for _, test := range []struct {
		name   string
		fill   string // makes the file what it was before
		spoil  func([]byte) []byte
		reason string // "" where the file stays
		format Format
	}{
		{"sound", "", nil, "", notes},
		{"empty", "", func([]byte) []byte { return nil }, "damaged", notes},
		{"no database", "", func([]byte) []byte { return bytes.Repeat([]byte("no database "), 1000) }, "damaged", notes},
		{"torn", "", torn, "damaged", notes},
		{"cut short", "", func(text []byte) []byte { return text[:len(text)/2] }, "damaged", notes},
		{"torn and large", large, torn, "", notes},
		{"torn and large, read whole", large, torn, "damaged", Format{Migrations: notes.Migrations, Whole: true}},
		{"without what it should hold", `DROP TABLE notes; PRAGMA user_version = 1`, nil, "damaged", notes},
		{"newer", `PRAGMA user_version = 3`, nil, "written by a newer AudioSpliter", notes},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "notes.db")
			db, _ := mustOpen(t, path, notes)
			exec(t, db, `INSERT INTO notes (text) VALUES ('kept')`)
			exec(t, db, test.fill)
			if err := db.Close(); err != nil {
				t.Fatal(err)
			}
			before, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if test.spoil != nil {
				before = test.spoil(before)
				if err := os.WriteFile(path, before, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			db, aside := mustOpen(t, path, test.format)
			exec(t, db, `INSERT INTO notes (text) VALUES ('new')`)
			if test.reason == "" {
				if aside != (Aside{}) || len(aside.Text()) > 0 {
					t.Errorf("%+v", aside)
				}
				return
			}
			if aside.Path != path || aside.Reason != test.reason || !strings.HasPrefix(aside.Kept, path+".") {
				t.Errorf("%+v", aside)
			}
			if said := aside.Text().String(); !strings.Contains(said, path+" was "+test.reason) || !strings.Contains(said, "kept as "+aside.Kept) {
				t.Errorf("it says %q", said)
			}
			if kept, err := os.ReadFile(aside.Kept); err != nil || !bytes.Equal(kept, before) {
				t.Errorf("what is kept is not what was there, %v", err)
			}
			if n := number(t, db, `SELECT count(*) FROM notes`); n != 1 {
				t.Errorf("%d notes in a fresh file", n)
			}
		})
	}
}

func TestNewerFileIsLeftAlone(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.db")
	db, _ := mustOpen(t, path, notes)
	exec(t, db, `INSERT INTO notes (text) VALUES ('kept')`)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f := older(notes, 1)
	f.Newer = fault.New(fault.InvalidParams, "Update it.")
	if db, aside, err := Open(path, f); db != nil || aside != (Aside{}) || !errors.Is(err, f.Newer) {
		t.Errorf("%v, %+v, %v", db, aside, err)
	}
	db, aside := mustOpen(t, path, notes)
	if n := number(t, db, `SELECT count(*) FROM notes`); n != 1 || aside != (Aside{}) {
		t.Errorf("%d notes, %+v", n, aside)
	}
}

// A new file that cannot be made is no damaged one.
func TestOpenFails(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, open := range map[string]func() error{
		"below a file": func() error { _, _, err := Open(filepath.Join(file, "notes.db"), notes); return err },
		"a folder":     func() error { _, _, err := Open(folder, notes); return err },
		"wrong steps": func() error {
			_, _, err := Open(filepath.Join(folder, "x.db"), Format{Migrations: []string{`CREATE TABEL x`}})
			return err
		},
	} {
		var told *fault.Error
		if err := open(); !errors.As(err, &told) || told.Code != fault.IOFailed {
			t.Errorf("%s: %v", name, err)
		}
	}
	if aside, _ := filepath.Glob(filepath.Join(folder, "x.db.*")); len(aside) > 0 {
		t.Errorf("%q is put aside", aside)
	}
}

// Readers see what is committed while another writes, and write nothing.
func TestReader(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.db")
	db, _ := mustOpen(t, path, notes)
	exec(t, db, `INSERT INTO notes (text) VALUES ('committed')`)
	readers, err := Reader(path)
	if err != nil {
		t.Fatal(err)
	}
	defer readers.Close()
	tx, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tx.Exec(`INSERT INTO notes (text) VALUES ('not yet')`); err != nil {
		t.Fatal(err)
	}
	if n := number(t, readers, `SELECT count(*) FROM notes`); n != 1 {
		t.Errorf("%d notes", n)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	if n := number(t, readers, `SELECT count(*) FROM notes`); n != 2 {
		t.Errorf("%d notes after the commit", n)
	}
	if _, err := readers.Exec(`DELETE FROM notes`); fault.CodeOf(Explain(err)) != fault.PermissionDenied {
		t.Errorf("a reader wrote: %v", err)
	}
}

func TestExplain(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.db")
	db, _ := mustOpen(t, path, notes)
	exec(t, db, `PRAGMA busy_timeout = 0`)
	other, _ := mustOpen(t, path, notes)
	full, _ := mustOpen(t, filepath.Join(t.TempDir(), "full.db"), notes)
	exec(t, full, `PRAGMA max_page_count = 3`)
	told := fault.New(fault.NoCutsFound, "As it is.")
	for _, test := range []struct {
		name, words string
		code        fault.Code
		err         func() error
	}{
		{"nothing", "", "", func() error { return nil }},
		{"told already", "As it is.", fault.NoCutsFound, func() error { return told }},
		{"none of SQLite's", "not there", fault.FileNotFound, func() error { return fs.ErrNotExist }},
		{"canceled", "", fault.Canceled, func() error { return context.Canceled }},
		{"wrong words", "cannot be used", fault.IOFailed, func() error { _, err := db.Exec(`SELEKT`); return err }},
		{"held by another", "Another program", fault.IOFailed, func() error {
			tx, err := other.Begin()
			if err != nil {
				return err
			}
			defer func() { _ = tx.Rollback() }()
			_, err = db.Exec(`DELETE FROM notes`)
			return err
		}},
		{"full disk", "is full", fault.DiskFull, func() error {
			_, err := full.Exec(`INSERT INTO notes (text) VALUES (zeroblob(1000000))`)
			return err
		}},
	} {
		err := test.err()
		got := Explain(err)
		if fault.CodeOf(got) != test.code || err != nil && !strings.Contains(fault.Of(got).Message.String(), test.words) {
			t.Errorf("%s: %v is explained as %v", test.name, err, got)
		}
	}
}

// TestTheLogOfAnEmptiedFileIsKept leaves what was last written for whoever can
// read it.
func TestTheLogOfAnEmptiedFileIsKept(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "notes.db")
	old := time.Now().Add(-time.Hour)
	for name, text := range map[string]string{path: "", path + "-wal": "what was last written"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(name, old, old); err != nil {
			t.Fatal(err)
		}
	}
	db, aside := mustOpen(t, path, notes)
	exec(t, db, `INSERT INTO notes (text) VALUES ('new')`)
	if wal, err := os.ReadFile(aside.Kept + "-wal"); err != nil || string(wal) != "what was last written" {
		t.Errorf("%+v: %q, %v", aside, wal, err)
	}
}
