package cut

import (
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Files written as long as the Sizer allows are never larger than the cap, and
// at least 97 % of it.
func TestSizerIsAHardCapAndFills(t *testing.T) {
	t.Parallel()
	picture := filepath.Join(t.TempDir(), "cover.png")
	mediatest.FFmpeg(t, "-f", "lavfi", "-i", "nullsrc=s=700x640,geq=random(1)*255:random(2)*255:random(3)*255", "-frames:v", "1", "-pix_fmt", "rgb24", picture)
	info, err := os.Stat(picture)
	if err != nil || info.Size() < 1_000_000 {
		t.Fatalf("%v, %v: the cover has less than a megabyte", info, err)
	}
	coverSize := info.Size()
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
		{"e.webm", []string{"-c:a", "libopus", "-b:a", "256k"}, Output{}},
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
			name := test.name
			if cover && filepath.Ext(name) == ".webm" {
				continue // it holds none
			}
			if !cover && test.output.Format != "" && test.output.Format != MP3 {
				continue // all but the cover is seen with it
			}
			if cover && test.output.Format != "" {
				name = strings.TrimSuffix(name, ".wav") + ".flac" // WAV has no cover that other formats take over
			}
			ext := filepath.Ext(name)
			t.Run(fmt.Sprint(test.name, test.output.Format, cover), func(t *testing.T) {
				t.Parallel()
				path := makeMedia(t, name, 12*44100, 44100, 2, test.args...)
				limit := int64(180_000)
				if cover {
					path = withCover(t, path, picture)
					switch {
					case test.output.Format == AAC: // which has room for no cover
					case ext == ".opus" || ext == ".ogg" || test.output.Format == Ogg || test.output.Format == Opus:
						limit = coverSize*4/3 + 133_000 // base64
					default:
						limit = coverSize + 233_000
					}
				}
				if strings.Contains(".wav.flac", ext) && (test.output.Format == "" || test.output.Format == FLAC || test.output.Format == ALAC) {
					limit += 533_000
				}
				src := probeMedia(t, path)
				sizer := sizerOf(t, src, test.output)
				p := fill(t, src, sizer, limit)
				results := write(t, task(t, src, p, test.output))
				for i, r := range results {
					if cover && test.output.Format != AAC && r.Size < coverSize {
						t.Errorf("segment %d has %d bytes, so it has no cover", i, r.Size)
					}
					if r.Size > limit {
						t.Errorf("segment %d of %d has %d bytes, over the cap of %d", i, len(results), r.Size, limit)
					}
					if filled := float64(r.Size) / float64(limit); i < len(results)-1 && filled < 0.95 {
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

// withCover returns a copy of the file that has the picture as its cover.
func withCover(t *testing.T, path, picture string) string {
	t.Helper()
	ext := filepath.Ext(path)
	with := filepath.Join(t.TempDir(), "with"+ext)
	switch ext {
	case ".opus", ".ogg":
		data := mediatest.Read(t, picture)
		// A picture as FLAC has it (RFC 9639 section 8.8), of unknown size, in a comment.
		block := []byte("\x00\x00\x00\x03\x00\x00\x00\x09image/png\x00\x00\x00\x00")
		block = append(block, make([]byte, 16)...)
		block = append(binary.BigEndian.AppendUint32(block, uint32(len(data))), data...)
		comment := strings.ReplaceAll(base64.StdEncoding.EncodeToString(block), "=", `\=`)
		tags := filepath.Join(t.TempDir(), "tags.txt")
		if err := os.WriteFile(tags, []byte(";FFMETADATA1\nMETADATA_BLOCK_PICTURE="+comment+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		mediatest.FFmpeg(t, "-i", path, "-i", tags, "-map", "0:a", "-map_metadata:s:a", "1:g", "-c", "copy", with)
	case ".wav":
		// The ID3 tag of an MP3, which ends where the first frame begins, in a chunk of its own.
		tagged := withCover(t, makeMedia(t, "tag.mp3", 44100, 44100, 2), picture)
		tag := mediatest.Read(t, tagged)
		tag = tag[:10+(int(tag[6])<<21|int(tag[7])<<14|int(tag[8])<<7|int(tag[9]))]
		data := mediatest.Read(t, path)
		data = binary.LittleEndian.AppendUint32(append(data, "id3 "...), uint32(len(tag)))
		data = append(data, tag...)
		if len(tag)%2 == 1 {
			data = append(data, 0)
		}
		binary.LittleEndian.PutUint32(data[4:], uint32(len(data)-8))
		if err := os.WriteFile(with, data, 0o600); err != nil {
			t.Fatal(err)
		}
	default:
		mediatest.FFmpeg(t, "-i", path, "-i", picture, "-map", "0:a", "-map", "1:v", "-c", "copy", "-disposition:v", "attached_pic", with)
	}
	return with
}
