package cut

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// music is real music, mono at 8 kHz: Debian's asterisk-moh-opsound-wav.
const music = "/usr/share/asterisk/moh/macroform-the_simplicity.wav"

var findTools = sync.OnceValues(func() (*ffmpeg.Tools, error) { return ffmpeg.Find("") })

func tools(t testing.TB) *ffmpeg.Tools {
	t.Helper()
	found, err := findTools()
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// run runs ffmpeg or another program and returns its standard output.
func run(t testing.TB, program string, args ...string) []byte {
	t.Helper()
	cmd := exec.Command(program, args...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, stderr.String())
	}
	return out
}

// makeMedia writes test media: a stretch of music, each channel different, with the
// given options of ffmpeg, and returns its path. The file is the caller's own; it
// is encoded once for all that ask for the same.
func makeMedia(t testing.TB, name string, length, rate, channels int, args ...string) string {
	t.Helper()
	ext := filepath.Ext(name)
	key := fmt.Sprint(ext, length, rate, channels, args)
	once, _ := encoded.LoadOrStore(key, sync.OnceValue(func() string {
		return encodeMedia(t, ext, length, rate, channels, args)
	}))
	data, err := os.ReadFile(once.(func() string)())
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

var encoded sync.Map // what makeMedia was asked for: a function that returns the path

func encodeMedia(t testing.TB, ext string, length, rate, channels int, args []string) string {
	t.Helper()
	folder, err := os.MkdirTemp(baseFolder, "")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(folder, "media"+ext)
	layout := map[int]string{1: "mono", 2: "stereo", 6: "5.1"}[channels]
	filter := fmt.Sprintf("aresample=%d,atrim=end_sample=%d,pan=%s", rate, length, layout)
	for c := range channels {
		filter += fmt.Sprintf("|c%d=%.2f*c0+%.2f*c1", c, 0.2+0.1*float64(c), 0.8-0.1*float64(c))
	}
	all := append([]string{"-v", "error", "-nostdin", "-i", base(t), "-af", filter}, args...)
	run(t, "ffmpeg", append(all, "file:"+path)...)
	return path
}

// base returns the path of 70 s of stereo music with some noise, which all test
// media is made of.
func base(t testing.TB) string {
	t.Helper()
	baseOnce.Do(func() {
		run(t, "ffmpeg", "-v", "error", "-nostdin", "-ss", "20", "-i", music,
			"-f", "lavfi", "-i", "anoisesrc=seed=5:a=0.02:r=44100:d=70",
			"-filter_complex", "[0:a]aresample=44100[m];[1:a]aformat=channel_layouts=mono[n];[m][n]amix=inputs=2:duration=shortest,asplit=2[a][b];[b]lowpass=800[c];[a][c]join=inputs=2:channel_layout=stereo[out]",
			"-map", "[out]", "-c:a", "pcm_f32le", filepath.Join(baseFolder, "base.wav"))
	})
	return filepath.Join(baseFolder, "base.wav")
}

var (
	baseOnce   sync.Once
	baseFolder string
)

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
	var err error
	if baseFolder, err = os.MkdirTemp("", "cut-test-"); err != nil {
		panic(err)
	}
	code := m.Run()
	_ = os.RemoveAll(baseFolder)
	os.Exit(code)
}

