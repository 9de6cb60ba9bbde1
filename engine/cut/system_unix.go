//go:build !windows

package cut

import (
	"errors"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// closeFirst says that a file cannot be renamed while it is open.
const closeFirst = false

// lock marks the file as in use until it is closed; an error says that another
// has marked it.
func lock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	if errors.Is(err, unix.EWOULDBLOCK) {
		return err
	}
	return nil // a file system without locks
}

// freeSpace returns the bytes that can still be written below the folder.
func freeSpace(folder string) (int64, error) {
	var s unix.Statfs_t
	if err := unix.Statfs(folder, &s); err != nil {
		return 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), nil
}

// syncFolder makes the names in the folder last.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Sync(); err != nil && !errors.Is(err, syscall.EINVAL) && !errors.Is(err, syscall.ENOTSUP) {
		return err
	}
	return nil
}

func isNameTooLong(err error) bool { return errors.Is(err, syscall.ENAMETOOLONG) }
func isReadOnly(err error) bool    { return errors.Is(err, syscall.EROFS) }
func isNotFolder(err error) bool   { return errors.Is(err, syscall.ENOTDIR) }
