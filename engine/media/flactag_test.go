package media

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/id3"
)

// What stands only in an ID3v2 tag in front of FLAC is told, too; the comments of
// the stream win.
func TestTagInFrontOfFLAC(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, test := range map[string]struct {
		own  []string
		want string
	}{
		"comments":    {[]string{"-metadata", "artist=Own"}, "Own"},
		"no comments": {[]string{"-bitexact", "-map_metadata", "-1"}, "Front"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(dir, name+".flac")
			args := append([]string{"-v", "error", "-f", "lavfi", "-i", "anoisesrc=r=44100:d=1:a=0.1"}, test.own...)
			mediatest.RunIn(t, dir, "ffmpeg", append(args, path)...)
			tag := &id3.Tag{Version: 4}
			for field, value := range map[string]string{"artist": "Front", "title": "Größe", "date": "2001-02-03", "mood": "calm", "comment": "Said."} {
				tag.Set(field, value)
			}
			var file bytes.Buffer
			if _, err := tag.WriteTo(&file); err != nil {
				t.Fatal(err)
			}
			stream, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, append(file.Bytes(), stream...), 0o600); err != nil {
				t.Fatal(err)
			}
			src, err := Probe(t.Context(), mediatest.Tools(t), path)
			if err != nil || src.Samples != 44100 || !src.Exact {
				t.Fatalf("%d samples, %v", src.Samples, err)
			}
			for field, want := range map[string]string{"artist": test.want, "title": "Größe", "date": "2001-02-03", "mood": "calm", "comment": "Said."} {
				if src.Tags[field] != want {
					t.Errorf("%s is %q, want %q", field, src.Tags[field], want)
				}
			}
		})
	}
}
