package ogg

import (
	"encoding/binary"
	"math/bits"
)

// vorbisModes is what tells the samples of a packet of Vorbis.
type vorbisModes struct {
	block [2]int // sizes of short and long blocks
	long  []bool // by mode
	bits  int    // that a mode's number takes
}

// vorbisID reads the identification header (Vorbis I, section 4.2.2).
func vorbisID(packet []byte) (channels, rate int, block [2]int, ok bool) {
	if len(packet) < 30 || packet[11] == 0 || packet[29]&1 == 0 {
		return 0, 0, block, false
	}
	le := binary.LittleEndian
	rate32 := le.Uint32(packet[12:])
	small, large := packet[28]&15, packet[28]>>4
	if le.Uint32(packet[7:]) != 0 || rate32 == 0 || rate32 > 1<<30 || small < 6 || large > 13 || small > large {
		return 0, 0, block, false
	}
	return int(packet[11]), int(rate32), [2]int{1 << small, 1 << large}, true
}

// block returns the size of a packet's block, 0 for what is no packet of audio.
func (m *vorbisModes) size(packet []byte) int {
	if len(packet) == 0 || packet[0]&1 != 0 {
		return 0
	}
	mode := int(packet[0]>>1) & (1<<m.bits - 1)
	if mode >= len(m.long) {
		return 0
	}
	if m.long[mode] {
		return m.block[1]
	}
	return m.block[0]
}

// vorbisSetup reads the modes at the end of the setup header, for which all of
// it must be read (Vorbis I, section 4.2.4).
func vorbisSetup(packet []byte, channels int) (long []bool, ok bool) {
	if len(packet) < 7 {
		return nil, false
	}
	r := &setup{bitReader: bitReader{b: packet[7:]}}
	r.each(8, r.codebook)
	r.each(6, func() { r.skip(16) }) // times
	r.each(6, r.floor)
	r.each(6, r.residue)
	r.each(6, func() { r.mapping(channels) })
	r.each(6, func() {
		long = append(long, r.flag())
		r.skip(16 + 16 + 8)
	})
	if !r.flag() || r.bad {
		return nil, false
	}
	return long, true
}

// A setup reads over the parts of a setup header.
type setup struct{ bitReader }

// each calls f as often as a number of n bits says, which counts from 1.
func (r *setup) each(n int, f func()) {
	for i := r.read(n) + 1; i > 0 && !r.bad; i-- {
		f()
	}
}

// codebook is of section 3.2.1.
func (r *setup) codebook() {
	if r.read(24) != 0x564342 {
		r.bad = true
		return
	}
	dimensions, entries := int64(r.read(16)), int64(r.read(24))
	if r.flag() { // ordered
		r.skip(5)
		for n := int64(0); n < entries && !r.bad; {
			n += int64(r.read(bits.Len64(uint64(entries - n))))
		}
	} else {
		sparse := r.flag()
		for n := int64(0); n < entries && !r.bad; n++ {
			if !sparse || r.flag() {
				r.skip(5)
			}
		}
	}
	kind := r.read(4)
	if kind == 0 {
		return
	}
	r.skip(32 + 32)
	width := int64(r.read(4)) + 1
	r.skip(1)
	switch kind {
	case 1:
		r.skip(root(entries, dimensions) * width)
	case 2:
		r.skip(entries * dimensions * width)
	default:
		r.bad = true
	}
}

// root returns the largest whole number whose n-th power is not above x.
func root(x, n int64) int64 {
	if n == 0 {
		return 0
	}
	fits := func(v int64) bool {
		power := int64(1)
		for i := int64(0); i < n && v > 1; i++ {
			if power *= v; power > x {
				return false
			}
		}
		return power <= x
	}
	low, high := int64(0), x // fits and does not, or is the answer
	for low < high {
		middle := (low + high + 1) / 2
		if fits(middle) {
			low = middle
		} else {
			high = middle - 1
		}
	}
	return low
}

// floor is of sections 6.2.1 and 7.2.2.
func (r *setup) floor() {
	switch r.read(16) {
	case 0:
		r.skip(8 + 16 + 16 + 6 + 8)
		r.each(4, func() { r.skip(8) })
	case 1:
		classes := make([]uint32, r.read(5))
		last := -1
		for i := range classes {
			classes[i] = r.read(4)
			last = max(last, int(classes[i]))
		}
		var dimensions [16]int64
		for i := 0; i <= last && !r.bad; i++ {
			dimensions[i] = int64(r.read(3)) + 1
			sub := r.read(2)
			if sub > 0 {
				r.skip(8)
			}
			r.skip(8 << sub)
		}
		r.skip(2)
		width := int64(r.read(4))
		for _, class := range classes {
			r.skip(dimensions[class] * width)
		}
	default:
		r.bad = true
	}
}

// residue is of section 8.6.1.
func (r *setup) residue() {
	if r.read(16) > 2 {
		r.bad = true
	}
	r.skip(24 + 24 + 24)
	classes := int(r.read(6)) + 1
	r.skip(8)
	books := 0
	for range classes {
		cascade := r.read(3)
		if r.flag() {
			cascade |= r.read(5) << 3
		}
		books += bits.OnesCount32(cascade)
	}
	r.skip(8 * int64(books))
}

// mapping is of section 4.2.4, step 5.
func (r *setup) mapping(channels int) {
	if r.read(16) != 0 {
		r.bad = true
	}
	submaps := int64(1)
	if r.flag() {
		submaps += int64(r.read(4))
	}
	if r.flag() {
		width := int64(bits.Len(uint(channels - 1)))
		r.each(8, func() { r.skip(2 * width) })
	}
	r.skip(2)
	if submaps > 1 {
		r.skip(4 * int64(channels))
	}
	r.skip(submaps * (8 + 8 + 8))
}

// set sets which modes have long blocks.
func (m *vorbisModes) set(long []bool) {
	m.long, m.bits = long, bits.Len(uint(len(long)-1))
}
