package waveform

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// benchSeconds is how long the benchmarks' audio is: an hour, or what the
// environment variable AUDIOSPLITER_BENCH_HOURS says.
func benchSeconds(b *testing.B) int {
	if hours := os.Getenv("AUDIOSPLITER_BENCH_HOURS"); hours != "" {
		h, err := strconv.Atoi(hours)
		if err != nil {
			b.Fatal(err)
		}
		return h * 3600
	}
	return 3600
}

// took runs a function and returns how long it took, in seconds.
func took(f func()) float64 {
	start := time.Now()
	f()
	return time.Since(start).Seconds()
}

// BenchmarkScan reports, for each format, the seconds of a scan and of its
// rivals, run in turn, and the scan's share of each rival's time.
func BenchmarkScan(b *testing.B) {
	for _, format := range []struct {
		name string
		args []string
	}{
		{"cbr.mp3", []string{"-b:a", "128k"}},
		{"vbr.mp3", []string{"-q:a", "2"}},
		{"aac.m4a", []string{"-b:a", "128k"}},
		{"vorbis.ogg", []string{"-c:a", "libvorbis"}},
		{"opus.opus", []string{"-c:a", "libopus", "-ar", "48000", "-b:a", "96k"}},
		{"flac.flac", nil},
		{"wav.wav", nil},
	} {
		b.Run(format.name, func(b *testing.B) {
			src := benchFile(b, format.name, format.args...)
			var scan, detect, picture, mp3splt, overview, silences, load, memory float64
			n := 0.0
			for b.Loop() {
				n++
				var e *Envelope
				overview += took(func() {
					if _, err := Overview(context.Background(), tools(b), src, 1000); err != nil {
						b.Fatal(err)
					}
				})
				resetPeak()
				scan += took(func() { e = mustScan(b, src, 0) })
				memory = max(memory, peak())
				silences += took(func() { e.Silences(-35, timeline.Position(src.Rate)/2) })
				c := NewCache(b.TempDir(), 0)
				if err := c.Store(src, e); err != nil {
					b.Fatal(err)
				}
				e = nil
				resetPeak()
				load += took(func() {
					if _, ok := c.Load(src); !ok {
						b.Fatal("not kept")
					}
				})
				memory = max(memory, peak())
				detect += took(func() {
					runProgram(b, "ffmpeg", "-v", "error", "-i", src.Path, "-af", "silencedetect=n=-40dB:d=1", "-f", "null", "-")
				})
				picture += took(func() {
					runProgram(b, "ffmpeg", "-v", "error", "-y", "-i", src.Path, "-filter_complex", "showwavespic=s=1000x300", "-frames:v", "1", filepath.Join(b.TempDir(), "a.png"))
				})
				if filepath.Ext(src.Path) == ".mp3" {
					mp3splt += took(func() {
						cmd := exec.Command("mp3splt", "-s", "-P", "-q", src.Path)
						cmd.Dir = b.TempDir()
						_ = cmd.Run() // it may find no silence
					})
				}
			}
			b.ReportMetric(scan/n, "scan-s")
			b.ReportMetric(scan/detect, "of-silencedetect")
			b.ReportMetric(scan/picture, "of-showwavespic")
			if mp3splt > 0 {
				b.ReportMetric(scan/mp3splt, "of-mp3splt")
			}
			b.ReportMetric(overview/n, "overview-s")
			b.ReportMetric(silences/n*1000, "silences-ms")
			b.ReportMetric(load/n*1000, "cached-ms")
			b.ReportMetric(memory, "peak-MB")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// BenchmarkLength reports what an hour costs in files of 1, 10 and 100 hours,
// which is the same where the cost is linear.
func BenchmarkLength(b *testing.B) {
	hour := musicFile(b, b.TempDir(), "book.mp3", 3600, 22050, 1, "-b:a", "32k")
	for _, hours := range []int{1, 10, 100} {
		b.Run(strconv.Itoa(hours)+"h", func(b *testing.B) {
			src := repeated(b, hour, hours)
			var scan, overview float64
			n := 0.0
			for b.Loop() {
				n++
				overview += took(func() {
					if _, err := Overview(context.Background(), tools(b), src, 1000); err != nil {
						b.Fatal(err)
					}
				})
				resetPeak()
				scan += took(func() { mustScan(b, src, 0) })
			}
			b.ReportMetric(scan/n/float64(hours), "scan-s/h")
			b.ReportMetric(peak()/float64(hours), "peak-MB/h")
			b.ReportMetric(overview/n, "overview-s")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// benchFile encodes music, an hour at most, and repeats its packets for what is
// longer. Frames of FLAC and pages of Ogg say where they stand: they are all
// encoded.
func benchFile(b *testing.B, name string, args ...string) media.Source {
	b.Helper()
	const hour = 3600
	secs := benchSeconds(b)
	numbered := []string{".flac", ".ogg", ".opus"}
	if secs <= hour || slices.Contains(numbered, filepath.Ext(name)) {
		return source(b, musicFile(b, b.TempDir(), name, secs, 44100, 2, args...))
	}
	one := musicFile(b, b.TempDir(), name, hour, 44100, 2, args...)
	src := repeated(b, one, secs/hour)
	if err := os.Remove(one); err != nil {
		b.Fatal(err)
	}
	return src
}

// repeated plays the packets of a file a number of times over, in a new file.
func repeated(b *testing.B, one string, times int) media.Source {
	b.Helper()
	path := filepath.Join(b.TempDir(), filepath.Base(one))
	options := []string{"-v", "error", "-stream_loop", strconv.Itoa(times - 1), "-i", one, "-c", "copy"}
	if filepath.Ext(path) == ".wav" {
		options = append(options, "-rf64", "auto")
	}
	runProgram(b, "ffmpeg", append(options, path)...)
	return source(b, path)
}

// resetPeak makes Linux forget the most memory this process has had; peak
// returns it, in megabytes, or 0 on other systems.
func resetPeak() {
	debug.FreeOSMemory()
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0)
}

func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	fields := strings.Fields(rest)
	if len(fields) == 0 {
		return 0
	}
	kilobytes, _ := strconv.ParseFloat(fields[0], 64)
	return kilobytes / 1000
}
