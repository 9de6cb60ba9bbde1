package media

import (
	"path/filepath"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

// A file that is cut short anywhere is the file's fault for good, not a disk's that
// may work later: nobody waits for it.
func TestShortFilesAreNotTriedAgain(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i anoisesrc=d=2:a=0.2:r=44100 -c:a pcm_s16le music.wav")
	for name, args := range map[string]string{
		"a.mkv": "-c:a flac", "b.webm": "-c:a libopus", "c.aiff": "", "d.flac": "", "e.avi": "-c:a libmp3lame", "f.wma": "-c:a wmav2", "g.m4a": "-c:a aac", "h.caf": "",
	} {
		encode(t, dir, "-i music.wav "+args+" "+name)
		whole := mediatest.Read(t, filepath.Join(dir, name))
		for _, n := range []int{12, 60, 100, 333, 700} {
			path := write(t, filepath.Join(dir, "short"+filepath.Ext(name)), whole[:n])
			if _, err := Probe(t.Context(), mediatest.Tools(t), path); fault.Passing(err) {
				t.Errorf("%d bytes of %s: %v", n, name, err)
			}
		}
	}
}
