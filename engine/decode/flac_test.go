package decode

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// FLAC of which ffmpeg cannot find positions is decoded from the start: several files
// that were joined, and a part without a header.
func TestFLACWithoutItsOwnHeader(t *testing.T) {
	t.Parallel()
	whole := mediatest.Read(t, kind{name: "whole.flac"}.make(t))
	for name, content := range map[string][]byte{
		"joined.flac": append(bytes.Clone(whole), whole...),
		"part.flac":   whole[len(whole)/3:],
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			src := probed(t, path)
			if m, err := methodOf(t.Context(), src); m != start || err != nil {
				t.Errorf("it is decoded by the method %d, %v", m, err)
			}
			pcm := mediatest.Decode(t, FormatOf(src).Name, path)[0]
			ranges := NewRanges(mediatest.Tools(t), src, FormatOf(src))
			defer ranges.Close()
			frame := ranges.Frame()
			for _, seconds := range []timeline.Position{3, 9, 12} {
				from := seconds * timeline.Position(src.Rate)
				want := pcm[int(from)*frame:][:5000*frame]
				if got := read(t, ranges, from, from+5000, true); !bytes.Equal(got, want) {
					t.Errorf("from %d s on it is something else", seconds)
				}
			}
		})
	}
}
