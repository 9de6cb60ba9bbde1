package decode

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

// FLAC of which ffmpeg loses frames, or cannot find positions: several files that were
// joined, also with a frame that is broken, and a part without a header.
func TestFLACWithoutItsOwnHeader(t *testing.T) {
	t.Parallel()
	path := kind{name: "whole.flac"}.make(t)
	src := probed(t, path)
	whole := mediatest.Read(t, path)
	pcm := mediatest.Decode(t, FormatOf(src).Name, path)[0]
	twice := append(bytes.Clone(pcm), pcm...)
	joined := append(bytes.Clone(whole), whole...)
	broken := bytes.Clone(joined)
	broken[len(whole)/2] ^= 0xFF
	rate := timeline.Position(src.Rate)
	frame := len(pcm) / int(src.Samples)
	for name, test := range map[string]struct {
		content []byte
		method  method
		pcm     []byte // nil for what ffmpeg decodes
	}{
		"joined.flac": {joined, frames, twice},
		"broken.flac": {broken, frames, twice},
		"part.flac":   {whole[len(whole)/3:], start, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), name)
			if err := os.WriteFile(path, test.content, 0o600); err != nil {
				t.Fatal(err)
			}
			src := probed(t, path)
			if m, err := methodOf(t.Context(), src); m != test.method || err != nil {
				t.Errorf("it is decoded by the method %d, %v", m, err)
			}
			pcm, end := test.pcm, src.Samples
			if pcm == nil { // ffmpeg drops the end
				end -= 10_000
				pcm = mediatest.Decode(t, FormatOf(src).Name, path)[0]
			}
			if test.pcm != nil && int(src.Samples)*frame != len(pcm) {
				t.Fatalf("%d samples, not %d", src.Samples, len(pcm)/frame)
			}
			ranges := NewRanges(mediatest.Tools(t), src, FormatOf(src))
			defer ranges.Close()
			if name == "broken.flac" { // the frame is silent, the others are where they were
				all := read(t, ranges, 0, src.Samples, true)
				silent := make([]byte, 1000*frame)
				at := bytes.Index(all, silent)
				if at < 0 || len(all) != len(pcm) {
					t.Fatalf("%d bytes, silence at %d", len(all), at)
				}
				const block = 4608
				if !bytes.Equal(all[:at-block*frame], pcm[:at-block*frame]) || !bytes.Equal(all[at+block*frame:], pcm[at+block*frame:]) {
					t.Error("something else is behind the broken frame")
				}
				return
			}
			for _, from := range slices.Compact([]timeline.Position{0, 3 * rate, 9 * rate, end/2 - 2000, end/2 + 1, end - 5000}) {
				want := pcm[int(from)*frame:][:5000*frame]
				if got := read(t, ranges, from, from+5000, true); !bytes.Equal(got, want) {
					t.Errorf("from %d on it is something else", from)
				}
			}
		})
	}
}
