package window

import (
	"runtime"
	"syscall"
)

// background runs do on a goroutine that computes only when others have no use
// for the processor, the one that paints among them.
func background(do func()) {
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		const nice = 10
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice) // on Linux, of this thread alone
		do()
	}()
}
