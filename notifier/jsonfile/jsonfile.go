// Package jsonfile changes small JSON files that several processes share and only
// their user can read. Errors are *fault.Error.
package jsonfile

import (
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/rogpeppe/go-internal/lockedfile"

	"audiospliter/engine/atomicfile"
	"audiospliter/engine/fault"
)

// Change replaces the file at path with what change returns, or removes it for nil.
// Goroutines and processes take turns by a lock file, which is held while change
// reads the file and until it is written.
func Change(path string, change func() (any, error)) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fault.Of(err)
	}
	unlock, err := lock(path + ".lock")
	if err != nil {
		return fault.Of(err)
	}
	defer unlock()
	v, err := change()
	if err != nil {
		return err
	}
	if v == nil {
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fault.Of(err)
		}
		return nil
	}
	err = atomicfile.Write(path, 0o600, func(w io.Writer) error {
		enc := json.NewEncoder(w)
		enc.SetEscapeHTML(false)
		enc.SetIndent("", "  ")
		return enc.Encode(v)
	})
	if err != nil {
		return fault.Of(err)
	}
	return nil
}

// lock takes the lock file, made so that only its user can read it.
func lock(path string) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	_ = f.Close()
	return lockedfile.MutexAt(path).Lock()
}
