package mp3

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"audiospliter/engine/timeline"
)

// cuts returns n cut points, from 0 to the end, none closer than MinPart; some
// lie on frame borders and some parts are as short as can be.
func cuts(rng *rand.Rand, n int, samples timeline.Position, skip, spf int64) []timeline.Position {
	points := []timeline.Position{0, samples}
	free := func(p timeline.Position) bool {
		return !slices.ContainsFunc(points, func(q timeline.Position) bool { return max(p-q, q-p) < MinPart })
	}
	for len(points) < n+2 {
		p := timeline.Position(rng.Int64N(int64(samples)))
		switch rng.IntN(6) {
		case 0: // on a frame border
			p = timeline.Position((int64(p)+skip)/spf*spf - skip)
		case 1: // a neighbour as close as can be
			p = points[rng.IntN(len(points))] + MinPart
		}
		if p > 0 && p < samples && free(p) {
			points = append(points, p)
		}
	}
	slices.Sort(points)
	return points
}

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
			seed := fnv.New64()
			seed.Write([]byte(k.name))
			points := cuts(rand.New(rand.NewPCG(seed.Sum64(), 1)), 50, s.Samples, s.Skip, s.SamplesPerFrame)
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
	dir := t.TempDir()
	args := []string{"-v", "error", "-nostdin", "-i", source}
	for i, part := range parts {
		if points[i+1]-points[i] < 7*1152 { // see MinPart
			args = append(args, "-f", "mp3")
		}
		args = append(args, "-i", part)
	}
	for i := range len(parts) + 1 {
		args = append(args, "-map", fmt.Sprintf("%d:a", i), "-f", "f32le", filepath.Join(dir, fmt.Sprint(i)))
	}
	command(t, "ffmpeg", args...)
	read := func(i int) []byte {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	want := read(0)
	frame := timeline.Position(4 * channels)
	if got := timeline.Position(len(want)) / frame; got != points[len(points)-1] {
		t.Fatalf("the source has %d samples, ffmpeg decodes %d", points[len(points)-1], got)
	}
	for i := range parts {
		a, b := points[i], points[i+1]
		got := read(i + 1)
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
	want := command(t, "mpg123", "-q", "-s", source)
	got := command(t, "mpg123", append([]string{"-q", "-s"}, parts...)...)
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
