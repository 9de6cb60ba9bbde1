//go:build !windows

package ffmpeg

import (
	"os"
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

// yield gives the group that p leads a small share of the processor while others
// compute.
func yield(p *os.Process) {
	const nice = 10
	_ = syscall.Setpriority(syscall.PRIO_PGRP, p.Pid, nice)
}

// hold stops the group that p leads, or lets it go on. A group that has ended
// is not an error.
func hold(p *os.Process, on bool) {
	signal := syscall.SIGCONT
	if on {
		signal = syscall.SIGSTOP
	}
	_ = syscall.Kill(-p.Pid, signal)
}
