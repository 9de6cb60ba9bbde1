package media

import (
	"encoding/binary"
	"math/bits"
)

// maxBoxes bounds the boxes that are stepped over; a file that is not
// fragmented has a handful.
const maxBoxes = 256

// cut reports whether the container says that it is longer than the file.
func (p *prober) cut() bool {
	switch {
	case isMP4[p.Container]:
		return p.boxesCut()
	case p.Container == "matroska" || p.Container == "webm":
		return p.segmentCut()
	}
	return false
}

// boxesCut reports whether a box of an MP4 file (ISO/IEC 14496-12, 4.2) ends
// beyond the end of the file.
func (p *prober) boxesCut() bool {
	var b [16]byte
	at := int64(0)
	for range maxBoxes {
		n, _ := p.file.ReadAt(b[:], at)
		if n < 8 {
			return false
		}
		size := int64(binary.BigEndian.Uint32(b[:]))
		if size == 1 && n == 16 {
			size = int64(binary.BigEndian.Uint64(b[8:]))
		}
		if size < 8 {
			return false // 0: to the end of the file
		}
		if size > p.Size-at {
			return true
		}
		at += size
	}
	return false
}

// segmentCut reports whether the segment of a Matroska file (RFC 9559, section
// 5.1, and RFC 8794 for its elements) ends beyond the end of the file.
func (p *prober) segmentCut() bool {
	b := head(p.file)
	size, n := vint(b[4:])
	at := 4 + int64(n) + size
	if n == 0 || at > headSize-12 || binary.BigEndian.Uint32(b[at:]) != 0x18538067 {
		return false
	}
	size, n = vint(b[at+4:])
	unknown := int64(1)<<(7*n) - 1
	return n > 0 && size != unknown && size > p.Size-at-4-int64(n)
}

// vint reads the variable-length size that b, of at least 8 bytes, begins with,
// and returns how many bytes it takes, 0 if it is none.
func vint(b []byte) (size int64, n int) {
	n = bits.LeadingZeros8(b[0]) + 1
	if n > 8 {
		return 0, 0
	}
	size = int64(b[0]) & (0xFF >> n)
	for _, v := range b[1:n] {
		size = size<<8 | int64(v)
	}
	return size, n
}
