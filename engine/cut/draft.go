package cut

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"audiospliter/engine/fault"
)

// Drafts are named .audiospliter-<16 hex digits>.part: hidden where a leading
// dot hides, and never the name of anything else.
const (
	draftPrefix = ".audiospliter-"
	draftSuffix = ".part"
)

// A draft is a file that is not whole yet, in the folder it will stay in. It
// is locked as long as its writer lives, so that what a killed program left is
// not taken for a draft that is being written.
type draft struct {
	file *os.File // open for reading and writing
	path string

	announce func(path string) error // called with each name before it is tried; may be nil
}

func newDraft(folder string) (*draft, error) {
	for range 100 {
		var id [8]byte
		_, _ = rand.Read(id[:])
		path := filepath.Join(folder, draftPrefix+hex.EncodeToString(id[:])+draftSuffix)
		file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return nil, explain(err, folder)
		}
		// Somebody who cleans up may have seen the file before it was locked.
		if lock(file) == nil && samePath(file, path) {
			return &draft{file: file, path: path}, nil
		}
		_ = file.Close()
	}
	return nil, fault.New(fault.IOFailed, "No temporary file could be made in %s.", folder)
}

// discard removes a draft that was not published.
func (d *draft) discard() {
	_ = d.file.Close()
	_ = os.Remove(d.path)
}

// seal makes what was written last, and gives it the modification time mod
// unless that is zero.
func (d *draft) seal(mod time.Time) error {
	if !mod.IsZero() {
		if err := os.Chtimes(d.path, mod, mod); err != nil {
			return explain(err, d.path)
		}
	}
	return explain(d.file.Sync(), d.path)
}

// publish gives a sealed draft its final name, or another as the policy says,
// and returns the name it got; "" if the policy is to leave the file that has
// the name, and then the draft is gone. A name that claim refuses is as taken. No file
// is replaced unless the policy is Overwrite and replace reports true for it.
func (d *draft) publish(final string, policy Conflict, claim, replace func(path string) bool) (string, error) {
	if closeFirst {
		_ = d.file.Close()
	}
	path := final
	for n := 2; ; n++ {
		if d.announce != nil {
			if err := d.announce(path); err != nil {
				d.discard()
				return "", err
			}
		}
		err := fs.ErrExist
		if claim(path) {
			err = renameNew(d.path, path)
			if errors.Is(err, fs.ErrExist) && policy == Overwrite && replace(path) {
				err = os.Rename(d.path, path)
			}
		}
		switch {
		case err == nil:
			_ = d.file.Close()
			return path, nil
		case !errors.Is(err, fs.ErrExist):
			d.discard()
			return "", explain(err, path)
		case policy == Skip:
			d.discard()
			return "", nil
		case policy != Fail && n < 100_000:
			path = numbered(final, n)
		default:
			d.discard()
			return "", exists(path)
		}
	}
}

// linkNew gives the file at from the name to if no file has it, on systems
// whose rename cannot promise that.
func linkNew(from, to string) error {
	err := os.Link(from, to)
	if err == nil {
		return os.Remove(from)
	}
	if errors.Is(err, fs.ErrExist) {
		return err
	}
	// A file system without links: a look before the rename is all there is.
	if _, err := os.Lstat(to); err == nil {
		return fs.ErrExist
	}
	return os.Rename(from, to)
}

// numbered returns path with " (n)" before its extension; the stem is shortened
// so that the name is not longer than it was allowed to be.
func numbered(path string, n int) string {
	folder, name := filepath.Split(path)
	ext := filepath.Ext(name)
	suffix := fmt.Sprintf(" (%d)%s", n, ext)
	stem := strings.TrimSuffix(name, ext)
	if over := len(stem) + len(suffix) - max(len(name), maxName); over > 0 && over < len(stem) {
		stem = strings.ToValidUTF8(stem[:len(stem)-over], "")
	}
	return filepath.Join(folder, stem+suffix)
}

// maxName is how long a file's name may be, in bytes, on all common systems.
const maxName = 255

func exists(path string) error {
	return fault.New(fault.OutputExists, "%s exists already: choose another folder, or what to do about files that exist.", path).In("onConflict")
}

// Clean removes the drafts in folder, not below it, that nobody writes any more: what
// a killed program left. A folder that is not there has none.
func Clean(folder string) error {
	return leftovers(folder, func(path string, file *os.File) error {
		if closeFirst {
			_ = file.Close() // nobody can remove what another has open
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return explain(err, path)
		}
		return nil
	})
}

// leftovers calls do with each leftover in folder, which is locked meanwhile: a
// draft that has just been made cannot be taken for one. It returns the first
// error.
func leftovers(folder string, do func(path string, file *os.File) error) error {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return explain(err, folder)
	}
	var first error
	for _, e := range entries {
		if !isDraft(e.Name()) || !e.Type().IsRegular() {
			continue
		}
		path := filepath.Join(folder, e.Name())
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if lock(file) == nil {
			if err := do(path, file); err != nil && first == nil {
				first = err
			}
		}
		_ = file.Close()
	}
	return first
}

func isDraft(name string) bool {
	id, ok := strings.CutPrefix(name, draftPrefix)
	id, ok2 := strings.CutSuffix(id, draftSuffix)
	_, err := hex.DecodeString(id)
	return ok && ok2 && err == nil && len(id) == 16
}

// samePath reports whether path still names the open file.
func samePath(file *os.File, path string) bool {
	a, err := file.Stat()
	if err != nil {
		return false
	}
	b, err := os.Lstat(path)
	return err == nil && os.SameFile(a, b)
}

// refuser returns the folder that refused what was tried, for path if the error
// does not say.
func refuser(err error, path string) string {
	var tried *fs.PathError
	if errors.As(err, &tried) {
		path = tried.Path
	}
	return filepath.Dir(path)
}

// explain gives an error of the file system a sentence that names the place.
func explain(err error, path string) error {
	switch {
	case err == nil:
		return nil
	case isNameTooLong(err):
		return fault.Wrap(err, fault.InvalidParams, "The name %q is longer than this disk allows: choose a shorter template.", filepath.Base(path)).In("name")
	case isReadOnly(err), errors.Is(err, fs.ErrPermission):
		return fault.Wrap(err, fault.PermissionDenied, "Nothing can be written to %s: choose another output folder.", refuser(err, path)).In("folder")
	case isNotFolder(err):
		return fault.Wrap(err, fault.InvalidParams, "A file is where the folder of %s should be: choose another output folder.", path).In("folder")
	}
	return fault.Of(err)
}
