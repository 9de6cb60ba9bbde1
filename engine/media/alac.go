package media

import (
	"bufio"
	"encoding/binary"
	"io"
)

// A coreAudio is where the packets of a Core Audio file are.
type coreAudio struct {
	frames  int64 // samples in a packet, but for the last
	data    int64 // where the first packet begins
	end     int64 // where the last one ends at most
	packets int64
	sizes   *io.SectionReader // of the packets, one after the other
}

// alac counts ALAC in a Core Audio file: its packets are alike, and the last says
// itself how many samples it holds. The total of the packet table is of no account:
// ffmpeg writes one that counts the last packet as full. It reports whether all
// packets are there and the last one tells.
func (p *prober) alac() bool {
	c, ok := p.coreAudio()
	if !ok {
		return false
	}
	sizes := bufio.NewReader(c.sizes)
	at, last := c.data, int64(0)
	const stretch = 4096 // packets between two looks at the context
	for i := range c.packets {
		at += last
		if i%stretch == 0 && p.ctx.Err() != nil {
			return false
		}
		if last, ok = packetSize(sizes); !ok || last == 0 || last > c.end-at {
			return false
		}
	}
	n, ok := lastALAC(p.file, at, c.frames)
	if ok {
		p.exactly((c.packets-1)*c.frames + n)
	}
	return ok
}

// coreAudio reads the chunks of a Core Audio file (Apple, "Core Audio Format
// Specification 1.0"). It reports whether it found packets that all hold the same
// number of samples.
func (p *prober) coreAudio() (c coreAudio, ok bool) {
	be := binary.BigEndian
	var b [12 + 24]byte
	for at, chunks := int64(8), 0; at < p.Size-12 && chunks < maxBoxes; chunks++ {
		if n, _ := p.file.ReadAt(b[:], at); n < 12 {
			break
		}
		size := int64(be.Uint64(b[4:]))
		at += 12
		switch string(b[:4]) {
		case "desc":
			c.frames = int64(be.Uint32(b[12+20:]))
		case "data":
			if size == -1 { // up to the end of the file
				size = p.Size - at
			}
			c.data, c.end = at+4, at+size
		case "pakt":
			c.packets, c.sizes = int64(be.Uint64(b[12:])), io.NewSectionReader(p.file, at+24, size-24)
		}
		if size < 0 || size > p.Size-at {
			return c, false
		}
		at += size
	}
	return c, c.frames > 0 && c.frames <= maxALAC && c.data > 0 && c.packets > 0 && c.packets <= c.sizes.Size()
}

// maxALAC is the most samples of a packet that are believed.
const maxALAC = 1 << 20

// packetSize reads a size of the packet table: seven bits a byte, the highest
// first.
func packetSize(r io.ByteReader) (size int64, ok bool) {
	for range 5 {
		b, err := r.ReadByte()
		if err != nil {
			return 0, false
		}
		size = size<<7 | int64(b&0x7F)
		if b < 0x80 {
			return size, true
		}
	}
	return 0, false
}

// lastALAC returns how many samples the packet at a position holds, most of them
// unless it says otherwise. Its first element begins with a tag of 3 bits, 16 that
// say nothing here, one that says whether the number of samples follows in 32 bits,
// and 3 more (Apple, "ALAC Magic Cookie Description" and the reference decoder).
func lastALAC(r io.ReaderAt, at, most int64) (n int64, ok bool) {
	var b [8]byte
	if read, _ := r.ReadAt(b[:], at); read < len(b) {
		return 0, false
	}
	head := binary.BigEndian.Uint64(b[:])
	if tag := head >> 61; tag > 1 && tag != 3 {
		return 0, false // no single channel, no pair, no deep one
	}
	if head>>44&1 == 0 {
		return most, true
	}
	n = int64(head >> 9 & 0xFFFFFFFF)
	return n, n > 0 && n <= most
}