// probe describes a file as media.Probe does, by counting what ffmpeg decodes.
// It looks once at files with the same bytes.
func probe(t testing.TB, path string) media.Source {
	t.Helper()
	sum, err := sha256File(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	once, _ := probed.LoadOrStore(sum+filepath.Ext(path), sync.OnceValue(func() media.Source { return look(t, path) }))
	src := once.(func() media.Source)()
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	src.Path, src.ModTime, src.Tags = path, info.ModTime(), maps.Clone(src.Tags)
	return src
}

var probed sync.Map // checksums and extensions: functions that return the media.Source

func look(t testing.TB, path string) media.Source {
	t.Helper()
	var found struct {
		Streams []struct {
			Codec    string `json:"codec_name"`
			Type     string `json:"codec_type"`
			Rate     string `json:"sample_rate"`
			Channels int    `json:"channels"`
			Layout   string `json:"channel_layout"`
			Bits     int    `json:"bits_per_sample"`
			Raw      string `json:"bits_per_raw_sample"`
		}
		Format struct {
			Name string            `json:"format_name"`
			Tags map[string]string `json:"tags"`
		}
		Chapters []struct {
			Start string            `json:"start_time"`
			End   string            `json:"end_time"`
			Tags  map[string]string `json:"tags"`
		}
	}
	out := run(t, "ffprobe", "-v", "error", "-of", "json", "-show_streams", "-show_format", "-show_chapters", "file:"+path)
	if err := json.Unmarshal(out, &found); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	src := media.Source{Path: path, Size: info.Size(), ModTime: info.ModTime(), Tags: map[string]string{}, Exact: true, Streams: 1}
	src.Container, _, _ = strings.Cut(found.Format.Name, ",")
	switch src.Container {
	case "mov":
		src.Container = "m4a"
	case "wv":
		src.Container = "wavpack"
	}
	for _, s := range found.Streams {
		if s.Type == "video" {
			src.Cover = true
		}
		if s.Type != "audio" {
			continue
		}
		rate, _ := strconv.Atoi(s.Rate)
		src.Codec, src.Rate, src.Channels, src.Layout, src.Bits = s.Codec, timeline.Rate(rate), s.Channels, s.Layout, s.Bits
		if raw, _ := strconv.Atoi(s.Raw); raw > 0 {
			src.Bits = raw
		}
	}
	src.Lossless = isPCM(src.Codec) || strings.Contains("flac alac wavpack tta ", src.Codec+" ")
	for k, v := range found.Format.Tags {
		src.Tags[strings.ToLower(k)] = v
	}
	for _, c := range found.Chapters {
		start, _ := timeline.Parse(c.Start)
		end, _ := timeline.Parse(c.End)
		src.Chapters = append(src.Chapters, media.Chapter{Start: start, End: end, Title: c.Tags["title"]})
	}
	src.Samples = timeline.Position(len(decode(t, path, "s16le")) / 2 / src.Channels)
	return src
}

// decode returns a file's audio as raw PCM, by ffmpeg.
func decode(t testing.TB, path, format string) []byte {
	t.Helper()
	if strings.HasSuffix(path, ".ogg") && format == "s16le" {
		// ffmpeg is not exact on Ogg Vorbis of under a second.
		return run(t, "oggdec", "-Q", "-R", "-o", "-", path)
	}
	return run(t, "ffmpeg", "-v", "error", "-nostdin", "-i", "file:"+path, "-map", "0:a:0", "-f", format, "-c:a", "pcm_"+format, "pipe:1")
}

// decodeAll returns the audio of several files as decode does, with one process.
func decodeAll(t testing.TB, format string, paths ...string) [][]byte {
	t.Helper()
	args := []string{"-v", "error", "-nostdin"}
	for _, path := range paths {
		args = append(args, "-i", "file:"+path)
	}
	folder := t.TempDir()
	out := func(i int) string { return filepath.Join(folder, strconv.Itoa(i)) }
	for i := range paths {
		args = append(args, "-map", strconv.Itoa(i)+":a:0", "-f", format, "-c:a", "pcm_"+format, out(i))
	}
	run(t, "ffmpeg", args...)
	all := make([][]byte, len(paths))
	for i := range all {
		var err error
		if all[i], err = os.ReadFile(out(i)); err != nil {
			t.Fatal(err)
		}
	}
	return all
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
	ext, err := Extension(src, o)
	if err != nil {
		t.Fatal(err)
	}
	job := Task{Tools: tools(t), Source: src, Plan: p, Output: o, Folder: filepath.Join(t.TempDir(), "out"), Workers: 2}
	for i := range p.Segments {
		job.Names = append(job.Names, fmt.Sprintf("part_%03d%s", i, ext))
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
