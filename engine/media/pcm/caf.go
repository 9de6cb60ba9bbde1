package pcm

import (
	"encoding/binary"
	"io"
	"math"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// caf walks the chunks of a Core Audio Format file (Apple, "Core Audio Format
// Specification 1.0"): four characters, 64 bits of size, payload, no padding.
func (p *parser) caf() error {
	be := binary.BigEndian
	p.counted = -1
	mask := uint32(0)
	var header [12]byte
	for at := int64(8); at+12 <= p.size; {
		if _, err := p.r.ReadAt(header[:], at); err != nil && err != io.EOF {
			return err
		}
		c := Chunk{ID: string(header[:4]), Header: at, Offset: at + 12, Size: int64(be.Uint64(header[4:]))}
		more := false
		switch c.ID {
		case "data":
			// Four bytes of edit count precede the samples; a size of -1 is up
			// to the end of the file.
			if c.Size < -1 || c.Size >= 0 && c.Size < 4 || p.size-c.Offset < 4 {
				return errDamaged("the samples at byte %d have %d bytes", at, c.Size)
			}
			more = p.samples(c, 4)
			c = p.file.Chunks[len(p.file.Chunks)-1]
		case "desc":
			if err := p.description(c); err != nil {
				return err
			}
			more = p.add(c)
		case "chan":
			var b [8]byte
			if err := p.payload(c, b[:]); err != nil {
				return err
			}
			if be.Uint32(b[:]) == 1<<16 { // kCAFChannelLayoutTag_UseChannelBitmap
				mask = be.Uint32(b[4:])
			}
			more = p.add(c)
		default:
			more = p.add(c)
		}
		if !more {
			break
		}
		at = c.Offset + c.Size
	}
	p.file.Format.Mask = mask
	return nil
}

// description reads the desc chunk.
func (p *parser) description(c Chunk) error {
	be := binary.BigEndian
	var b [32]byte
	if err := p.payload(c, b[:]); err != nil {
		return err
	}
	encoding, ok := map[string]Encoding{"lpcm": Signed, "alaw": ALaw, "ulaw": MuLaw}[string(b[8:12])]
	if !ok {
		return fault.New(fault.UnsupportedFormat, "This CAF file holds something else than PCM.")
	}
	rate := math.Float64frombits(be.Uint64(b[:]))
	flags := be.Uint32(b[12:])
	packet, perPacket := be.Uint32(b[16:]), be.Uint32(b[20:])
	channels, bits := be.Uint32(b[24:]), be.Uint32(b[28:])
	if encoding != Signed {
		flags, bits = 0, 8 // which stand for nothing there
	}
	if !(rate >= 1 && rate <= maxRate) || channels < 1 || channels > maxChannels || bits < 1 || bits > 64 {
		return errDamaged("%d channels of %d bits at %g Hz", channels, bits, rate)
	}
	f := Format{
		Encoding:  encoding,
		Bits:      int(bits),
		Bytes:     int(bits+7) / 8,
		BigEndian: flags&2 == 0,
		Channels:  int(channels),
		Rate:      timeline.Rate(math.Round(rate)),
	}
	if flags&1 != 0 {
		f.Encoding = Float
	}
	if perPacket != 1 || int64(packet) != int64(f.FrameSize()) {
		return fault.New(fault.UnsupportedFormat, "The samples of this file are stored in a way that cannot be read directly.").
			WithDetails("packets and bits do not agree")
	}
	p.file.Format, p.described = f, true
	return f.check()
}
