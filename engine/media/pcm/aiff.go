package pcm

import (
	"encoding/binary"
	"io"
	"math"
	"math/bits"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// aiff walks the chunks of an AIFF or AIFF-C file (Apple, "Audio Interchange
// File Format", 1989, and its AIFF-C draft of 1991): four characters, 32 bits
// of size, and a payload padded to an even length, all big-endian.
func (p *parser) aiff() error {
	be := binary.BigEndian
	p.counted = -1
	var header [8]byte
	for at := int64(12); at+8 <= p.size; {
		if _, err := p.r.ReadAt(header[:], at); err != nil && err != io.EOF {
			return err
		}
		c := Chunk{ID: string(header[:4]), Header: at, Offset: at + 8, Size: int64(be.Uint32(header[4:]))}
		more := false
		switch c.ID {
		case "SSND":
			// Eight bytes precede the samples: where they begin, and the size
			// of the blocks they are aligned to.
			if c.Size == unknown32 || c.Size == 0 {
				c.Size = -1 // never filled in
			}
			var b [8]byte
			if err := p.payload(Chunk{c.ID, c.Header, c.Offset, p.size - c.Offset}, b[:]); err != nil {
				return err
			}
			skip := 8 + int64(be.Uint32(b[:]))
			if skip > p.size-c.Offset {
				return errDamaged("the samples begin beyond the file")
			}
			more = p.samples(c, skip)
			c = p.file.Chunks[len(p.file.Chunks)-1]
		case "COMM":
			if err := p.common(c); err != nil {
				return err
			}
			more = p.add(c)
		default:
			more = p.add(c)
		}
		if !more {
			break
		}
		at = c.Offset + c.Size + c.Size&1
	}
	return nil
}

// aifcTypes are the compression types of AIFF-C with one code for each sample. Bits
// and bytes of 0 are those the COMM chunk gives.
var aifcTypes = map[string]Format{
	"NONE": {BigEndian: true},
	"twos": {BigEndian: true},
	"sowt": {},
	"raw ": {Encoding: Unsigned, Bits: 8, Bytes: 1},
	"in24": {BigEndian: true, Bits: 24, Bytes: 3},
	"in32": {BigEndian: true, Bits: 32, Bytes: 4},
	"42ni": {Bits: 24, Bytes: 3},
	"23ni": {Bits: 32, Bytes: 4},
	"fl32": {Encoding: Float, BigEndian: true, Bits: 32, Bytes: 4},
	"FL32": {Encoding: Float, BigEndian: true, Bits: 32, Bytes: 4},
	"fl64": {Encoding: Float, BigEndian: true, Bits: 64, Bytes: 8},
	"FL64": {Encoding: Float, BigEndian: true, Bits: 64, Bytes: 8},
	"alaw": {Encoding: ALaw, Bits: 8, Bytes: 1},
	"ALAW": {Encoding: ALaw, Bits: 8, Bytes: 1},
	"ulaw": {Encoding: MuLaw, Bits: 8, Bytes: 1},
	"ULAW": {Encoding: MuLaw, Bits: 8, Bytes: 1},
}

// common reads the COMM chunk: channels, frames, bits, rate and, in AIFF-C,
// the compression type.
func (p *parser) common(c Chunk) error {
	be := binary.BigEndian
	b := make([]byte, 18, 22)
	f := Format{BigEndian: true}
	if p.file.Kind == AIFC {
		b = b[:22]
	}
	if err := p.payload(c, b); err != nil {
		return err
	}
	if p.file.Kind == AIFC {
		var ok bool
		if f, ok = aifcTypes[string(b[18:22])]; !ok {
			return fault.New(fault.UnsupportedFormat, "This AIFF-C file holds something else than PCM.")
		}
	}
	f.Channels = int(be.Uint16(b))
	frames := int64(be.Uint32(b[2:]))
	if f.Bytes == 0 {
		f.Bits = int(be.Uint16(b[6:]))
		f.Bytes = (f.Bits + 7) / 8
	}
	rate := extended(b[8:18])
	if !(rate >= 1 && rate <= maxRate) {
		return errDamaged("a rate of %g Hz", rate)
	}
	f.Rate = timeline.Rate(math.Round(rate))
	// A writer that streamed leaves 0 or all ones here.
	if frames != 0 && frames != unknown32 {
		p.counted = frames
	}
	p.file.Format, p.described = f, true
	return f.check()
}

// extended reads an 80-bit IEEE 754 number: sign, 15 bits of exponent biased
// by 16383, 64 bits of mantissa with its leading 1 written out.
func extended(b []byte) float64 {
	exponent := int(binary.BigEndian.Uint16(b) & 0x7FFF)
	mantissa := binary.BigEndian.Uint64(b[2:])
	if b[0]&0x80 != 0 || exponent == 0x7FFF || bits.LeadingZeros64(mantissa) != 0 {
		return 0
	}
	return math.Ldexp(float64(mantissa), exponent-16383-63)
}
