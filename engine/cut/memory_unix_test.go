//go:build !windows

package cut

import (
	"os"
	"runtime"
	"syscall"
)

// peakMemory returns the most resident memory that a process had, in bytes.
func peakMemory(p *os.ProcessState) int64 {
	peak := int64(p.SysUsage().(*syscall.Rusage).Maxrss)
	if runtime.GOOS == "darwin" {
		return peak // others count kilobytes
	}
	return peak << 10
}
