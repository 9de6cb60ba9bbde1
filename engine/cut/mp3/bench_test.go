package mp3

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"

	"golang.org/x/sync/errgroup"
)

// BenchmarkTenHours cuts ten hours of MP3 (576 MB) into 60 parts, and reports
// how long that takes in terms of copying the file (x/cp), of mp3splt and of
// ffmpeg's segment muxer, all in the same run. Indexing is part of it. The
// peak of the heap is reported in MB.
func BenchmarkTenHours(b *testing.B) {
	const parts = 60
	source := tenHours(b)
	dir := b.TempDir()
	fresh := func() string {
		out, err := os.MkdirTemp(dir, "")
		if err != nil {
			b.Fatal(err)
		}
		return out
	}
	timed := func(f func(out string)) time.Duration {
		best := time.Duration(1 << 62)
		for range 3 {
			out := fresh()
			start := time.Now()
			f(out)
			best = min(best, time.Since(start))
			os.RemoveAll(out)
		}
		return best
	}
	copied := timed(func(out string) { mediatest.Run(b, "cp", source, out) })
	split := timed(func(out string) { mediatest.Run(b, "mp3splt", "-Q", "-f", "-t", "10.0", "-d", out, source) })
	out := fresh()
	start := time.Now()
	mediatest.FFmpeg(b, "-i", source, "-c", "copy", "-f", "segment", "-segment_time", "600", filepath.Join(out, "%03d.mp3"))
	segmented := time.Since(start)
	os.RemoveAll(out)

	var own time.Duration
	var heap uint64
	n := 0
	for b.Loop() {
		n++
		own += timed(func(out string) { heap = max(heap, cutAll(b, source, out, parts)) })
	}
	mean := float64(own) / float64(n)
	b.ReportMetric(mean/1e6, "ms/cut")
	b.ReportMetric(mean/float64(copied), "x/cp")
	b.ReportMetric(mean/float64(split), "x/mp3splt")
	b.ReportMetric(float64(segmented)/mean, "times-faster-than-ffmpeg")
	b.ReportMetric(float64(heap)/1e6, "MB-from-system")
}

// cutAll cuts the source into equal parts, on all cores, and returns the memory
// that the process has from the system.
func cutAll(b *testing.B, source, out string, parts int64) uint64 {
	f, err := os.Open(source)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	info, _ := f.Stat()
	s, err := mp3.Index(context.Background(), f, info.Size())
	if err != nil {
		b.Fatal(err)
	}
	c, err := New(f, s)
	if err != nil {
		b.Fatal(err)
	}
	var g errgroup.Group
	g.SetLimit(runtime.NumCPU())
	for i := range parts {
		g.Go(func() error {
			dst, err := os.Create(filepath.Join(out, fmt.Sprintf("%03d.mp3", i)))
			if err != nil {
				return err
			}
			defer dst.Close()
			at := func(i int64) timeline.Position { return s.Samples * timeline.Position(i) / timeline.Position(parts) }
			_, err = c.Write(context.Background(), dst, Part{Start: at(i), End: at(i + 1)}, func(timeline.Position) {})
			return err
		})
	}
	if err := g.Wait(); err != nil {
		b.Fatal(err)
	}
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	return mem.Sys
}

// tenHours makes the source: frames of a short one, again and again.
func tenHours(b *testing.B) string {
	b.Helper()
	short := kind{"short", false, []string{"-t", "-b", "128"}}.make(b)
	frames := mediatest.Read(b, short)
	path := filepath.Join(b.TempDir(), "tenhours.mp3")
	f, err := os.Create(path)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	const size = 10 * 3600 * 128_000 / 8
	for range size/len(frames) + 1 {
		if _, err := f.Write(frames); err != nil {
			b.Fatal(err)
		}
	}
	mediatest.Run(b, "sync", path)
	return path
}

func BenchmarkCRC(b *testing.B) {
	block := make([]byte, 256<<10)
	b.SetBytes(int64(len(block)))
	var crc uint16
	for b.Loop() {
		crc = UpdateCRC(crc, block)
	}
	_ = crc
}

func BenchmarkSize(b *testing.B) {
	s, c := open(b, kinds[4].make(b))
	for i := timeline.Position(0); b.Loop(); i++ {
		from := i * 7919 % (s.Samples / 2)
		if _, err := c.Size(context.Background(), Part{Start: from, End: from + s.Samples/3}); err != nil {
			b.Fatal(err)
		}
	}
}
