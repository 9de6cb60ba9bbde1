package waveform

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// Real audio of Debian's asterisk-moh-opsound-wav and asterisk-core-sounds-en-wav.
const (
	music  = "/usr/share/asterisk/moh/macroform-the_simplicity.wav"
	speech = "/usr/share/asterisk/sounds/en_US_f_Allison/"
)

// runProgram returns the standard output of a program, which must succeed.
func runProgram(t testing.TB, name string, args ...string) []byte {
	t.Helper()
	var stderr bytes.Buffer
	cmd := exec.Command(name, args...)
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s %v: %v\n%s", name, args, err, stderr.Bytes())
	}
	return out
}

func tools(t testing.TB) *ffmpeg.Tools {
	t.Helper()
	found, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// musicFile encodes some seconds of music, each channel later and quieter than
// the one before it.
func musicFile(t testing.TB, dir, name string, secs, rate, channels int, args ...string) string {
	t.Helper()
	path := filepath.Join(dir, name)
	layout := map[int]string{1: "mono", 2: "stereo", 3: "2.1", 6: "5.1"}[channels]
	pan, delay := "pan="+layout, "adelay=0"
	for ch := range channels {
		pan += fmt.Sprintf("|c%d=%.2f*c0", ch, 2-0.3*float64(ch))
		delay += fmt.Sprintf("|%d", (ch+1)*37)
	}
	all := []string{
		"-v", "error", "-stream_loop", "-1", "-i", music, "-t", strconv.Itoa(secs),
		"-af", fmt.Sprintf("aresample=%d,%s,%s", rate, pan, delay),
	}
	runProgram(t, "ffmpeg", append(append(all, args...), path)...)
	return path
}

// speechFile joins prompts, with pauses of all lengths between them.
func speechFile(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	prompts, err := filepath.Glob(speech + "vm-*.wav")
	if err != nil || len(prompts) < 40 {
		t.Fatalf("%d prompts, %v", len(prompts), err)
	}
	path := filepath.Join(dir, name)
	joined := filepath.Join(dir, name+".joined.wav")
	runProgram(t, "sox", append(prompts[:20:20], joined)...)
	runProgram(t, "ffmpeg", append(append([]string{"-v", "error", "-i", joined}, args...), path)...)
	return path
}

// source does what media.Probe does, from what ffprobe says.
func source(t testing.TB, path string) media.Source {
	t.Helper()
	out := runProgram(t, "ffprobe", "-v", "error", "-of", "json", "-show_format", "-select_streams", "a:0", "-show_streams", path)
	var probe struct {
		Format struct {
			Name string `json:"format_name"`
		} `json:"format"`
		Streams []struct {
			Codec    string `json:"codec_name"`
			Rate     string `json:"sample_rate"`
			Channels int    `json:"channels"`
			Duration string `json:"duration"`
			Raw      string `json:"bits_per_raw_sample"`
			Bits     int    `json:"bits_per_sample"`
		} `json:"streams"`
	}
	if err := json.Unmarshal(out, &probe); err != nil || len(probe.Streams) == 0 {
		t.Fatalf("%v: %s", err, out)
	}
	st := probe.Streams[0]
	rate, _ := strconv.Atoi(st.Rate)
	duration, _ := strconv.ParseFloat(st.Duration, 64)
	bits, _ := strconv.Atoi(st.Raw)
	container := probe.Format.Name
	if strings.Contains(container, "mp4") {
		container = "m4a"
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	return media.Source{
		Path: path, Size: info.Size(), ModTime: info.ModTime(),
		Container: container, Codec: st.Codec, Streams: 1,
		Rate: timeline.Rate(rate), Channels: st.Channels, Bits: max(bits, st.Bits),
		Samples: timeline.Position(duration * float64(rate)),
	}
}

// decoded returns all samples of a file as one ffmpeg decodes them.
func decoded(t testing.TB, path string) []int16 {
	t.Helper()
	return asInt16(runProgram(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-f", rawWords, "-"))
}

func mustScan(t testing.TB, src media.Source, workers int) *Envelope {
	t.Helper()
	e, err := Scan(context.Background(), tools(t), src, Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
