package ffmpeg

import (
	"os"
	"os/exec"
	"syscall"

	"golang.org/x/sys/windows"
)

// ownGroup puts the child in a process group of its own, without a console
// window, so that a Ctrl+C in the console does not reach it before us.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{
		CreationFlags: windows.CREATE_NEW_PROCESS_GROUP | windows.CREATE_NO_WINDOW,
	}
}

// hold does nothing: Windows has no documented way to stop a process.
func hold(*os.Process, bool) {}
