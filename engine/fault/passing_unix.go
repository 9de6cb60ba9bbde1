//go:build !windows

package fault

import (
	"errors"
	"slices"
	"syscall"
)

// passing are the system's errors that need not last.
var passing = []syscall.Errno{
	syscall.EBUSY, syscall.ETXTBSY, syscall.EAGAIN, syscall.EIO, syscall.ESTALE, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM,
	syscall.ENOTCONN, syscall.ETIMEDOUT, syscall.EHOSTDOWN, syscall.EHOSTUNREACH, syscall.ENETDOWN, syscall.ENETUNREACH, syscall.ECONNRESET,
}

func isPassing(err error) bool {
	var errno syscall.Errno
	return errors.As(err, &errno) && slices.Contains(passing, errno)
}
