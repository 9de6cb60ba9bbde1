package fault

import (
	"errors"
	"slices"

	"golang.org/x/sys/windows"
)

// passing are the system's errors that need not last.
var passing = []windows.Errno{
	windows.ERROR_SHARING_VIOLATION, windows.ERROR_LOCK_VIOLATION, windows.ERROR_BUSY, windows.ERROR_NOT_READY,
	windows.ERROR_BAD_NETPATH, windows.ERROR_NETWORK_BUSY, windows.ERROR_DEV_NOT_EXIST, windows.ERROR_UNEXP_NET_ERR,
	windows.ERROR_NETNAME_DELETED, windows.ERROR_NETWORK_UNREACHABLE, windows.ERROR_SEM_TIMEOUT, windows.ERROR_IO_DEVICE,
}

func isPassing(err error) bool {
	var errno windows.Errno
	return errors.As(err, &errno) && slices.Contains(passing, errno)
}
