package flac

import (
	"encoding/binary"
	"math/bits"

	"audiospliter/engine/media/flac"
)

// encodeFrame appends to dst a frame of the samples, behind its header, which
// dst has from start on. Channels are coded one by one, with the fixed predictor
// that leaves least (RFC 9639, section 9.2).
func encodeFrame(dst []byte, start int, channels [][]int64, depth int) []byte {
	w := &bitWriter{b: dst}
	var e encoder
	for _, samples := range channels {
		e.subframe(w, samples, uint(depth))
	}
	w.align()
	return binary.BigEndian.AppendUint16(w.b, flac.CRC16(0, w.b[start:]))
}

// An encoder holds what encoding a channel needs.
type encoder struct {
	samples  []int64
	residual [5][]int64 // by the order of the predictor
	coded    []uint64
}

const maxOrder = 4

func (e *encoder) subframe(w *bitWriter, samples []int64, depth uint) {
	all, constant := uint64(0), true
	for _, v := range samples {
		all |= uint64(v)
		constant = constant && v == samples[0]
	}
	if constant {
		w.uint(0, 8)
		w.uint(uint64(samples[0]), depth)
		return
	}
	wasted := uint(bits.TrailingZeros64(all))
	e.samples = e.samples[:0]
	for _, v := range samples {
		e.samples = append(e.samples, v>>wasted)
	}
	depth -= wasted
	header := func(kind uint64) {
		if wasted == 0 {
			w.uint(kind<<1, 8)
			return
		}
		w.uint(kind<<1|1, 8)
		w.uint(1, wasted) // at most 31, as not all samples are 0
	}
	order, plan := e.choose(depth)
	if order < 0 {
		header(1)
		for _, v := range e.samples {
			w.uint(uint64(v), depth)
		}
		return
	}
	header(8 + uint64(order))
	for _, v := range e.samples[:order] {
		w.uint(uint64(v), depth)
	}
	plan.write(w, e.residual[order], order)
}

// choose returns the order that takes the fewest bits, and how to code what it
// leaves; below 0 if the samples as they are take fewer.
func (e *encoder) choose(depth uint) (order int, best partition) {
	n := len(e.samples)
	order, best.bits = -1, n*int(depth)
	before := e.samples
	for k := 0; k <= min(maxOrder, n-1); k++ {
		e.residual[k] = append(e.residual[k][:0], before...)
		if k > 0 {
			for i := n - 1; i >= k; i-- {
				e.residual[k][i] -= before[i-1]
			}
		}
		before = e.residual[k]
		plan, ok := e.partition(before, k)
		plan.bits += k * int(depth)
		if ok && plan.bits < best.bits {
			order, best = k, plan
		}
	}
	return order, best
}

// A partition says how a residual is coded: in 1<<order stretches, each with a
// parameter of its own.
type partition struct {
	order      int
	parameters []uint
	bits       int
}

// maxPartitions is the highest order of partitions, which suits blocks of a few
// thousand samples.
const maxPartitions = 6

// partition finds the best way to code what a predictor leaves. It is not ok if
// a residual does not fit 32 bits.
func (e *encoder) partition(residual []int64, order int) (best partition, ok bool) {
	e.coded = e.coded[:0]
	for i, v := range residual {
		coded := uint64(v<<1) ^ uint64(v>>63)
		if i < order {
			coded = 0
		}
		if coded >= 1<<32-1 {
			return best, false
		}
		e.coded = append(e.coded, coded)
	}
	n := len(residual)
	for p := 0; p <= maxPartitions && n%(1<<p) == 0 && n>>p > order; p++ {
		plan := partition{order: p, bits: 6}
		for start := 0; start < n; start += n >> p {
			parameter, bits := parameterFor(e.coded[max(start, order) : start+n>>p])
			plan.parameters = append(plan.parameters, parameter)
			plan.bits += bits + 5
		}
		if !ok || plan.bits < best.bits {
			best, ok = plan, true
		}
	}
	return best, ok
}

// parameterFor returns a good Rice parameter, and the bits that the numbers take
// with it.
func parameterFor(coded []uint64) (parameter uint, size int) {
	sum := uint64(0)
	for _, v := range coded {
		sum += v
	}
	guess := bits.Len64(sum / uint64(len(coded)))
	for k := max(0, guess-2); k <= min(guess, 30); k++ {
		n := len(coded) * (k + 1)
		for _, v := range coded {
			n += int(v >> k)
		}
		if size == 0 || n < size {
			parameter, size = uint(k), n
		}
	}
	return parameter, size
}

// write writes the residual behind its first samples, as many as order says.
func (p partition) write(w *bitWriter, residual []int64, order int) {
	method, width := uint64(0), uint(4)
	for _, parameter := range p.parameters {
		if parameter > 14 {
			method, width = 1, 5
		}
	}
	w.uint(method, 2)
	w.uint(uint64(p.order), 4)
	size := len(residual) >> p.order
	for i, parameter := range p.parameters {
		w.uint(uint64(parameter), width)
		for _, v := range residual[max(i*size, order) : (i+1)*size] {
			w.rice(uint64(v<<1)^uint64(v>>63), parameter)
		}
	}
}
