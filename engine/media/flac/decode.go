package flac

import "errors"

// errBroken is the error of a frame that cannot be decoded.
var errBroken = errors.New("the frame is broken")

// A Decoder decodes single frames. The zero value is ready for use, by one
// goroutine at a time.
type Decoder struct {
	samples  [8][]int64
	residual predictor
}

// Decode decodes the frame that b begins with, whose header is h, of a stream
// of the given depth in bits. It returns the samples of each channel, which are
// good until the next call, and the length of the frame in bytes. Whether the
// CRC-16 at its end is right is not looked at.
func (d *Decoder) Decode(b []byte, h Header, bits int) (channels [][]int64, length int, err error) {
	r := &bitReader{b: b, pos: h.Len}
	for c := range h.Channels {
		if cap(d.samples[c]) < h.BlockSize {
			d.samples[c] = make([]int64, h.BlockSize)
		}
		d.samples[c] = d.samples[c][:h.BlockSize]
		width := uint(bits)
		if h.assignment == sideRight && c == 0 || (h.assignment == leftSide || h.assignment == midSide) && c == 1 {
			width++
		}
		if !d.subframe(r, d.samples[c], width) {
			return nil, 0, errBroken
		}
	}
	length = r.align() + 2
	if length > len(b) {
		return nil, 0, errBroken
	}
	recombine(h.assignment, d.samples[0], d.samples[1])
	return d.samples[:h.Channels], length, nil
}

// recombine turns the difference of two channels into the channels.
func recombine(a assignment, first, second []int64) {
	if a == independent {
		return
	}
	second = second[:len(first)]
	switch a {
	case leftSide:
		for i, left := range first {
			second[i] = left - second[i]
		}
	case sideRight:
		for i, right := range second {
			first[i] += right
		}
	case midSide:
		for i, side := range second {
			mid := first[i]<<1 | side&1
			first[i], second[i] = (mid+side)>>1, (mid-side)>>1
		}
	}
}

// subframe decodes one channel (RFC 9639, section 9.2) and reports whether that
// worked.
func (d *Decoder) subframe(r *bitReader, out []int64, width uint) bool {
	kind := r.uint(8)
	wasted := uint(0)
	if kind&1 != 0 {
		more := r.unary() + 1
		if more >= uint64(width) {
			return false
		}
		wasted = uint(more)
		width -= wasted
	}
	ok := true
	switch kind >>= 1; {
	case kind == 0:
		value := r.int(width)
		for i := range out {
			out[i] = value
		}
	case kind == 1:
		for i := range out {
			out[i] = r.int(width)
		}
	case kind >= 8 && kind <= 12:
		order := int(kind - 8)
		if ok = warmUp(r, out, order, width) && residual(r, out, order); ok {
			fixed(out, order)
		}
	case kind >= 32 && kind < 64:
		ok = d.linear(r, out, int(kind-31), width)
	default:
		return false
	}
	if wasted > 0 {
		for i := range out {
			out[i] <<= wasted
		}
	}
	return ok && !r.short
}

// warmUp reads the samples before the first that is predicted.
func warmUp(r *bitReader, out []int64, order int, width uint) bool {
	if order > len(out) {
		return false
	}
	for i := range order {
		out[i] = r.int(width)
	}
	return true
}

// linear decodes a channel of a linear predictor.
func (d *Decoder) linear(r *bitReader, out []int64, order int, width uint) bool {
	if !warmUp(r, out, order, width) {
		return false
	}
	precision := uint(r.uint(4)) + 1
	shift := r.int(5)
	if precision == 16 || shift < 0 {
		return false
	}
	clear(d.residual.coefficients[:])
	for i := range order {
		d.residual.coefficients[i] = r.int(precision)
	}
	if !residual(r, out, order) {
		return false
	}
	d.residual.restore(out, order, uint(shift))
	return true
}

// residual reads what the predictor misses, behind the order samples that are
// there already (RFC 9639, section 9.2.7).
func residual(r *bitReader, out []int64, order int) bool {
	method := r.uint(2)
	partitions := 1 << r.uint(4)
	size := len(out) / partitions
	if method > 1 || size*partitions != len(out) || size < order {
		return false
	}
	width := uint(4 + method)
	escape := uint64(1)<<width - 1
	for start := order; start < len(out) && !r.short; {
		end := (start/size + 1) * size
		parameter := r.uint(width)
		if parameter == escape {
			width := uint(r.uint(5))
			for i := start; i < end; i++ {
				out[i] = r.int(width)
			}
		} else {
			r.rice(out[start:end], uint(parameter))
		}
		start = end
	}
	return !r.short
}
