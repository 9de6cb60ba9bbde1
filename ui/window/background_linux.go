package window

import (
	"runtime"
	"syscall"
)

// runInBackground runs do on a goroutine of its own, whose thread has a lower
// priority than the UI's.
func runInBackground(do func()) {
	go func() {
		runtime.LockOSThread() // never unlocked, so that the thread ends with the goroutine
		lowerPriority()
		do()
	}()
}

// lowerPriority raises the niceness of this thread to 10, unless it is higher. On
// Linux a thread has a niceness of its own (setpriority(2)).
func lowerPriority() {
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
