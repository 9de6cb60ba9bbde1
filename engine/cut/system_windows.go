package cut

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

// closeFirst says that a file cannot be renamed while it is open.
const closeFirst = true

// lock marks the file as in use until it is closed; an error says that another
// has marked it.
func lock(file *os.File) error {
	return windows.LockFileEx(windows.Handle(file.Fd()),
		windows.LOCKFILE_EXCLUSIVE_LOCK|windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0x7FFFFFFF, &windows.Overlapped{OffsetHigh: 0x7FFFFFFF})
}

// freeSpace returns the bytes that can still be written below the folder.
func freeSpace(folder string) (int64, error) {
	path, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var free uint64
	err = windows.GetDiskFreeSpaceEx(path, &free, nil, nil)
	return int64(min(free, 1<<62)), err
}

// syncFolder does nothing: Windows keeps names with the files.
func syncFolder(string) error { return nil }

// renameNew gives the file at from the name to if no file has it.
func renameNew(from, to string) error {
	a, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	b, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	err = windows.MoveFileEx(a, b, windows.MOVEFILE_WRITE_THROUGH)
	if errors.Is(err, windows.ERROR_ALREADY_EXISTS) || errors.Is(err, windows.ERROR_FILE_EXISTS) {
		return fs.ErrExist
	}
	return err
}

func isNameTooLong(err error) bool {
	return errors.Is(err, windows.ERROR_FILENAME_EXCED_RANGE) || errors.Is(err, windows.ERROR_INVALID_NAME)
}
func isReadOnly(err error) bool  { return errors.Is(err, windows.ERROR_WRITE_PROTECT) }
func isNotFolder(err error) bool { return errors.Is(err, windows.ERROR_DIRECTORY) }
