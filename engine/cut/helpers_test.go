package cut

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// makeMedia writes test media: a stretch of music, each channel different, with the
// given options of ffmpeg, and returns its path. The file is the caller's own; it
// is encoded once for all that ask for the same.
func makeMedia(t testing.TB, name string, length, rate, channels int, args ...string) string {
	t.Helper()
	ext := filepath.Ext(name)
	made := mediatest.Shared(t, fmt.Sprint(length, rate, channels, args)+ext, func(path string) {
		layout := map[int]string{1: "mono", 2: "stereo", 6: "5.1"}[channels]
		filter := fmt.Sprintf("aresample=%d,atrim=end_sample=%d,pan=%s", rate, length, layout)
		for c := range channels {
			filter += fmt.Sprintf("|c%d=%.2f*c0+%.2f*c1", c, 0.2+0.1*float64(c), 0.8-0.1*float64(c))
		}
		mediatest.FFmpeg(t, append(append([]string{"-i", base(t), "-af", filter}, args...), path)...)
	})
	return mediatest.Save(t, name, mediatest.Read(t, made))
}

// base returns the path of 70 s of stereo music with some noise, which all test
// media is made of.
func base(t testing.TB) string {
	t.Helper()
	return mediatest.Shared(t, "base.wav", func(path string) {
		mediatest.FFmpeg(t, "-ss", "20", "-i", mediatest.Music,
			"-f", "lavfi", "-i", "anoisesrc=seed=5:a=0.02:r=44100:d=70",
			"-filter_complex", "[0:a]aresample=44100[m];[1:a]aformat=channel_layouts=mono[n];[m][n]amix=inputs=2:duration=shortest,asplit=2[a][b];[b]lowpass=800[c];[a][c]join=inputs=2:channel_layout=stereo[out]",
			"-map", "[out]", "-c:a", "pcm_f32le", path)
	})
}

func TestMain(m *testing.M) {
	if folder := os.Getenv(victimEnv); folder != "" {
		victim(folder)
	}
	if job := os.Getenv(workerEnv); job != "" {
		if err := worker(job); err != nil {
			panic(err)
		}
		os.Exit(0)
	}
	os.Exit(mediatest.Main(m))
}

// probeMedia describes a file as the program does.
func probeMedia(t testing.TB, path string) media.Source {
	t.Helper()
	src, err := media.Probe(t.Context(), mediatest.Tools(t), path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// measured describes a file as the program does, and as exact where that estimates
// its length: by what it decodes to.
func measured(t testing.TB, path string) media.Source {
	t.Helper()
	src := probeMedia(t, path)
	if !src.Exact {
		src.Samples, src.Exact = timeline.Position(len(decodeOne(t, path, "s16le"))/2/src.Channels), true
	}
	return src
}

// decodeOne returns a file's audio as raw PCM.
func decodeOne(t testing.TB, path, format string) []byte {
	t.Helper()
	return decodeAll(t, format, path)[0]
}

// decodeAll returns the audio of several files as decodeOne does.
func decodeAll(t testing.TB, format string, paths ...string) [][]byte {
	t.Helper()
	if !slices.ContainsFunc(paths, func(path string) bool { return filepath.Ext(path) == ".ogg" }) || format != "s16le" {
		return mediatest.Decode(t, format, paths...)
	}
	var all [][]byte
	for _, path := range paths {
		if filepath.Ext(path) == ".ogg" { // of which ffmpeg is not exact under a second
			all = append(all, mediatest.Oggdec(t, path))
		} else {
			all = append(all, mediatest.Decode(t, format, path)...)
		}
	}
	return all
}

// lengths returns how many samples the files of results decode to.
func lengths(t testing.TB, results []Result, channels int) []timeline.Position {
	t.Helper()
	var all []timeline.Position
	for _, audio := range decodeAll(t, "s16le", pathsOf(results)...) {
		all = append(all, timeline.Position(len(audio)/2/channels))
	}
	return all
}

func pathsOf(results []Result) []string {
	var paths []string
	for _, r := range results {
		paths = append(paths, r.Path)
	}
	return paths
}

// chosen returns how the segments of a source are written, or an empty choice with the
// error. It is closed at the end of the test.
func chosen(t testing.TB, src media.Source, o Output, segments ...plan.Segment) (*Choice, error) {
	t.Helper()
	c, err := Choose(mediatest.Tools(t), src, o)
	if err == nil {
		c, err = c.For(segments)
	}
	if err != nil {
		return &Choice{}, err
	}
	t.Cleanup(c.Close)
	return c, nil
}

// sizerOf returns a Sizer of the files that a source becomes.
func sizerOf(t testing.TB, src media.Source, o Output) plan.Sizer {
	t.Helper()
	c, err := chosen(t, src, o)
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.Sizer(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// parts returns a plan that cuts src at the given samples.
func parts(src media.Source, at ...timeline.Position) plan.Plan {
	var p plan.Plan
	start := timeline.Position(0)
	for i, end := range append(at, src.Samples) {
		p.Segments = append(p.Segments, plan.Segment{Index: i, Start: start, End: end})
		start = end
	}
	return p
}

// task returns a task that writes p into a folder of its own.
func task(t testing.TB, src media.Source, p plan.Plan, o Output) Task {
	t.Helper()
	c, err := chosen(t, src, o)
	if err != nil {
		t.Fatal(err)
	}
	job := Task{Choice: c, Plan: p, Folder: filepath.Join(t.TempDir(), "out"), Workers: 2}
	for i := range p.Segments {
		job.Names = append(job.Names, fmt.Sprintf("part_%03d%s", i, c.Extension()))
	}
	return job
}

func write(t testing.TB, job Task) []Result {
	t.Helper()
	results, err := Write(context.Background(), job)
	if err != nil {
		t.Fatal(err)
	}
	if len(results) != len(job.Plan.Segments) {
		t.Fatalf("%d results for %d segments", len(results), len(job.Plan.Segments))
	}
	noDrafts(t, job.Folder)
	return results
}

// noDrafts fails if a draft is left in or below the folder.
func noDrafts(t testing.TB, folder string) {
	t.Helper()
	_ = filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err == nil && isDraft(d.Name()) {
			t.Errorf("%s is left", path)
		}
		return nil
	})
}
