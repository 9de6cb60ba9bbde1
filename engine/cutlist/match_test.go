package cutlist

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMatch(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name       string
		candidates []string
		want       string
	}{
		{"song.wav", []string{"song.flac", "song.wav"}, "song.wav"},
		{"song.wav", []string{"other.wav", "song.flac"}, "song.flac"},
		{"Song.WAV", []string{"song.wav"}, "song.wav"},
		{"Song.wav", []string{"/x/SONG.mp3"}, "/x/SONG.mp3"},
		{`C:\Music\song.wav`, []string{"/home/song.flac"}, "/home/song.flac"},
		{"caf\u00e9.wav", []string{"cafe.wav", "cafe\u0301.wav"}, "cafe\u0301.wav"},
		{"CAF\u00c9.wav", []string{"cafe\u0301.ape"}, "cafe\u0301.ape"},
		{"01. Intro", []string{"01. Outro.flac", "01. Intro.flac"}, "01. Intro.flac"},
		{"a.wav", []string{"b.wav"}, ""},
		{"", []string{""}, ""},
		{"a", nil, ""},
	}
	for _, test := range tests {
		got, ok := Match(test.name, test.candidates)
		if got != test.want || ok != (test.want != "") {
			t.Errorf("Match(%q, %q) = %q, %v, want %q", test.name, test.candidates, got, ok, test.want)
		}
	}
}

func TestBeside(t *testing.T) {
	t.Parallel()
	const labels, lyrics = "0\t10\ta\n", "la la la\n"
	tests := []struct {
		name  string
		files map[string]string
		want  string
	}{
		{"none", nil, ""},
		{"a cue sheet before labels", map[string]string{"song.cue": "", "song.txt": labels}, "song.cue"},
		{"in capitals", map[string]string{"song.CUE": ""}, "song.CUE"},
		{"after the extension", map[string]string{"song.mp3.cue": ""}, "song.mp3.cue"},
		{"labels", map[string]string{"song.txt": labels}, "song.txt"},
		{"lyrics are none", map[string]string{"song.txt": lyrics}, ""},
		{"past lyrics", map[string]string{"song.txt": lyrics, "song.srt": "1\n00:00:01,000 --> 00:00:02,000\nx\n"}, "song.srt"},
		{"chapters before subtitles", map[string]string{"song.srt": "1\n00:00:01,000 --> 00:00:02,000\nx\n", "song.chapters.vtt": ""}, "song.chapters.vtt"},
		{"another song", map[string]string{"song2.cue": ""}, ""},
	}
	for _, test := range tests {
		dir := t.TempDir()
		for name, text := range test.files {
			if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		for _, spoken := range []bool{true, false} {
			want := test.want
			if !spoken && strings.HasSuffix(want, ".srt") {
				want = ""
			}
			got, ok := Beside(filepath.Join(dir, "song.mp3"), spoken)
			if ok != (want != "") || ok && filepath.Base(got) != want {
				t.Errorf("%s: %q, %v with subtitles %v, want %q", test.name, got, ok, spoken, want)
			}
		}
	}
}
