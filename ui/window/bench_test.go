package window

import (
	"fmt"
	"os"
	"os/exec"
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

// since returns what has been counted since an earlier look.
func since(before, now []int) []int {
	now = slices.Clone(now)
	for ms, n := range before {
		now[ms] -= n
	}
	return now
}

// percentile returns how long that share of what was counted took at most, in whole
// milliseconds.
func percentile(counts []int, of float64) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	rank := int(of*float64(sum-1)) + 1
	for ms, n := range counts {
		if rank -= n; rank <= 0 && n > 0 {
			return float64(ms)
		}
	}
	return 0
}

// painted leaves out the frames in which there was nothing to paint.
func painted(frames []int) []int {
	frames = slices.Clone(frames)
	if len(frames) > 0 {
		frames[0] = 0
	}
	return frames
}

// report reports how long frames took while something was done, and how many
// there were in a second.
func (s *screen) report(b *testing.B, what string, do func()) {
	b.Helper()
	before, began := s.fresh(), time.Now()
	do()
	took := time.Since(began)
	frames := painted(since(before.Frames, s.fresh().Frames))
	number := 0
	for _, n := range frames {
		number += n
	}
	b.ReportMetric(float64(number)/took.Seconds(), what+"-frames/s")
	b.ReportMetric(percentile(frames, 0.5), what+"-ms-p50")
	b.ReportMetric(percentile(frames, 0.95), what+"-ms-p95")
	b.ReportMetric(percentile(frames, 1), what+"-ms-max")
}

// fresh looks at the window as it is from now on.
func (s *screen) fresh() probed {
	s.t.Helper()
	number := s.look().Number
	s.eventually("another look", func() bool { return s.look().Number > number+1 })
	return s.look()
}

// stalled reports how long the UI goroutine kept a person waiting at worst since
// an earlier look, and the longest of what it did.
func (s *screen) stalled(b *testing.B, what string, before probed) {
	b.Helper()
	now := s.fresh()
	b.ReportMetric(percentile(since(before.Waits, now.Waits), 1), what+"-ms-longest-stall")
	b.ReportMetric(percentile(since(before.Tasks, now.Tasks), 1), what+"-ms-longest-task")
	b.ReportMetric(percentile(since(before.Frames, now.Frames), 1), what+"-ms-longest-frame")
}

// zoomTo turns the wheel until so many seconds are on show.
func (s *screen) zoomTo(seconds float64) {
	s.t.Helper()
	for {
		if shown := s.fresh().Wave.Shown; shown[1]-shown[0] <= seconds {
			return
		}
		s.wheel(4, 1)
	}
}

// wheel turns the wheel of the mouse where the pointer is, faster than frames
// are painted: 4 is up, 5 down, 6 left and 7 right.
func (s *screen) wheel(button, clicks int) {
	s.t.Helper()
	s.run("xdotool", "click", "--repeat", strconv.Itoa(clicks), "--delay", "8", strconv.Itoa(button))
}

// hover moves the pointer over the rows of the queue. There is nothing new in
// the frames that are painted meanwhile but where it is: they say what painting
// the window costs here at least.
func (s *screen) hover() {
	s.t.Helper()
	r := s.look().Controls["queue"]
	var moves []string
	for n := range 100 {
		y := r[1] + 15 + n%10*34
		moves = append(moves, "mousemove", "--window", s.window, strconv.Itoa(r[0]+60), strconv.Itoa(y), "sleep", "0.02")
	}
	s.run("xdotool", moves...)
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

// tenHours makes a file of ten hours: ten minutes, again and again.
func tenHours(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	list := filepath.Join(dir, "list")
	part := encode(b, filepath.Join(dir, "part.mp3"), music, 600)
	if err := os.WriteFile(list, []byte(strings.Repeat("file '"+part+"'\n", 60)), 0o600); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(dir, "Ten hours.mp3")
	runProgram(b, "ffmpeg", "-v", "error", "-nostdin", "-f", "concat", "-safe", "0", "-i", list, "-c", "copy", "file:"+path)
	return path
}

func runProgram(b *testing.B, name string, args ...string) {
	b.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// tenThousand makes a folder of ten thousand files.
func tenThousand(b *testing.B) string {
	b.Helper()
	dir := b.TempDir()
	wav := slices.Concat([]byte("RIFF\x24\x10\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00\x40\x1f\x00\x00\x80\x3e\x00\x00\x02\x00\x10\x00data\x00\x10\x00\x00"), make([]byte, 4096))
	for n := range 10_000 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("file %05d.wav", n)), wav, 0o600); err != nil {
			b.Fatal(err)
		}
	}
	return dir
}

// BenchmarkTenThousandFiles opens a file of ten hours, pans and zooms in it, and
// then drops a folder of ten thousand files beside it. It measures how long the
// UI goroutine keeps a person waiting at worst while they come and are read, how
// long frames take, also those that only move what was drawn before, and how
// much memory all of it needs.
func BenchmarkTenThousandFiles(b *testing.B) {
	long, dir := tenHours(b), tenThousand(b)
	for b.Loop() {
		s := newScreen(b, "1280x860", childOptions{Files: []string{long}})
		s.raise()
		s.eventually("the waveform", func() bool { return s.look().Wave.Ready })
		s.middle("wave")
		s.zoomTo(3600)
		s.report(b, "pan-hour", func() { s.wheel(7, 300); s.wheel(6, 300) })
		s.zoomTo(60)
		s.report(b, "pan-minute", func() { s.wheel(7, 300); s.wheel(6, 300) })
		s.report(b, "zoom", func() { s.wheel(5, 150); s.wheel(4, 150) })
		s.shoot("ten-hours")

		drop := s.carry("queue", dir)
		before := s.fresh()
		drop()
		s.eventually("ten thousand files to be read", func() bool {
			counts := s.look().Counts
			return strings.Contains(counts, "10,001") && !strings.Contains(counts, "reading")
		})
		s.stalled(b, "drop", before)
		b.ReportMetric(usage(b, s.program.Process.Pid), "MB")
		s.shoot("ten-thousand")
		s.report(b, "hover", s.hover)
		s.middle("queue")
		s.report(b, "scroll", func() { s.wheel(5, 300); s.wheel(4, 300) })
		b.ReportMetric(usage(b, s.program.Process.Pid), "scroll-MB")

		before = s.fresh()
		s.click("split")
		s.press("p")
		s.eventually("all to be in line", func() bool { return s.look().Phases[99] == "queued" })
		s.stalled(b, "split", before)
		s.shoot("ten-thousand-in-line")
		b.ReportMetric(usage(b, s.program.Process.Pid), "split-MB")
		s.end()
	}
}

// end ends the program before the test does.
func (s *screen) end() {
	_ = s.program.Process.Kill()
	<-s.ended
}
