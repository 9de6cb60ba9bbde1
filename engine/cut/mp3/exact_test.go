package mp3

import (
	"bytes"
	"encoding/binary"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/timeline"
)

func TestJoinedPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			if len(s.Damage) > 0 {
				t.Errorf("damage in a sound file: %v", s.Damage)
			}
			spf := timeline.Position(s.SamplesPerFrame)
			border := func(p timeline.Position) timeline.Position {
				return (p+timeline.Position(s.Skip))/spf*spf - timeline.Position(s.Skip)
			}
			points := mediatest.Cuts(mediatest.Random(k.name), mediatest.Rounds(50), s.Samples, MinPart, border)
			parts := writeAll(t, c, points, Tags{Title: "Part", Track: 1})
			compareFFmpeg(t, path, parts, points, s.Channels)
			compareMpg123(t, path, parts, s.Channels == 2 && !s.Header.LSF())
		})
	}
}

// writeAll writes the parts between the points.
func writeAll(t *testing.T, c *Cutter, points []timeline.Position, tags Tags) []string {
	t.Helper()
	dir := t.TempDir()
	var parts []string
	for i := range points[:len(points)-1] {
		parts = append(parts, write(t, c, dir, i, Part{Start: points[i], End: points[i+1], Tags: tags}))
	}
	return parts
}

// compareFFmpeg checks that ffmpeg decodes each part to the very bits that the
// source has between its points, in float.
func compareFFmpeg(t *testing.T, source string, parts []string, points []timeline.Position, channels int) {
	t.Helper()
	all := mediatest.DecodeWith(t, "f32le", func(i int) []string {
		if i > 0 && points[i]-points[i-1] < 7*1152 { // see MinPart
			return []string{"-f", "mp3"}
		}
		return nil
	}, append([]string{source}, parts...)...)
	want := all[0]
	frame := timeline.Position(4 * channels)
	if got := timeline.Position(len(want)) / frame; got != points[len(points)-1] {
		t.Fatalf("the source has %d samples, ffmpeg decodes %d", points[len(points)-1], got)
	}
	for i, got := range all[1:] {
		a, b := points[i], points[i+1]
		if n := timeline.Position(len(got)) / frame; n != b-a {
			t.Errorf("part %d [%d, %d): ffmpeg decodes %d samples, want %d", i, a, b, n, b-a)
		} else if !bytes.Equal(got, want[a*frame:b*frame]) {
			t.Errorf("part %d [%d, %d): ffmpeg decodes other audio", i, a, b)
		}
	}
}

// compareMpg123 checks that mpg123 decodes the parts to what it decodes the
// source to: the same bits, or within one step of 16 bits where its rounding
// depends on where a stream begins.
func compareMpg123(t *testing.T, source string, parts []string, identical bool) {
	t.Helper()
	want := mediatest.Run(t, "mpg123", "-q", "-s", source)
	got := mediatest.Run(t, "mpg123", append([]string{"-q", "-s"}, parts...)...)
	if len(got) != len(want) {
		t.Errorf("mpg123 decodes %d bytes, want %d", len(got), len(want))
		return
	}
	if identical {
		if !bytes.Equal(got, want) {
			t.Error("mpg123 decodes other audio")
		}
		return
	}
	for i := 0; i+1 < len(got); i += 2 {
		g := int(int16(binary.LittleEndian.Uint16(got[i:])))
		w := int(int16(binary.LittleEndian.Uint16(want[i:])))
		if g-w > 1 || w-g > 1 {
			t.Errorf("mpg123 decodes %d at byte %d, want %d", g, i, w)
			return
		}
	}
}
