package flac

// fixed adds to each sample what the fixed predictor of an order makes of those
// before it (RFC 9639, section 9.2.5). What the predictor misses is the
// difference of that order, so that sums of sums restore the samples.
func fixed(s []int64, order int) {
	if order == 0 {
		return
	}
	var warm, d [4]int64 // d[k] is the k-th difference at the last sample
	copy(warm[:], s[:order])
	for k := range order {
		d[k] = warm[order-1]
		for i := order - 1; i > k; i-- {
			warm[i] -= warm[i-1]
		}
	}
	s = s[order:]
	d0, d1, d2, d3 := d[0], d[1], d[2], d[3]
	switch order {
	case 1:
		for i, v := range s {
			d0 += v
			s[i] = d0
		}
	case 2:
		for i, v := range s {
			d1 += v
			d0 += d1
			s[i] = d0
		}
	case 3:
		for i, v := range s {
			d2 += v
			d1 += d2
			d0 += d1
			s[i] = d0
		}
	case 4:
		for i, v := range s {
			d3 += v
			d2 += d3
			d1 += d2
			d0 += d1
			s[i] = d0
		}
	}
}

// A predictor has the coefficients of a linear predictor, that of the sample
// just before first, and zeros behind them.
type predictor struct{ coefficients [32]int64 }

// restore adds to each sample behind the first ones, as many as the order says,
// what the predictor makes of those before it. Orders are rounded up to those
// that have a loop of their own.
func (p *predictor) restore(s []int64, order int, shift uint) {
	run, reach := p.run32, 32
	switch {
	case order <= 4:
		run, reach = p.run4, 4
	case order <= 8:
		run, reach = p.run8, 8
	case order <= 12:
		run, reach = p.run12, 12
	}
	shift &= 63
	for i := order; i < min(reach, len(s)); i++ {
		sum := int64(0)
		for k := range order {
			sum += p.coefficients[k] * s[i-1-k]
		}
		s[i] += sum >> shift
	}
	if len(s) > reach {
		run(s, shift)
	}
}

// The sums begin with the oldest sample: the newest is the last to be known.

func (p *predictor) run4(s []int64, shift uint) {
	c := (*[4]int64)(p.coefficients[:])
	c0, c1, c2, c3 := c[0], c[1], c[2], c[3]
	s0, s1, s2, s3 := s[3], s[2], s[1], s[0]
	shift &= 63
	for i, v := range s[4:] {
		v += (c3*s3 + c2*s2 + c1*s1 + c0*s0) >> shift
		s[4+i] = v
		s3, s2, s1, s0 = s2, s1, s0, v
	}
}

func (p *predictor) run8(s []int64, shift uint) {
	c := (*[8]int64)(p.coefficients[:])
	shift &= 63
	newest := s[7]
	for i := 8; i < len(s); i++ {
		h := (*[8]int64)(s[i-8:])
		sum := c[7]*h[0] + c[6]*h[1] + c[5]*h[2] + c[4]*h[3] + c[3]*h[4] + c[2]*h[5] + c[1]*h[6]
		newest = s[i] + (sum+c[0]*newest)>>shift
		s[i] = newest
	}
}

func (p *predictor) run12(s []int64, shift uint) {
	c := (*[12]int64)(p.coefficients[:])
	shift &= 63
	newest := s[11]
	for i := 12; i < len(s); i++ {
		h := (*[12]int64)(s[i-12:])
		sum := c[11]*h[0] + c[10]*h[1] + c[9]*h[2] + c[8]*h[3] + c[7]*h[4] + c[6]*h[5] +
			c[5]*h[6] + c[4]*h[7] + c[3]*h[8] + c[2]*h[9] + c[1]*h[10]
		newest = s[i] + (sum+c[0]*newest)>>shift
		s[i] = newest
	}
}

func (p *predictor) run32(s []int64, shift uint) {
	shift &= 63
	for i := 32; i < len(s); i++ {
		h := (*[32]int64)(s[i-32:])
		sum := int64(0)
		for k, c := range &p.coefficients {
			sum += c * h[31-k]
		}
		s[i] += sum >> shift
	}
}
