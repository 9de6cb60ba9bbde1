package mediatest

import (
	"fmt"
	"path/filepath"
	"testing"
)

// Real recordings that Debian's asterisk-moh-opsound-wav and
// asterisk-core-sounds-en-wav install: all mono, at 8 kHz.
const (
	Music  = moh + "macroform-the_simplicity.wav"
	Long   = moh + "macroform-cold_day.wav" // music of 244 s
	Speech = prompts + "demo-congrats.wav"

	moh     = "/usr/share/asterisk/moh/"
	prompts = "/usr/share/asterisk/sounds/en_US_f_Allison/"
)

// Prompt returns the path of a short recording of speech.
func Prompt(name string) string { return prompts + name + ".wav" }

// Prompts returns the recordings of speech whose names have the pattern.
func Prompts(t testing.TB, pattern string) []string {
	t.Helper()
	all, err := filepath.Glob(prompts + pattern)
	if err != nil || len(all) < 40 {
		t.Fatalf("%d recordings of %s, %v", len(all), pattern, err)
	}
	return all
}

// Talk joins n prompts, with pauses of all lengths between them, and encodes them
// with the given options of ffmpeg.
func Talk(t testing.TB, n int, path string, options ...string) string {
	t.Helper()
	joined := filepath.Join(t.TempDir(), "joined.wav")
	Run(t, "sox", append(Prompts(t, "vm-*.wav")[:n:n], joined)...)
	FFmpeg(t, append(append([]string{"-i", joined}, options...), path)...)
	return path
}

// Stereo returns the path of a WAV file of two channels of music, made with the given
// options of ffmpeg; filters may follow, as in ",volume=2". The recordings are as
// on the telephone: one on each side, played at the given rate, they fill the band
// as any other does.
func Stereo(t testing.TB, rate, seconds int, filters string, options ...string) string {
	t.Helper()
	return Shared(t, fmt.Sprint("stereo", rate, seconds, filters, options)+".wav", func(path string) {
		graph := fmt.Sprintf("[0]asetrate=%d[a];[1]asetrate=%[1]d[b];[a][b]amerge=inputs=2%s", rate, filters)
		args := append([]string{"-i", moh + "reno_project-system.wav", "-i", Music, "-filter_complex", graph, "-t", fmt.Sprint(seconds)}, options...)
		FFmpeg(t, append(args, path)...)
	})
}
