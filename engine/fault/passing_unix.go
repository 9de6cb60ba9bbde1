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
	return errors.As(err, &errno) && slices.Contains(passing, errno) || wasKilled(err)
}

// wasKilled reports whether a child was ended from outside: by a person, or by a
// system that is short of memory.
func wasKilled(err error) bool {
	var ended interface{ Sys() any }
	if !errors.As(err, &ended) {
		return false
	}
	status, ok := ended.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && (status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM)
}
