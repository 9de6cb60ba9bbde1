package cut

import (
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"audiospliter/engine/timeline"
)

// evenly cuts a source of the given length into n parts.
func evenly(samples timeline.Position, n int) []timeline.Position {
	var at []timeline.Position
	for i := 1; i < n; i++ {
		at = append(at, samples*timeline.Position(i)/timeline.Position(n))
	}
	return at
}

// BenchmarkPCM cuts an hour of WAV into 60 and tells how many times the time of
// cp that takes, the syncing of both included.
func BenchmarkPCM(b *testing.B) {
	path := filepath.Join(b.TempDir(), "hour.wav")
	run(b, "ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", base(b), "-t", "3600", "-c:a", "pcm_s16le", path)
	src := probe(b, path)
	var own, cp time.Duration
	for b.Loop() {
		start := time.Now()
		copied := filepath.Join(b.TempDir(), "copy.wav")
		run(b, "cp", path, copied)
		run(b, "sync", copied)
		cp += time.Since(start)
		_ = os.Remove(copied)

		job := task(b, src, parts(src, evenly(src.Samples, 60)...), Output{})
		start = time.Now()
		write(b, job)
		own += time.Since(start)
		_ = os.RemoveAll(job.Folder)
	}
	b.ReportMetric(float64(own)/float64(cp), "x-cp")
}

// BenchmarkEncode encodes ten minutes to MP3 in 6 segments with as many workers
// as the name says, and tells how many times faster than one ffmpeg that is.
func BenchmarkEncode(b *testing.B) {
	path := filepath.Join(b.TempDir(), "long.wav")
	run(b, "ffmpeg", "-v", "error", "-stream_loop", "-1", "-i", base(b), "-t", "600", "-c:a", "pcm_s16le", path)
	src := probe(b, path)
	for _, workers := range []int{1, 2} {
		b.Run(strconv.Itoa(workers), func(b *testing.B) {
			var own, one time.Duration
			for b.Loop() {
				start := time.Now()
				run(b, "ffmpeg", "-v", "error", "-y", "-i", path, "-c:a", "libmp3lame", "-q:a", "2", filepath.Join(b.TempDir(), "one.mp3"))
				one += time.Since(start)
				job := task(b, src, parts(src, evenly(src.Samples, 6)...), Output{Format: MP3})
				job.Workers = workers
				start = time.Now()
				write(b, job)
				own += time.Since(start)
			}
			b.ReportMetric(float64(one)/float64(own), "x-ffmpeg")
		})
	}
}
