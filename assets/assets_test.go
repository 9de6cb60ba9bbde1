package assets_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"audiospliter/assets"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
)

func tools(t *testing.T) *ffmpeg.Tools {
	t.Helper()
	found, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func write(t *testing.T) string {
	t.Helper()
	path, err := assets.WriteSample(filepath.Join(t.TempDir(), "a new folder"))
	if err != nil {
		t.Fatal(err)
	}
	return path
}

// What ffmpeg decodes has a pause of more than a second between two chapters
// and none elsewhere, so that every way to cut finds the same five tunes.
func TestSamplePausesLieBetweenItsChapters(t *testing.T) {
	t.Parallel()
	const rate = 24000
	path := write(t)
	raw, err := tools(t).Output(t.Context(), ffmpeg.Command{
		Args: []string{"-v", "error", "-i", path, "-map", "0:a", "-ac", "1", "-ar", strconv.Itoa(rate), "-f", "f32le", "-"},
	})
	if err != nil {
		t.Fatal(err)
	}
	samples := make([]float32, len(raw)/4)
	if err := binary.Read(bytes.NewReader(raw), binary.LittleEndian, samples); err != nil {
		t.Fatal(err)
	}
	pauses := quiet(samples, 0.01, rate) // -40 dB

	out, err := tools(t).Output(t.Context(), ffmpeg.Command{
		Probe: true,
		Args:  []string{"-v", "error", "-show_chapters", "-show_format", "-show_streams", "-of", "json", path},
	})
	if err != nil {
		t.Fatal(err)
	}
	var said struct {
		Chapters []struct {
			Start string            `json:"start_time"`
			End   string            `json:"end_time"`
			Tags  map[string]string `json:"tags"`
		} `json:"chapters"`
		Format struct {
			Tags map[string]string `json:"tags"`
		} `json:"format"`
		Streams []struct {
			Codec string `json:"codec_name"`
		} `json:"streams"`
	}
	if err := json.Unmarshal(out, &said); err != nil {
		t.Fatal(err)
	}
	if len(said.Chapters) != 5 || len(pauses) != 4 {
		t.Fatalf("got %d chapters and pauses %v, want 5 and 4", len(said.Chapters), pauses)
	}
	for i, p := range pauses {
		end, start := seconds(t, said.Chapters[i].End), seconds(t, said.Chapters[i+1].Start)
		// The last note fades below the threshold a little before its chapter ends.
		if math.Abs(p[0]-end) > 0.3 || math.Abs(p[1]-start) > 0.05 {
			t.Errorf("pause %d is %.2f to %.2f s, between chapters that end at %.2f and start at %.2f", i, p[0], p[1], end, start)
		}
	}
	for _, c := range said.Chapters {
		if c.Tags["title"] == "" {
			t.Errorf("the chapter at %s has no title", c.Start)
		}
	}
	for _, tag := range []string{"title", "artist", "album", "genre", "date"} {
		if said.Format.Tags[tag] == "" {
			t.Errorf("no tag %q", tag)
		}
	}
	if len(said.Streams) != 2 || said.Streams[0].Codec != "mp3" || said.Streams[1].Codec != "png" {
		t.Errorf("got streams %v, want mp3 and a png cover", said.Streams)
	}
}

// quiet returns the stretches of a second or more, in seconds, in which no
// sample is louder than level, without the one at the very end.
func quiet(samples []float32, level float32, rate int) (found [][2]float64) {
	since := 0
	for i, s := range samples {
		if s >= -level && s <= level {
			continue
		}
		if i-since >= rate {
			found = append(found, [2]float64{float64(since) / float64(rate), float64(i) / float64(rate)})
		}
		since = i + 1
	}
	return found
}

func seconds(t *testing.T, s string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSampleIsSmall(t *testing.T) {
	t.Parallel()
	if n := len(assets.Sample); n >= 300_000 {
		t.Errorf("the sample has %d bytes, which every copy of the program carries", n)
	}
}

func TestWriteSample(t *testing.T) {
	t.Parallel()
	path := write(t)
	dir := filepath.Dir(path)
	old := time.Unix(1_000_000_000, 0)
	if err := os.Chtimes(path, old, old); err != nil {
		t.Fatal(err)
	}
	again, err := assets.WriteSample(dir)
	if err != nil || again != path {
		t.Fatalf("the second time: %q, %v", again, err)
	}
	if info, err := os.Stat(path); err != nil || !info.ModTime().Equal(old) {
		t.Errorf("the same bytes were written again: %v, %v", info, err)
	}

	if err := os.WriteFile(path, []byte("half a sam"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := assets.WriteSample(dir); err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || !bytes.Equal(got, assets.Sample) {
		t.Errorf("another file of that name was not replaced: %d bytes, %v", len(got), err)
	}
	if entries, err := os.ReadDir(dir); err != nil || len(entries) != 1 {
		t.Errorf("the folder holds %v, %v; want the sample alone", entries, err)
	}
}

func TestWriteSampleIntoAFile(t *testing.T) {
	t.Parallel()
	path := write(t)
	_, err := assets.WriteSample(path)
	if failure := new(fault.Error); !errors.As(err, &failure) {
		t.Errorf("got %v, want a *fault.Error", err)
	}
}
