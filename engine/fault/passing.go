package fault

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Passing reports whether what failed may work later, as it is: the disk is
// full, a file is locked, a network share is gone. What is wrong with a file or
// with a request is wrong for good.
func Passing(err error) bool {
	if err == nil || errors.Is(err, context.Canceled) {
		return false
	}
	e := Of(err)
	switch {
	case e.Code == DiskFull:
		return true
	case isPassing(err):
		return true
	case e.Code == IOFailed:
		return strings.Contains(e.Details, "Input/output error") // ffmpeg's word for it
	case e.Code == FileNotFound:
		// A folder that is gone with all it held is a share or a drive.
		var path *fs.PathError
		if !errors.As(err, &path) {
			return false
		}
		_, missing := os.Stat(filepath.Dir(path.Path))
		return missing != nil
	}
	return false
}
