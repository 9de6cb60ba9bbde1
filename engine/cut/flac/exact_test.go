package flac

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"testing"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// cuts returns n cut points beside 0 and the end. Some lie at the borders of
// blocks or some samples before, and some parts are as short as can be.
func cuts(name string, n int, s *flac.Stream) []timeline.Position {
	random := mediatest.Random(name)
	return mediatest.Cuts(random, n, timeline.Position(s.Samples), 1, func(p timeline.Position) timeline.Position {
		p -= p % timeline.Position(s.Block)
		if random.IntN(2) == 0 {
			p -= timeline.Position(1 + random.IntN(18))
		}
		return p
	})
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
			points := cuts(k.name, mediatest.Rounds(50), s)
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
		points := cuts(k.name, mediatest.Rounds(50), s)
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
		return mediatest.Run(t, "flac", append([]string{"-s", "-d", "-c", "--force-raw-format", "--endian=little", "--sign=signed"}, paths...)...)
	}
	for _, path := range paths {
		wav := mediatest.Run(t, "flac", "-s", "-d", "-c", path)
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
	if out := mediatest.Run(t, "flac", append([]string{"-t", "-w", "-s"}, parts...)...); len(out) > 0 {
		t.Errorf("flac -t says %s", out)
	}
	if !bytes.Equal(pcm(t, info, parts...), source) {
		t.Error("flac decodes other audio")
	}
	if info.Bits == 32 {
		return // ffmpeg decodes these from version 6 on
	}
	format := fmt.Sprintf("s%dle", (info.Bits+7)/8*8)
	if info.Bits <= 8 {
		format = "s8"
	}
	for i, got := range mediatest.Decode(t, format, parts...) {
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
