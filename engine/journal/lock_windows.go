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
