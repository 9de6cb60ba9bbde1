package media

import (
	"path/filepath"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

// Of several audio tracks one is taken, which is said unless it was asked for.
func TestSeveralTracks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	encode(t, dir, "-f lavfi -i sine=d=3:r=48000 -f lavfi -i sine=d=5:r=44100 -map 0 -map 1 -c:a flac a.mka")
	path := filepath.Join(dir, "a.mka")
	if s := probed(t, path); s.Rate != 48000 || s.Stream != 0 || s.Streams != 2 || len(s.Warnings) != 1 {
		t.Errorf("%+v", s)
	}
	s, err := ProbeTrack(t.Context(), mediatest.Tools(t), path, 2)
	if want := decoded(t, path, "1", 1); err != nil || s.Rate != 44100 || s.Stream != 1 || int64(s.Samples) < want || int64(s.Samples) > want+100 || len(s.Warnings) > 0 {
		t.Errorf("%+v, %v", s, err)
	}
	if _, err := ProbeTrack(t.Context(), mediatest.Tools(t), path, 3); fault.CodeOf(err) != fault.InvalidParams || fault.Of(err).Field != "track" {
		t.Errorf("%v", err)
	}
}
