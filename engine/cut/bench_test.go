package cut

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
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

// workerEnv makes the test binary cut the job in the file it names, once.
const workerEnv = "CUT_BENCH_WORKER"

type workerJob struct {
	Path, Folder string
	Segments     int
	Output       Output
}

// worker probes a source and cuts it, as the program does.
func worker(path string) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var job workerJob
	if err := json.Unmarshal(data, &job); err != nil {
		return err
	}
	found, err := ffmpeg.Find("")
	if err != nil {
		return err
	}
	src, err := media.Probe(context.Background(), found, job.Path)
	if err != nil {
		return err
	}
	p := parts(src, evenly(src.Samples, job.Segments)...)
	c, err := Choose(found, src, job.Output)
	if err != nil {
		return err
	}
	defer c.Close()
	t := Task{Choice: c, Plan: p, Folder: job.Folder, Workers: runtime.NumCPU()}
	for i := range p.Segments {
		t.Names = append(t.Names, strconv.Itoa(i)+filepath.Ext(job.Path))
	}
	_, err = Write(context.Background(), t)
	return err
}

// cutInChild cuts a source in a process of its own and returns its peak of
// resident memory in bytes.
func cutInChild(b *testing.B, job workerJob) int64 {
	b.Helper()
	self, err := os.Executable()
	if err != nil {
		b.Fatal(err)
	}
	data, err := json.Marshal(job)
	if err != nil {
		b.Fatal(err)
	}
	file := filepath.Join(b.TempDir(), "job.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		b.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), workerEnv+"="+file)
	if out, err := cmd.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	return peakMemory(cmd.ProcessState)
}

// A rival is another program that writes what is on disk when it is done.
type rival struct {
	name    string
	program string
	args    func(source, out string) []string
}

// benchmarkCopying cuts a source into 60 in a process of its own, probing
// and syncing included, and tells how many times the time of each rival that
// takes. What a rival has written is synced too: ours is safe when it is done.
func benchmarkCopying(b *testing.B, source string, o Output, rivals []rival) {
	var own time.Duration
	others := make([]time.Duration, len(rivals))
	peak := int64(0)
	timed := func(f func(out string)) time.Duration {
		out, err := os.MkdirTemp(b.TempDir(), "")
		if err != nil {
			b.Fatal(err)
		}
		start := time.Now()
		f(out)
		taken := time.Since(start)
		_ = os.RemoveAll(out)
		return taken
	}
	for b.Loop() {
		for i, r := range rivals {
			others[i] += timed(func(out string) {
				mediatest.Run(b, r.program, r.args(source, out)...)
				written, _ := filepath.Glob(filepath.Join(out, "*"))
				mediatest.Run(b, "sync", written...)
			})
		}
		own += timed(func(out string) {
			peak = max(peak, cutInChild(b, workerJob{source, out, 60, o}))
		})
	}
	b.ReportMetric(float64(own.Milliseconds())/float64(b.N), "ms/cut")
	for i, r := range rivals {
		b.ReportMetric(float64(own)/float64(others[i]), "x/"+r.name)
	}
	b.ReportMetric(float64(peak)/1e6, "MB-resident")
}

var copyRival = rival{"cp", "cp", func(source, out string) []string { return []string{source, out} }}

// segmentRival is ffmpeg's segment muxer, which a user takes for pieces of one
// length. It cuts at packets: of PCM they have 4096 bytes.
func segmentRival(seconds, ext string) rival {
	return rival{"ffmpeg-segment", "ffmpeg", func(source, out string) []string {
		return []string{"-v", "error", "-nostdin", "-i", source, "-c", "copy", "-f", "segment", "-segment_time", seconds, filepath.Join(out, "%03d"+ext)}
	}}
}

// eachRival is one ffmpeg a segment, which a user takes for a list of cuts.
func eachRival(seconds, segments int, ext string) rival {
	const loop = `i=0; while [ $i -lt $4 ]; do
		ffmpeg -v error -nostdin -ss $((i*$3)) -t $3 -i "$1" -c copy "$2/$i$5" || exit 1; i=$((i+1)); done`
	return rival{"ffmpeg-each", "sh", func(source, out string) []string {
		return []string{"-c", loop, "sh", source, out, strconv.Itoa(seconds), strconv.Itoa(segments), ext}
	}}
}

// BenchmarkMP3 cuts ten hours of MP3 (576 MB).
func BenchmarkMP3(b *testing.B) {
	short := filepath.Join(b.TempDir(), "short.mp3")
	mediatest.Run(b, "lame", "--quiet", "-t", "-b", "128", wav16(b, 60), short)
	benchmarkCopying(b, repeat(b, short, 10*3600*128_000/8), Output{}, []rival{
		copyRival,
		{"mp3splt", "mp3splt", func(source, out string) []string {
			return []string{"-Q", "-f", "-t", "10.0", "-d", out, source}
		}},
		segmentRival("600", ".mp3"),
	})
}

// BenchmarkWAV cuts an hour of WAV (635 MB).
func BenchmarkWAV(b *testing.B) {
	benchmarkCopying(b, wav16(b, 3600), Output{}, []rival{copyRival, segmentRival("60", ".wav"), eachRival(60, 60, ".wav")})
}

// wav16 returns music of that many seconds, as CDs have it.
func wav16(b *testing.B, seconds int) string {
	b.Helper()
	path := filepath.Join(b.TempDir(), "music.wav")
	mediatest.FFmpeg(b, "-stream_loop", "-1", "-i", base(b), "-t", strconv.Itoa(seconds), "-c:a", "pcm_s16le", path)
	return path
}

// repeat writes a file again and again until that many bytes are there.
func repeat(b *testing.B, path string, size int64) string {
	b.Helper()
	data := mediatest.Read(b, path)
	long, err := os.Create(filepath.Join(b.TempDir(), "long"+filepath.Ext(path)))
	if err != nil {
		b.Fatal(err)
	}
	defer long.Close()
	for n := int64(0); n < size; n += int64(len(data)) {
		if _, err := long.Write(data); err != nil {
			b.Fatal(err)
		}
	}
	if err := long.Sync(); err != nil {
		b.Fatal(err)
	}
	return long.Name()
}

// BenchmarkEncode encodes half an hour of MP3 to MP3 in segments of five
// minutes with two workers. It tells how many times faster than one ffmpeg over
// the whole that is, and how many times faster two ffmpegs are that each encode
// a half: what the machine can do at that moment. Its processor time in terms
// of the one ffmpeg's is what starting often and seeking take, however busy the
// machine is.
func BenchmarkEncode(b *testing.B) {
	path := filepath.Join(b.TempDir(), "long.mp3")
	mediatest.Run(b, "lame", "--quiet", "-b", "128", wav16(b, 1800), path)
	src := probeMedia(b, path)
	ffmpeg := func(out string, span ...string) {
		args := append([]string{"-v", "error", "-nostdin", "-y"}, span...)
		mediatest.Run(b, "ffmpeg", append(args, "-i", path, "-c:a", "libmp3lame", "-q:a", "2", filepath.Join(b.TempDir(), out))...)
	}
	var own, one, two, ownCPU, oneCPU time.Duration
	for b.Loop() {
		start, before := time.Now(), childTime()
		ffmpeg("one.mp3")
		one += time.Since(start)
		oneCPU += childTime() - before

		start = time.Now()
		first := make(chan struct{})
		go func() {
			defer close(first)
			ffmpeg("a.mp3", "-t", "900")
		}()
		ffmpeg("b.mp3", "-ss", "900")
		<-first
		two += time.Since(start)

		job := task(b, src, parts(src, evenly(src.Samples, 6)...), Output{Format: MP3, Quality: new(float64)})
		*job.Choice.Output.Quality = 2
		start, before = time.Now(), childTime()
		write(b, job)
		own += time.Since(start)
		ownCPU += childTime() - before
	}
	if oneCPU > 0 {
		b.ReportMetric(float64(ownCPU)/float64(oneCPU), "x/cpu-of-ffmpeg")
	}
	b.ReportMetric(float64(one)/float64(own), "times-faster-than-ffmpeg")
	b.ReportMetric(float64(one)/float64(two), "times-faster-two-ffmpegs")
}

// BenchmarkFLAC cuts an hour of FLAC with a true MD5 in each segment, and
// BenchmarkFLACNoMD5 without.
func BenchmarkFLAC(b *testing.B)      { benchmarkFLAC(b, Output{}) }
func BenchmarkFLACNoMD5(b *testing.B) { benchmarkFLAC(b, Output{NoMD5: true}) }

func benchmarkFLAC(b *testing.B, o Output) {
	source := filepath.Join(b.TempDir(), "music.flac")
	mediatest.Run(b, "flac", "-s", "-o", source, wav16(b, 3600))
	benchmarkCopying(b, source, o, []rival{
		segmentRival("60", ".flac"),
		{"ffmpeg-encoding", "ffmpeg", func(source, out string) []string {
			return []string{"-v", "error", "-nostdin", "-i", source, "-c:a", "flac", "-f", "segment", "-segment_time", "60", filepath.Join(out, "%03d.flac")}
		}},
		{"mp3splt", "mp3splt", func(source, out string) []string {
			return []string{"-Q", "-f", "-t", "1.0", "-d", out, source}
		}},
	})
}
