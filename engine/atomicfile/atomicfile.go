// Package atomicfile writes small files whole or not at all: settings,
// presets, manifests.
package atomicfile

import (
	"io"
	"os"
	"path/filepath"
)

// Write makes the file at path hold what fill writes, with the permissions
// perm. Until fill and the disk are done the file keeps its old content, or
// stays missing; it is never seen half-written, whatever is interrupted.
// The folder must exist.
func Write(path string, perm os.FileMode, fill func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	if err := fill(f); err != nil {
		return err
	}
	if err := f.Chmod(perm); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
