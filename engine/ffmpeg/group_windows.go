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

// yield gives p a small share of the processor while others compute.
func yield(p *os.Process) {
	handle, err := windows.OpenProcess(windows.PROCESS_SET_INFORMATION, false, uint32(p.Pid))
	if err != nil {
		return // it has ended
	}
	defer windows.CloseHandle(handle)
	_ = windows.SetPriorityClass(handle, windows.BELOW_NORMAL_PRIORITY_CLASS)
}

// hold does nothing: Windows has no documented way to stop a process.
func hold(*os.Process, bool) {}
