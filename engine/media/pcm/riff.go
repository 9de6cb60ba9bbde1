package pcm

import (
	"encoding/binary"
	"io"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// unknown32 is the size a writer gives that did not know it: a pipe, or a file
// whose size stands in the ds64 chunk.
const unknown32 = 0xFFFFFFFF

// riff walks the chunks of a WAV, RF64 or BW64 file (RFC 2361; EBU Tech 3306;
// ITU-R BS.2088). Each has four characters, 32 bits of size, and a payload
// padded to an even length.
func (p *parser) riff() error {
	le := binary.LittleEndian
	p.counted = -1
	data64 := int64(-1)
	var header [8]byte
	if _, err := p.r.ReadAt(header[:], 0); err != nil {
		return err
	}
	riffSize := int64(le.Uint32(header[4:]))
	for at := int64(12); at+8 <= p.size; {
		if _, err := p.r.ReadAt(header[:], at); err != nil && err != io.EOF {
			return err
		}
		c := Chunk{ID: string(header[:4]), Header: at, Offset: at + 8, Size: int64(le.Uint32(header[4:]))}
		more := false
		switch c.ID {
		case "data":
			switch {
			case c.Size == unknown32 && p.file.Kind != WAV && data64 >= 0:
				c.Size = data64
			case c.Size == unknown32, c.Size == 0 && riffSize+8 != p.size:
				// A writer that never came back to fill in the sizes.
				c.Size = -1
			case p.file.Kind == WAV && p.size-c.Offset-c.Size > unknown32:
				// 32 bits were too few, and wrapped: no other chunk is that large.
				c.Size += (p.size - c.Offset - c.Size) &^ unknown32
				p.warn(message.New("The file is larger than its header can say: all of its audio is taken."))
			}
			more = p.samples(c, 0)
			c = p.file.Chunks[len(p.file.Chunks)-1]
		case "fmt ":
			if err := p.waveFormat(c); err != nil {
				return err
			}
			more = p.add(c)
		case "ds64":
			var b [24]byte
			if err := p.payload(c, b[:]); err != nil {
				return err
			}
			data64 = int64(le.Uint64(b[8:]) &^ (1 << 63))
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

// subFormat ends the GUID of a format that has a 16-bit tag, too.
const subFormat = "\x00\x00\x00\x00\x10\x00\x80\x00\x00\xaa\x00\x38\x9b\x71"

// Tags of WAVEFORMATEX.
const (
	tagPCM        = 1
	tagFloat      = 3
	tagALaw       = 6
	tagMuLaw      = 7
	tagExtensible = 0xFFFE
)

// waveFormat reads a WAVEFORMAT, WAVEFORMATEX or WAVEFORMATEXTENSIBLE.
func (p *parser) waveFormat(c Chunk) error {
	le := binary.LittleEndian
	var b [40]byte
	n := min(c.Size, int64(len(b)))
	if n < 16 {
		return errDamaged("the format at byte %d has %d bytes", c.Header, c.Size)
	}
	if err := p.payload(c, b[:n]); err != nil {
		return err
	}
	tag, bits := le.Uint16(b[:]), int(le.Uint16(b[14:]))
	f := Format{
		Channels: int(le.Uint16(b[2:])),
		Rate:     timeline.Rate(le.Uint32(b[4:])),
		Bits:     bits,
		Bytes:    (bits + 7) / 8,
	}
	if f.Rate > maxRate {
		f.Rate = 0 // refused below, on 32-bit systems too
	}
	if tag == tagExtensible {
		if n < 40 || string(b[26:40]) != subFormat {
			return fault.New(fault.UnsupportedFormat, "This WAV file holds something else than PCM.")
		}
		tag, f.Mask = le.Uint16(b[24:]), le.Uint32(b[20:])
		if valid := int(le.Uint16(b[18:])); valid > 0 && valid < bits {
			f.Bits = valid
		}
	}
	switch tag {
	case tagPCM:
		if f.Bytes == 1 {
			f.Encoding = Unsigned
		}
	case tagFloat:
		f.Encoding = Float
	case tagALaw:
		f.Encoding = ALaw
	case tagMuLaw:
		f.Encoding = MuLaw
	default:
		return fault.New(fault.UnsupportedFormat, "This WAV file holds something else than PCM.")
	}
	if err := f.check(); err != nil {
		return err
	}
	if align := int(le.Uint16(b[12:])); align != 0 && align != f.FrameSize() {
		return fault.New(fault.UnsupportedFormat, "The samples of this file are stored in a way that cannot be read directly.").
			WithDetails("block alignment and bits do not agree")
	}
	p.file.Format, p.described = f, true
	return nil
}
