package ogg

// A bitReader reads numbers from bytes, the lowest bit first, as Vorbis has them.
type bitReader struct {
	b   []byte
	at  int  // in bits
	bad bool // it read behind the end
}

func (r *bitReader) read(n int) (v uint32) {
	if r.at+n > 8*len(r.b) {
		r.bad = true
		return 0
	}
	for i := range n {
		v |= uint32(r.b[r.at>>3]>>(r.at&7)&1) << i
		r.at++
	}
	return v
}

func (r *bitReader) flag() bool { return r.read(1) == 1 }

func (r *bitReader) skip(n int64) {
	if n > int64(8*len(r.b)-r.at) {
		r.bad = true
		return
	}
	r.at += int(n)
}
