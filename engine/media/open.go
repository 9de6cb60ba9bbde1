package media

import (
	"errors"
	"io/fs"
	"os"
	"strings"

	"audiospliter/engine/fault"
)

// open opens the regular file at path for reading. Devices and pipes, which
// could block for ever, are refused unopened.
func open(path string) (*os.File, fs.FileInfo, error) {
	if path == "" || strings.ContainsRune(path, 0) {
		return nil, nil, fault.New(fault.InvalidParams, "%q is not a file name.", path)
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, nil, notOpened(path, err)
	}
	switch {
	case info.IsDir():
		return nil, nil, fault.New(fault.InvalidParams, "This is a folder: add it as one to take the audio files in it.")
	case !info.Mode().IsRegular():
		return nil, nil, fault.New(fault.UnsupportedFormat, "This is a device or a pipe. Only files can be split: save the audio to a file first.")
	case info.Size() == 0:
		return nil, nil, fault.New(fault.CorruptFile, "The file is empty. If it is still being copied, try again when that is done.")
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, nil, notOpened(path, err)
	}
	return f, info, nil
}

// notOpened explains why the file at path cannot be opened.
func notOpened(path string, err error) error {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if info, lerr := os.Lstat(path); lerr == nil && info.Mode()&fs.ModeSymlink != 0 {
			return fault.Wrap(err, fault.FileNotFound, "This is a link to a file that is not there. Connect its drive, or add the file itself.")
		}
		return fault.Wrap(err, fault.FileNotFound, "There is no such file. It may have been moved, renamed or deleted.")
	case errors.Is(err, fs.ErrPermission):
		return fault.Wrap(err, fault.PermissionDenied, "You are not allowed to read this file. Change its permissions, or copy it to a folder of yours.")
	}
	return fault.Wrap(err, fault.IOFailed, "The file cannot be opened.")
}
