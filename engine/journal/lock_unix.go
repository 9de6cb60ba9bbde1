//go:build !windows

package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// lock marks the file as held until it is closed, or its program ends; the
// error is errLocked if another program holds it.
func lock(file *os.File) error {
	err := unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	for errors.Is(err, unix.EINTR) {
		err = unix.Flock(int(file.Fd()), unix.LOCK_EX|unix.LOCK_NB)
	}
	if errors.Is(err, unix.EWOULDBLOCK) {
		return errLocked
	}
	return err
}

// gone reports whether no process here has the number. One of another machine
// or container that shares the folder seems gone, too.
func gone(pid int) bool { return errors.Is(unix.Kill(pid, 0), unix.ESRCH) }
