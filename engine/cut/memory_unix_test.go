//go:build !windows

package cut

import (
	"os"
	"runtime"
	"syscall"
	"time"
)

// peakMemory returns the most resident memory that a process had, in bytes.
func peakMemory(p *os.ProcessState) int64 {
	peak := int64(p.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" {
		return peak // others count kilobytes
	}
	return peak << 10
}

// childTime returns the processor time of all children that have ended.
func childTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_CHILDREN, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
