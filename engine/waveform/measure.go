package waveform

import "unsafe"

// measure fills box number at of the chunk, and its blocks, from interleaved
// 16-bit samples of at most one box.
func (c *chunk) measure(at int, s []int16, block, channels int) {
	switch channels {
	case 1:
		c.measureMono(at, s, block)
	case 2:
		c.measureStereo(at, s, block)
	default:
		c.measureMany(at, s, block, channels)
	}
}

// scale makes a mean of squares of 16-bit samples a power.
const scale = 1.0 / (32768 * 32768)

func (c *chunk) measureMono(at int, s []int16, block int) {
	lowest, highest, sum, n := int16(32767), int16(-32768), int64(0), len(s)
	for i := at * boxBlocks; len(s) > 0; i++ {
		b := s[:min(block, len(s))]
		s = s[len(b):]
		lo, hi := b[0], b[0]
		for _, v := range b {
			lo, hi = min(lo, v), max(hi, v)
			sum += int64(int32(v) * int32(v))
		}
		c.peaks[i] = uint16(max(-int32(lo), int32(hi)))
		lowest, highest = min(lowest, lo), max(highest, hi)
	}
	c.boxes[at] = Box{lowest, highest, float32(float64(sum) / float64(n) * scale)}
}

func (c *chunk) measureStereo(at int, s []int16, block int) {
	left, right := Box{Min: 32767, Max: -32768}, Box{Min: 32767, Max: -32768}
	n := len(s) / 2
	var sumL, sumR int64
	for i := at * boxBlocks; len(s) > 1; i++ {
		b := s[:min(2*block, len(s)&^1)]
		s = s[len(b):]
		loL, hiL, loR, hiR := b[0], b[0], b[1], b[1]
		for ; len(b) >= 2; b = b[2:] {
			l, r := b[0], b[1]
			loL, hiL = min(loL, l), max(hiL, l)
			loR, hiR = min(loR, r), max(hiR, r)
			sumL += int64(int32(l) * int32(l))
			sumR += int64(int32(r) * int32(r))
		}
		c.peaks[i] = uint16(max(-int32(min(loL, loR)), int32(max(hiL, hiR))))
		left.Min, left.Max = min(left.Min, loL), max(left.Max, hiL)
		right.Min, right.Max = min(right.Min, loR), max(right.Max, hiR)
	}
	left.Power = float32(float64(sumL) / float64(n) * scale)
	right.Power = float32(float64(sumR) / float64(n) * scale)
	c.boxes[2*at], c.boxes[2*at+1] = left, right
}

func (c *chunk) measureMany(at int, s []int16, block, channels int) {
	n := len(s) / channels
	for ch := range channels {
		box, sum := Box{Min: 32767, Max: -32768}, int64(0)
		for i := 0; i*block < n; i++ {
			lo, hi := int16(32767), int16(-32768)
			for k := i*block*channels + ch; k < min((i+1)*block, n)*channels; k += channels {
				v := s[k]
				lo, hi = min(lo, v), max(hi, v)
				sum += int64(int32(v) * int32(v))
			}
			peak := &c.peaks[at*boxBlocks+i]
			*peak = max(*peak, uint16(max(-int32(lo), int32(hi))))
			box.Min, box.Max = min(box.Min, lo), max(box.Max, hi)
		}
		box.Power = float32(float64(sum) / float64(n) * scale)
		c.boxes[at*channels+ch] = box
	}
}

// asInt16 returns the samples that b holds in the machine's own byte order. To
// look at them one by one would cost as much again as all the measuring.
func asInt16(b []byte) []int16 {
	if len(b) < 2 {
		return nil
	}
	return unsafe.Slice((*int16)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/2)
}
