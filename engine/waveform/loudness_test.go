package waveform

import (
	"bytes"
	"math"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
)

// TestLoudness compares with the summary that ffmpeg prints for a person.
func TestLoudness(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := musicFile(t, dir, "a.flac", 12, 48000, 2)
	got, err := MeasureLoudness(t.Context(), tools(t), source(t, path))
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ffmpeg", "-hide_banner", "-i", path, "-af", "ebur128=peak=true", "-f", "null", "-")
	var log bytes.Buffer
	cmd.Stderr = &log
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	_, summary, _ := bytes.Cut(log.Bytes(), []byte("Summary:"))
	for pattern, value := range map[string]float64{
		`I: +(\S+) LUFS`: got.Integrated, `LRA: +(\S+) LU`: got.Range, `Peak: +(\S+) dBFS`: got.TruePeak,
	} {
		m := regexp.MustCompile(pattern).FindSubmatch(summary)
		if m == nil {
			t.Fatalf("no %s in %s", pattern, summary)
		}
		want, err := strconv.ParseFloat(string(m[1]), 64)
		if err != nil || math.Abs(want-value) > 0.1 {
			t.Errorf("%s: %g, ffmpeg says %g", pattern, value, want)
		}
	}

	silent := filepath.Join(dir, "silent.wav")
	runProgram(t, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "anullsrc=r=8000:cl=mono", "-t", "2", silent)
	got, err = MeasureLoudness(t.Context(), tools(t), source(t, silent))
	if err != nil || !math.IsInf(got.Integrated, -1) || !math.IsInf(got.TruePeak, -1) {
		t.Errorf("silence: %+v, %v", got, err)
	}
}
