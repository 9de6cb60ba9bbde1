package ffmpeg

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// wide is the largest size that any user may give a pipe, unless the system
// was set up otherwise, in bytes.
const wide = 1 << 20

// widen makes a pipe hold several of the frames that ffmpeg writes, so that it
// decodes on while they are waited for: in a pipe of the usual 64 KiB not even
// one has room. Where the system refuses, the pipe stays as it is.
func widen(pipe io.Reader) {
	conn, ok := pipe.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := conn.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, wide)
		})
	}
}
