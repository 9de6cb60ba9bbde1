package media

import (
	"encoding/binary"
	"path/filepath"
	"testing"

	"audiospliter/engine/internal/mediatest"
	"audiospliter/engine/media/ogg"
)

// What comes before the first audible sample of Vorbis is dropped even where no
// page is marked as the first, so that ffmpeg alone reads it.
func TestOnsetOfOddVorbis(t *testing.T) {
	t.Parallel()
	const before = 300 // samples
	dir := sources(t)
	encode(t, dir, "-i music.wav -c:a libvorbis whole.ogg")
	b := mediatest.Read(t, filepath.Join(dir, "whole.ogg"))
	for at := 0; at < len(b); {
		h, ok := ogg.ParseHeader(b[at:])
		if !ok {
			t.Fatalf("no page at %d", at)
		}
		page := b[at : at+h.PageLen()]
		page[5] &^= ogg.First
		if h.Granule > 0 {
			binary.LittleEndian.PutUint64(page[6:], uint64(h.Granule-before))
		}
		copy(page[22:], make([]byte, 4))
		binary.LittleEndian.PutUint32(page[22:], oggSum(page))
		at += len(page)
	}
	s := probed(t, write(t, filepath.Join(dir, "odd.ogg"), b))
	if !s.Odd || s.Codec != "vorbis" {
		t.Fatalf("%+v is nothing odd: the test shows nothing", s)
	}
	all := decoded(t, s.Path, "0", 2)
	pcm := mediatest.Run(t, "ffmpeg", "-v", "quiet", "-i", s.Path, "-af", s.Onset(), "-f", "s16le", "-")
	if n := all - int64(len(pcm)/4); n <= 0 || n > before {
		t.Errorf("with %q %d samples are dropped", s.Onset(), n)
	}
}

// oggSum returns the checksum of a page in which its own place is zero (RFC 3533,
// section 6).
func oggSum(page []byte) (sum uint32) {
	for _, c := range page {
		sum ^= uint32(c) << 24
		for range 8 {
			sum = sum<<1 ^ sum>>31*0x04c11db7
		}
	}
	return sum
}
