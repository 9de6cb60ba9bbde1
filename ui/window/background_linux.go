package window

import (
	"runtime"
	"syscall"
)

// background runs do on a goroutine that gives way to others, the one that
// paints among them.
func background(do func()) {
	go func() {
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		giveWay()
		do()
	}()
}

// giveWay makes this thread nice to others, unless the program was started nicer
// yet: then it stays so. On Linux a thread has a niceness of its own (setpriority(2)).
func giveWay() {
	const nice = 10
	if now, err := niceness(); err == nil && now < nice {
		_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, nice)
	}
}

// niceness returns that of this thread, from -20 to 19. The system call itself
// counts down, from 40 to 1.
func niceness() (int, error) {
	raw, err := syscall.Getpriority(syscall.PRIO_PROCESS, 0)
	return 20 - raw, err
}
