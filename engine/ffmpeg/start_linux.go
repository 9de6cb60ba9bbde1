package ffmpeg

import (
	"os/exec"
	"runtime"
	"sync"
	"syscall"
)

// starts runs functions on one thread that never ends. The system ends a child
// when the thread that started it does, and Go's threads may end at any time.
var starts = sync.OnceValue(func() chan<- func() {
	c := make(chan func())
	go func() {
		runtime.LockOSThread()
		for f := range c {
			f()
		}
	}()
	return c
})

// start starts a child that does not outlive this program, even if it is killed.
func start(cmd *exec.Cmd) error {
	cmd.SysProcAttr.Pdeathsig = syscall.SIGKILL
	started := make(chan error)
	starts() <- func() { started <- cmd.Start() }
	return <-started
}
