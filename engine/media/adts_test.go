package media

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/message"
)

// TestADTSChangesMidway names what a stream becomes in its middle.
func TestADTSChangesMidway(t *testing.T) {
	t.Parallel()
	dir := sources(t)
	parts := map[string][]byte{}
	for name, words := range map[string]string{"mono": "-ar 44100 -ac 1", "stereo": "-ar 44100 -ac 2", "slower": "-ar 32000 -ac 1"} {
		encode(t, dir, "-t 1 -i music.wav "+words+" -f adts "+name)
		parts[name] = mediatest.Read(t, filepath.Join(dir, name))
	}
	for other, want := range map[string][]string{
		"stereo": {"The number of channels changes in the middle."},
		"slower": {"The sampling rate changes in the middle."},
		"mono":   nil,
	} {
		path := filepath.Join(dir, other+".aac")
		if err := os.WriteFile(path, slices.Concat(parts["mono"], parts[other]), 0o600); err != nil {
			t.Fatal(err)
		}
		src, err := Probe(t.Context(), mediatest.Tools(t), path)
		if err != nil || !slices.Equal(message.Strings(src.Warnings), want) {
			t.Errorf("%s: %q, %v; want %q", other, src.Warnings, err, want)
		}
	}
}
