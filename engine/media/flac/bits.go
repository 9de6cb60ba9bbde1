package flac

import (
	"encoding/binary"
	"math/bits"
)

// A bitReader reads numbers of any width, the highest bit first. Behind the end
// it gives zeros and sets short.
type bitReader struct {
	b     []byte
	pos   int    // of the first byte that is not counted in n
	cache uint64 // the next bits, from the top
	n     uint   // how many of them count, at most 63; those behind are right or 0
	short bool
}

// fill makes 56 bits or more count, fewer at the end.
func (r *bitReader) fill() {
	if r.pos+8 <= len(r.b) {
		r.cache |= binary.BigEndian.Uint64(r.b[r.pos:]) >> r.n
		r.pos += int((63 - r.n) >> 3)
		r.n |= 56
		return
	}
	for r.n < 56 && r.pos < len(r.b) {
		r.cache |= uint64(r.b[r.pos]) << (56 - r.n)
		r.pos++
		r.n += 8
	}
}

// uint reads a number of up to 56 bits.
func (r *bitReader) uint(width uint) uint64 {
	if r.n < width {
		if r.fill(); r.n < width {
			r.short = true
			return 0
		}
	}
	v := r.cache >> 1 >> (63 - width)
	r.cache <<= width
	r.n -= width
	return v
}

// int reads a number in two's complement.
func (r *bitReader) int(width uint) int64 {
	return int64(r.uint(width)<<(64-width)) >> (64 - width)
}

// unary counts the zeros before a one, and reads both.
func (r *bitReader) unary() (zeros uint64) {
	for {
		if r.n == 0 {
			if r.fill(); r.n == 0 {
				r.short = true
				return 0
			}
		}
		if z := uint(bits.LeadingZeros64(r.cache)); z < r.n {
			r.cache <<= z + 1
			r.n -= z + 1
			return zeros + uint64(z)
		}
		zeros += uint64(r.n)
		r.cache <<= r.n
		r.n = 0
	}
}

// rice reads numbers in a Rice code of the given parameter, up to 30.
func (r *bitReader) rice(out []int64, parameter uint) {
	b, pos, cache, n := r.b, r.pos, r.cache, r.n
	shift, most := (63-parameter)&63, 55-parameter // what remains for the ones
	for i := range out {
		if pos+8 <= len(b) {
			cache |= binary.BigEndian.Uint64(b[pos:]) >> (n & 63)
			pos += int((63 - n) >> 3)
			n |= 56
			if zeros := uint(bits.LeadingZeros64(cache)); zeros <= most {
				cache <<= (zeros + 1) & 63
				v := uint64(zeros)<<(parameter&63) | cache>>1>>shift
				cache <<= parameter & 63
				n -= zeros + 1 + parameter
				out[i] = int64(v>>1) ^ -int64(v&1)
				continue
			}
		}
		r.pos, r.cache, r.n = pos, cache, n
		v := r.unary()<<parameter | r.uint(parameter)
		out[i] = int64(v>>1) ^ -int64(v&1)
		if r.short {
			return
		}
		pos, cache, n = r.pos, r.cache, r.n
	}
	r.pos, r.cache, r.n = pos, cache, n
}

// align passes over the rest of a byte that is begun, and returns where the
// next one is.
func (r *bitReader) align() int {
	rest := r.n % 8
	r.cache <<= rest
	r.n -= rest
	return r.pos - int(r.n/8)
}
