package waveform

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

// The loops for one and two channels take eight samples at a time, in variables
// as wide as a register, without checks of bounds: they run for each sample of
// ten hours.

func (c *chunk) measureMono(at int, s []int16, block int) {
	lowest, highest, sum, n := 32767, -32768, int64(0), len(s)
	for i := at * boxBlocks; len(s) > 0; i++ {
		b := s[:min(block, len(s))]
		s = s[len(b):]
		lo, hi := int(b[0]), int(b[0])
		for ; len(b) >= 8; b = b[8:] {
			v := (*[8]int16)(b)
			a, b, c, d := int(v[0]), int(v[1]), int(v[2]), int(v[3])
			lo, hi = min(lo, min(a, b), min(c, d)), max(hi, max(a, b), max(c, d))
			sum += int64(a*a) + int64(b*b) + int64(c*c) + int64(d*d)
			a, b, c, d = int(v[4]), int(v[5]), int(v[6]), int(v[7])
			lo, hi = min(lo, min(a, b), min(c, d)), max(hi, max(a, b), max(c, d))
			sum += int64(a*a) + int64(b*b) + int64(c*c) + int64(d*d)
		}
		for _, v := range b {
			v := int(v)
			lo, hi = min(lo, v), max(hi, v)
			sum += int64(v * v)
		}
		c.peaks[i] = uint16(max(-lo, hi))
		lowest, highest = min(lowest, lo), max(highest, hi)
	}
	c.boxes[at] = Box{int16(lowest), int16(highest), float32(float64(sum) / float64(n) * scale)}
}

func (c *chunk) measureStereo(at int, s []int16, block int) {
	left, right := [2]int{32767, -32768}, [2]int{32767, -32768}
	n := len(s) / 2
	sumL, sumR := int64(0), int64(0)
	for i := at * boxBlocks; len(s) > 1; i++ {
		b := s[:min(2*block, len(s)&^1)]
		s = s[len(b):]
		loL, hiL := int(b[0]), int(b[0])
		loR, hiR := int(b[1]), int(b[1])
		for ; len(b) >= 8; b = b[8:] {
			v := (*[8]int16)(b)
			a, b, c, d := int(v[0]), int(v[2]), int(v[4]), int(v[6])
			loL, hiL = min(loL, min(a, b), min(c, d)), max(hiL, max(a, b), max(c, d))
			sumL += int64(a*a) + int64(b*b) + int64(c*c) + int64(d*d)
			a, b, c, d = int(v[1]), int(v[3]), int(v[5]), int(v[7])
			loR, hiR = min(loR, min(a, b), min(c, d)), max(hiR, max(a, b), max(c, d))
			sumR += int64(a*a) + int64(b*b) + int64(c*c) + int64(d*d)
		}
		for ; len(b) >= 2; b = b[2:] {
			l, r := int(b[0]), int(b[1])
			loL, hiL, sumL = min(loL, l), max(hiL, l), sumL+int64(l*l)
			loR, hiR, sumR = min(loR, r), max(hiR, r), sumR+int64(r*r)
		}
		c.peaks[i] = uint16(max(-loL, hiL, -loR, hiR))
		left = [2]int{min(left[0], loL), max(left[1], hiL)}
		right = [2]int{min(right[0], loR), max(right[1], hiR)}
	}
	c.boxes[2*at] = Box{int16(left[0]), int16(left[1]), float32(float64(sumL) / float64(n) * scale)}
	c.boxes[2*at+1] = Box{int16(right[0]), int16(right[1]), float32(float64(sumR) / float64(n) * scale)}
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
