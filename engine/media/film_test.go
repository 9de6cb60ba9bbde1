package media

import (
	"path/filepath"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// Chapters of a film whose audio begins late are where players show them: what is
// heard at a chapter's start is at its position. The pictures last longer than the audio.
func TestChaptersOfFilmsWithLateAudio(t *testing.T) {
	t.Parallel()
	const late = 2 // s
	near := func(p, q, most timeline.Position) bool { return max(p-q, q-p) < most }
	const packet, rounded = 1100, 100 // samples
	for _, options := range []string{"a.mkv -c:a flac", "b.mkv -c:a libvorbis", "a.mp4 -c:a aac", "a.mov -c:a pcm_s16le"} {
		name, codec, _ := strings.Cut(options, " ")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			list := mediatest.Save(t, "chapters", []byte(";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=1\ntitle=silent\n"+
				"[CHAPTER]\nTIMEBASE=1/1\nSTART=1\nEND=5\ntitle=one\n[CHAPTER]\nTIMEBASE=1/1\nSTART=5\nEND=9\ntitle=two\n"))
			path := filepath.Join(t.TempDir(), name)
			mediatest.FFmpeg(t, append(strings.Fields("-f lavfi -i testsrc=s=160x120:r=25:d=25 -itsoffset 2 -f lavfi -i sine=d=7:r=48000 -i "+list+
				" -map 0 -map 1 -map_metadata 2 -c:v mpeg4 "+codec), path)...)
			s := probed(t, path)
			if !near(s.Offset, late*48000, packet) || !near(s.Samples, 7*48000, 2*packet) || len(s.Warnings) != 1 || len(s.Chapters) != 2 {
				t.Fatalf("%+v", s)
			}
			for i, want := range []struct {
				title      string
				start, end timeline.Position // s
			}{{"one", 0, 5}, {"two", 5, 9}} {
				c := s.Chapters[i]
				start, end := s.Rate.Position(c.Start), s.Rate.Position(c.End)
				if c.Title != want.title || i > 0 && !near(start+s.Offset, want.start*48000, rounded) || !near(end+s.Offset, want.end*48000, rounded) {
					t.Errorf("%q lasts from %s to %s", c.Title, c.Start, c.End)
				}
			}
		})
	}
}
