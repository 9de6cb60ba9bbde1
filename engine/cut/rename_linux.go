package cut

import (
	"io/fs"

	"golang.org/x/sys/unix"
)

// renameNew gives the file at from the name to if no file has it.
func renameNew(from, to string) error {
	err := unix.Renameat2(unix.AT_FDCWD, from, unix.AT_FDCWD, to, unix.RENAME_NOREPLACE)
	switch err {
	case nil:
		return nil
	case unix.EEXIST:
		return fs.ErrExist
	case unix.EINVAL, unix.ENOSYS, unix.ENOTSUP: // an old kernel, or a file system that cannot
		return linkNew(from, to)
	}
	return &fs.PathError{Op: "rename", Path: to, Err: err}
}
