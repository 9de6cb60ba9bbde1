package flac

import (
	"bytes"
	"crypto/md5"
	"slices"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/flac"

	"pgregory.net/rapid"
)

// sound draws samples of a depth, as silence, steps, music or noise have them.
func sound(t *rapid.T, n, depth int) []int64 {
	limit := int64(1) << (depth - 1)
	shift := rapid.IntRange(0, depth-1).Draw(t, "shift")
	step := rapid.Int64Range(0, limit-1).Draw(t, "step")
	s := make([]int64, n)
	at := int64(0)
	for i := range s {
		at += rapid.Int64Range(-step, step).Draw(t, "d")
		at = max(-limit, min(at, limit-1))
		s[i] = at >> shift << shift
	}
	return s
}

// What is encoded decodes to the same samples, at every depth, and its
// checksums are right.
func TestEncodedIsDecoded(t *testing.T) {
	t.Parallel()
	var d flac.Decoder
	rapid.Check(t, func(t *rapid.T) {
		depth := rapid.IntRange(4, 32).Draw(t, "depth")
		n := rapid.SampledFrom([]int{1, 2, 3, 4, 5, 15, 16, 31, 64, 100, 192, 256}).Draw(t, "samples")
		var channels [][]int64
		for range rapid.IntRange(1, 8).Draw(t, "channels") {
			channels = append(channels, sound(t, n, depth))
		}
		number := rapid.Int64Range(0, 1<<36-1).Draw(t, "number")
		first := []byte{0xFF, 0xF8, 0x0D, 0x00, 0x00, 0x12, 0x34, 0} // a rate of two bytes
		b := flac.Resized(nil, first, n, len(channels), true, number)
		b = encodeFrame(b, 0, channels, depth)
		h, ok := flac.ParseHeader(b)
		if !ok || h.Number != number || h.BlockSize != n || h.Channels != len(channels) || h.Rate != 0x1234 || flac.CRC16(0, b) != 0 {
			t.Fatalf("the header reads %+v, %t", h, ok)
		}
		got, length, err := d.Decode(b, h, depth)
		if err != nil || length != len(b) || !slices.EqualFunc(got, channels, slices.Equal[[]int64]) {
			t.Fatalf("%d of %d bytes decode to %v, %v; want %v", length, len(b), got, err, channels)
		}
		if most := 16 + len(channels)*(n*depth/8+3) + 2; len(b) > most {
			t.Fatalf("%d bytes where %d are enough", len(b), most)
		}
	})
}

// flac reads what is encoded, at every depth, the extremes among the samples.
func TestFlacReadsAllDepths(t *testing.T) {
	t.Parallel()
	for depth := 4; depth <= 32; depth++ {
		channels := make([][]int64, 2)
		limit := int64(1) << (depth - 1)
		for i := range int64(1000) {
			channels[0] = append(channels[0], (i*i*i)%(2*limit)-limit)
			channels[1] = append(channels[1], []int64{-limit, limit - 1}[i*i/7%2])
		}
		info := flac.StreamInfo{MinBlock: 1000, MaxBlock: 1000, Rate: 44100, Channels: 2, Bits: depth, Total: 1000}
		info.MD5 = md5.Sum(flac.AppendPCM(nil, channels, depth))
		file := info.Append([]byte("fLaC\x80\x00\x00\x22"))
		start := len(file)
		file = flac.Resized(file, []byte{0xFF, 0xF8, 0x09, 0x00, 0x00, 0}, 1000, 2, false, 0)
		file = encodeFrame(file, start, channels, depth)
		mediatest.Run(t, "flac", "-t", "-w", "-s", mediatest.Save(t, "x.flac", file))
	}
}

func TestBitWriter(t *testing.T) {
	t.Parallel()
	w := &bitWriter{b: []byte{9}}
	w.uint(5, 3)
	w.uint(1<<32-1, 32)
	w.rice(100, 1) // 50 zeros, a one, a zero
	w.align()
	ones := []int{0, 2, 3 + 32 + 50}
	for i := range 32 {
		ones = append(ones, 3+i)
	}
	want := make([]byte, 1+(3+32+52+7)/8)
	want[0] = 9
	for _, i := range ones {
		want[1+i/8] |= 0x80 >> (i % 8)
	}
	if !bytes.Equal(w.b, want) {
		t.Errorf("% x, want % x", w.b, want)
	}
}
