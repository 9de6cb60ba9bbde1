//go:build !windows

package ffmpeg

import (
	"os/exec"
	"syscall"
)

// ownGroup puts the child in a process group of its own, so that a Ctrl+C in
// the terminal does not reach it before us, and so that ending it ends all it
// started.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error {
		return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
	}
}
