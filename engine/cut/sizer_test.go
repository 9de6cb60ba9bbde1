package cut

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Files written as long as the Sizer allows are never larger than the cap, and
// at least 97 % of it.
func TestSizerIsAHardCapAndFills(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	run(t, "ffmpeg", "-v", "error", "-f", "lavfi", "-i", "nullsrc=s=700x640,geq=random(1)*255:random(2)*255:random(3)*255", "-frames:v", "1", "-pix_fmt", "rgb24", picture)
	if info, _ := os.Stat(picture); info.Size() < 1_000_000 {
		t.Fatalf("the cover has only %d bytes", info.Size())
	}
	tests := []struct {
		name   string
		args   []string
		output Output
	}{
		{"cbr.mp3", []string{"-b:a", "256k"}, Output{}},
		{"vbr.mp3", []string{"-q:a", "0"}, Output{}},
		{"a.wav", nil, Output{}},
		{"b.flac", nil, Output{}},
		{"c.m4a", []string{"-b:a", "256k"}, Output{}},
		{"d.opus", []string{"-b:a", "256k"}, Output{}},
		{"e.ogg", []string{"-c:a", "libvorbis", "-q:a", "8"}, Output{}},
		{"f.wav", nil, Output{Format: MP3}},
		{"g.wav", nil, Output{Format: MP3, Bitrate: 192_000}},
		{"h.wav", nil, Output{Format: M4A}},
		{"i.wav", nil, Output{Format: Opus}},
		{"j.wav", nil, Output{Format: Ogg}},
		{"k.wav", nil, Output{Format: AAC}},
		{"l.wav", nil, Output{Format: ALAC}},
		{"m.wav", nil, Output{Format: FLAC, Normalize: new(float64)}},
	}
	for _, test := range tests {
		for _, cover := range []bool{false, true} {
			ext := filepath.Ext(test.name)
			if cover && (ext == ".wav" || ext == ".opus" || ext == ".ogg") {
				continue // ffmpeg cannot make such a source
			}
			t.Run(fmt.Sprint(test.name, test.output.Format, cover), func(t *testing.T) {
				t.Parallel()
				path := makeMedia(t, test.name, 30*44100, 44100, 2, test.args...)
				limit := int64(270_000)
				if cover {
					with := filepath.Join(t.TempDir(), "with"+ext)
					run(t, "ffmpeg", "-v", "error", "-i", path, "-i", picture, "-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v", "attached_pic", with)
					path, limit = with, 1_400_000
				}
				if strings.Contains(".wav.flac", ext) && (test.output.Format == "" || test.output.Format == FLAC || test.output.Format == ALAC) {
					limit += 800_000
				}
				src := probe(t, path)
				sizer, err := NewSizer(context.Background(), tools(t), src, test.output)
				if err != nil {
					t.Fatal(err)
				}
				p := fill(t, src, sizer, limit)
				results := write(t, task(t, src, p, test.output))
				for i, r := range results {
					if r.Size > limit {
						t.Errorf("segment %d of %d has %d bytes, over the cap of %d", i, len(results), r.Size, limit)
					}
					if filled := float64(r.Size) / float64(limit); i < len(results)-1 && filled < 0.97 {
						t.Errorf("segment %d of %d fills %.1f %% of the cap", i, len(results), filled*100)
					}
				}
				if len(results) < 2 {
					t.Errorf("only %d segments: the test shows nothing", len(results))
				}
			})
		}
	}
}

// fill cuts src into segments as long as the cap allows.
func fill(t *testing.T, src media.Source, sizer plan.Sizer, limit int64) plan.Plan {
	t.Helper()
	var cuts []timeline.Position
	for start := timeline.Position(0); ; {
		n := sort.Search(int(src.Samples-start), func(n int) bool {
			size, err := sizer.Size(start, start+timeline.Position(n)+1)
			if err != nil {
				return false // too short for a file
			}
			return size > limit
		})
		if n == 0 {
			t.Fatal("not even a sample fits")
		}
		start += timeline.Position(n)
		if start >= src.Samples {
			return parts(src, cuts...)
		}
		cuts = append(cuts, start)
	}
}
