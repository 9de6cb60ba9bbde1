package window

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// usage reads how many bytes of memory a process has of its own or shares with
// files, in MB, from Linux.
func usage(b *testing.B, pid int) float64 {
	b.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		b.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		b.Fatal(err)
	}
	return float64(pages) * float64(os.Getpagesize()) / 1e6
}

// BenchmarkStart opens the window on a virtual screen, again and again, and
// measures from the start of the process to its first painted frame.
func BenchmarkStart(b *testing.B) {
	home := b.TempDir()
	options := childOptions{Home: home}
	newScreen(b, "1280x860", options).end() // the files are in memory, and what fonts there are is known
	for b.Loop() {
		s := newScreen(b, "1280x860", options)
		s.eventually("the first frame", func() bool { return s.look().Painted > 0 })
		b.ReportMetric(float64(time.Unix(0, s.look().Painted).Sub(s.began).Milliseconds()), "ms-to-paint")
		b.ReportMetric(usage(b, s.program.Process.Pid), "MB")
		s.end()
	}
}

// BenchmarkTenThousandFiles drops a folder of ten thousand files and measures
// how long the UI goroutine keeps a person waiting at worst until all are read.
func BenchmarkTenThousandFiles(b *testing.B) {
	dir := b.TempDir()
	wav := slices.Concat([]byte("RIFF\x24\x10\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x10\x00\x00"), make([]byte, 4096))
	for n := range 10_000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file %05d.wav", n)), wav, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	for b.Loop() {
		s := newScreen(b, "1280x860", childOptions{})
		s.drag("dropzone", dir)
		s.eventually("ten thousand rows", func() bool { return strings.Contains(s.look().Counts, "10,000") })
		time.Sleep(10 * time.Second) // some hundreds of them are read meanwhile
		s.shoot("ten-thousand")
		b.ReportMetric(float64(s.look().Task.Microseconds())/1000, "ms-longest-task")
		b.ReportMetric(float64(s.look().Stall.Microseconds())/1000, "ms-longest-stall")
		b.ReportMetric(usage(b, s.program.Process.Pid), "MB")
		s.end()
	}
}

// end ends the program before the test does.
func (s *screen) end() {
	_ = s.program.Process.Kill()
	<-s.ended
}
