package flac

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

	"audiospliter/engine/cut/native"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// cuts returns n cut points beside 0 and the end. Some lie at the borders of
// blocks or some samples beside, and some parts are as short as can be.
func cuts(rng *rand.Rand, n int, samples, block int64) []timeline.Position {
	points := []int64{0, samples}
	for len(points) < n+2 {
		p := rng.Int64N(samples)
		switch rng.IntN(5) {
		case 0:
			p -= p % block
		case 1:
			p += block - p%block - 1 - rng.Int64N(18)
		case 2:
			p = points[rng.IntN(len(points))] + 1 + rng.Int64N(20)
		}
		if p > 0 && p < samples && !slices.Contains(points, p) {
			points = append(points, p)
		}
	}
	slices.Sort(points)
	positions := make([]timeline.Position, len(points))
	for i, p := range points {
		positions[i] = timeline.Position(p)
	}
	return positions
}

func seeded(name string) *rand.Rand {
	seed := fnv.New64()
	seed.Write([]byte(name))
	return rand.New(rand.NewPCG(seed.Sum64(), 1))
}

func TestJoinedPartsAreTheSource(t *testing.T) {
	t.Parallel()
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			path := k.make(t)
			s, c := open(t, path)
			if len(s.Damage) > 0 || s.Info.Bits != k.bits || k.encode[0] == "piped" && s.Info.Total != 0 {
				t.Errorf("damage %v, %d bits, a total of %d", s.Damage, s.Info.Bits, s.Info.Total)
			}
			points := cuts(seeded(k.name), 50, s.Samples, int64(s.Block))
			parts := writeAll(t, c, points)
			compare(t, pcm(t, s.Info, path), parts, points, s.Info)
		})
	}
}

// TestPartOfAPart cuts what was cut, whose blocks are of several sizes.
func TestPartOfAPart(t *testing.T) {
	t.Parallel()
	for _, k := range []kind{kinds[5], kinds[14], kinds[18]} {
		_, c := open(t, k.make(t))
		part := write(t, c, native.Part{Start: 3_345, End: 30_007})
		s, c := open(t, part)
		if f := s.First[1]; f&1 == 0 || s.Info.MinBlock == s.Info.MaxBlock {
			t.Fatal("the frames of a part that begins within one are not numbered by samples")
		}
		points := cuts(seeded(k.name), 50, s.Samples, int64(s.Block))
		compare(t, pcm(t, s.Info, part), writeAll(t, c, points), points, s.Info)
	}
}

// writeAll writes the parts between the points.
func writeAll(t *testing.T, c *Cutter, points []timeline.Position) []string {
	t.Helper()
	var parts []string
	for i := range points[:len(points)-1] {
		parts = append(parts, write(t, c, native.Part{Start: points[i], End: points[i+1], Tags: native.Tags{Track: i + 1, Tracks: len(points) - 1}}))
	}
	return parts
}

// pcm returns what flac decodes files to, one behind the other: raw, the bits at
// the top of whole bytes.
func pcm(t *testing.T, info flac.StreamInfo, paths ...string) (all []byte) {
	t.Helper()
	if info.Bits%8 == 0 {
		return command(t, "flac", append([]string{"-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed"}, paths...)...)
	}
	for _, path := range paths {
		wav := command(t, "flac", "-s", "-d", "-c", path)
		at := bytes.Index(wav, []byte("data"))
		all = append(all, wav[at+8:][:binary.LittleEndian.Uint32(wav[at+4:])]...)
	}
	return all
}

// compare checks that each part is what the source has between its points: that
// flac tests it without a word, which checks the MD5 too, and that flac and
// ffmpeg decode it to the same bits.
func compare(t *testing.T, source []byte, parts []string, points []timeline.Position, info flac.StreamInfo) {
	t.Helper()
	frame := timeline.Position(info.Channels * ((info.Bits + 7) / 8))
	if got := timeline.Position(len(source)) / frame; got != points[len(points)-1] {
		t.Fatalf("the source has %d samples, flac decodes %d", points[len(points)-1], got)
	}
	if out := command(t, "flac", append([]string{"-t", "-w", "-s"}, parts...)...); len(out) > 0 {
		t.Errorf("flac -t says %s", out)
	}
	if !bytes.Equal(pcm(t, info, parts...), source) {
		t.Error("flac decodes other audio")
	}
	if info.Bits == 32 {
		return // ffmpeg decodes these from version 6 on
	}
	for i, got := range ffmpeg(t, parts, info) {
		a, b := points[i], points[i+1]
		want := source[a*frame : b*frame]
		if !bytes.Equal(got, want) {
			t.Errorf("part %d [%d, %d): ffmpeg decodes other audio, %d bytes instead of %d", i, a, b, len(got), len(want))
		}
		s, _ := open(t, parts[i])
		if s.Info.Total != int64(b-a) || len(s.Damage) > 0 {
			t.Errorf("part %d [%d, %d): a total of %d, damage %v", i, a, b, s.Info.Total, s.Damage)
		}
	}
}

// ffmpeg returns what ffmpeg decodes files to.
func ffmpeg(t *testing.T, paths []string, info flac.StreamInfo) [][]byte {
	t.Helper()
	format := fmt.Sprintf("s%dle", (info.Bits+7)/8*8)
	if info.Bits <= 8 {
		format = "s8"
	}
	dir := t.TempDir()
	args := []string{"-v", "warning", "-nostdin"}
	for _, path := range paths {
		args = append(args, "-i", path)
	}
	for i := range paths {
		args = append(args, "-map", fmt.Sprintf("%d:a", i), "-f", format, "-c:a", "pcm_"+format, filepath.Join(dir, fmt.Sprint(i)))
	}
	command(t, "ffmpeg", args...)
	var all [][]byte
	for i := range paths {
		b, err := os.ReadFile(filepath.Join(dir, fmt.Sprint(i)))
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, b)
	}
	return all
}
