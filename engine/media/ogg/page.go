package ogg

import (
	"encoding/binary"
)

// The layout of a page (RFC 3533, section 6): a header of 27 bytes,
// little-endian, a table of segment lengths, and the segments.
const (
	headerLen   = 27
	MaxSegments = 255
	MaxSegment  = 255
	MaxPage     = headerLen + MaxSegments + MaxSegments*MaxSegment // bytes
)

// The flags of a page.
const (
	Continued byte = 1 << iota // it begins with the rest of a packet
	First                      // of its stream
	Last                       // of its stream
)

// NoGranule is the granule position of a page in which no packet ends.
const NoGranule int64 = -1

// A Header is what stands in front of a page's payload.
type Header struct {
	Flags    byte
	Granule  int64 // behind the last sample of the last packet that ends here
	Serial   uint32
	Sequence uint32
	Checksum uint32
	Lacing   []byte // lengths of the segments; less than 255 ends a packet
}

// ParseHeader reads the header of the page that b begins with; false says that
// there is none, or not the whole of it. Lacing is part of b.
func ParseHeader(b []byte) (Header, bool) {
	if len(b) < headerLen || string(b[:5]) != "OggS\x00" {
		return Header{}, false
	}
	n := headerLen + int(b[26])
	if len(b) < n {
		return Header{}, false
	}
	le := binary.LittleEndian
	return Header{
		Flags:    b[5],
		Granule:  int64(le.Uint64(b[6:])),
		Serial:   le.Uint32(b[14:]),
		Sequence: le.Uint32(b[18:]),
		Checksum: le.Uint32(b[22:]),
		Lacing:   b[headerLen:n],
	}, true
}

// Len returns the bytes of the header.
func (h Header) Len() int { return headerLen + len(h.Lacing) }

// PageLen returns the bytes of the whole page.
func (h Header) PageLen() int {
	n := h.Len()
	for _, segment := range h.Lacing {
		n += int(segment)
	}
	return n
}

// Packets returns how many packets end in the page.
func (h Header) Packets() int {
	n := 0
	for _, segment := range h.Lacing {
		if segment < MaxSegment {
			n++
		}
	}
	return n
}

// Is reports whether a flag is set.
func (h Header) Is(flag byte) bool { return h.Flags&flag != 0 }

// AppendPage appends a page with the header h, whose checksum is computed, and
// that payload.
func AppendPage(b []byte, h Header, payload []byte) []byte {
	at := len(b)
	b = append(b, "OggS\x00"...)
	b = append(b, h.Flags)
	b = binary.LittleEndian.AppendUint64(b, uint64(h.Granule))
	b = binary.LittleEndian.AppendUint32(b, h.Serial)
	b = binary.LittleEndian.AppendUint32(b, h.Sequence)
	b = append(b, 0, 0, 0, 0, byte(len(h.Lacing)))
	b = append(append(b, h.Lacing...), payload...)
	binary.LittleEndian.PutUint32(b[at+22:], update(0, b[at:]))
	return b
}

// A Page is a page and where it is.
type Page struct {
	Header
	Offset  int64
	Payload []byte
}
