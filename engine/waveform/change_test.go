package waveform

import (
	"os"
	"path/filepath"
	"testing"
)

// A file whose rate and channels change midway: what comes before is shown as
// it is alone, and that something happened is said.
func TestScanOfChangingParameters(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, ext := range []string{".mp3", ".flac", ".aac", ".ogg", ".opus"} {
		t.Run(ext, func(t *testing.T) {
			t.Parallel()
			first := musicFile(t, dir, "first"+ext, 40, 48000, 2)
			second := musicFile(t, dir, "second"+ext, 30, 24000, 1)
			var joined []byte
			for _, path := range []string{first, second} {
				data, err := os.ReadFile(path)
				if err != nil {
					t.Fatal(err)
				}
				joined = append(joined, data...)
			}
			path := filepath.Join(t.TempDir(), "joined"+ext)
			if err := os.WriteFile(path, joined, 0o600); err != nil {
				t.Fatal(err)
			}
			src := source(t, path)
			alone := mustScan(t, source(t, first), 1)
			// The last packets before the change are not those of the end of a file.
			same := int64(alone.Samples())/int64(alone.Block) - 100
			for _, workers := range []int{1, 3} {
				e := mustScan(t, src, workers)
				if len(e.Warnings())+len(src.Warnings) == 0 {
					t.Errorf("%d samples, alone %d, and not a word of it", e.Samples(), alone.Samples())
				}
				if e.Samples() <= alone.Samples() {
					t.Errorf("%d samples, alone %d: nothing is shown of the rest", e.Samples(), alone.Samples())
				}
				together, apart := peakReader{e: e}, peakReader{e: alone}
				for i := range same {
					if together.at(i) != apart.at(i) && ext != ".aac" {
						t.Fatalf("block %d: peak %d, alone %d", i, together.at(i), apart.at(i))
					}
				}
			}
		})
	}
}
