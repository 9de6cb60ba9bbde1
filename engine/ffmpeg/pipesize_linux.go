package ffmpeg

import (
	"io"
	"syscall"

	"golang.org/x/sys/unix"
)

// pipeSize is the size of a pipe in bytes: two of the frames that ffmpeg writes of 16
// bits and stereo. All pipes of a user share 64 MiB, unless the system is set up
// otherwise, so more would leave others short.
const pipeSize = 256 << 10

// growPipe makes a pipe hold more than a frame that ffmpeg writes, so that it
// decodes on while they are waited for: in a pipe of the usual 64 KiB not even
// one has room. Where the system refuses, the pipe stays as it is.
func growPipe(pipe io.Reader) {
	conn, ok := pipe.(syscall.Conn)
	if !ok {
		return
	}
	if raw, err := conn.SyscallConn(); err == nil {
		_ = raw.Control(func(fd uintptr) {
			_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize)
		})
	}
}
