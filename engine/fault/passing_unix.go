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

// wasKilled reports whether a child was ended from outside: by a person, by a
// system that goes down or is short of memory. ffmpeg takes SIGTERM itself, and
// ends with 255 then, without a word.
func wasKilled(err error) bool {
	var ended interface {
		error
		Sys() any
	}
	if !errors.As(err, &ended) {
		return false
	}
	status, ok := ended.Sys().(syscall.WaitStatus)
	switch {
	case !ok:
		return false
	case status.Signaled():
		return status.Signal() == syscall.SIGKILL || status.Signal() == syscall.SIGTERM
	}
	return status.ExitStatus() == 255 && Of(err).Details == ended.Error()
}
