package waveform

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"audiospliter/engine/decode"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
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

func source(t testing.TB, path string) media.Source {
	t.Helper()
	src, err := media.Probe(context.Background(), tools(t), path)
	if err != nil {
		t.Fatal(err)
	}
	return src
}

// decoded returns all samples of a file as one ffmpeg decodes them.
func decoded(t testing.TB, path string) []int16 {
	t.Helper()
	return asInt16(runProgram(t, "ffmpeg", "-v", "error", "-i", path, "-map", "0:a:0", "-f", decode.Words.Name, "-"))
}

func mustScan(t testing.TB, src media.Source, workers int) *Envelope {
	t.Helper()
	e, err := Scan(context.Background(), tools(t), src, Options{Workers: workers})
	if err != nil {
		t.Fatal(err)
	}
	return e
}
