package pcm

import (
	"encoding/binary"
	"io"
)

// The GUIDs of Sony Wave64. Those of chunks share their last twelve bytes.
const (
	w64Riff = "riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"
	w64Wave = "wave" + w64Tail
	w64Tail = "\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a"
)

// w64 walks the chunks of a Wave64 file: a GUID, 64 bits of size that count
// the 24 bytes of the header, and a payload padded to a multiple of eight.
func (p *parser) w64() error {
	p.counted = -1
	var header [24]byte
	for at := int64(40); at+24 <= p.size; {
		if _, err := p.r.ReadAt(header[:], at); err != nil && err != io.EOF {
			return err
		}
		size := int64(binary.LittleEndian.Uint64(header[16:]))
		c := Chunk{ID: string(header[:16]), Header: at, Offset: at + 24, Size: size - 24}
		more := false
		switch c.ID {
		case "data" + w64Tail:
			if size == 0 {
				c.Size = -1
			} else if c.Size < 0 {
				return errDamaged("the samples at byte %d have %d bytes", at, c.Size)
			}
			more = p.samples(c, 0)
			c = p.file.Chunks[len(p.file.Chunks)-1]
		case "fmt " + w64Tail:
			if err := p.waveFormat(c); err != nil {
				return err
			}
			more = p.add(c)
		default:
			more = p.add(c)
		}
		if !more {
			break
		}
		at = (c.Offset + c.Size + 7) &^ 7
	}
	return nil
}
