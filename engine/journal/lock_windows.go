package journal

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// lock marks the file as held until it is closed, or its program ends; the
// error is errLocked if another program holds it.
func lock(file *os.File) error {
	err := windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0, &windows.Overlapped{})
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) {
		return errLocked
	}
	return err
}

// gone reports whether no process here has the number. The system lets go of a
// lock with its process, so that nobody needs to ask.
func gone(int) bool { return false }
