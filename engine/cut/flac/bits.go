package flac

import "encoding/binary"

// A bitWriter appends numbers of any width to b, the highest bit first.
type bitWriter struct {
	b   []byte
	acc uint64 // what is not yet in b: its n lowest bits
	n   uint
}

// uint writes the lowest bits of v, 32 at most.
func (w *bitWriter) uint(v uint64, width uint) {
	w.acc = w.acc<<width | v&(1<<width-1)
	w.n += width
	if w.n >= 32 {
		w.n -= 32
		w.b = binary.BigEndian.AppendUint32(w.b, uint32(w.acc>>w.n))
	}
}

// rice writes v in a Rice code.
func (w *bitWriter) rice(v uint64, parameter uint) {
	zeros := v >> parameter
	for ; zeros >= 32; zeros -= 32 {
		w.uint(0, 32)
	}
	w.uint(1, uint(zeros)+1)
	w.uint(v, parameter)
}

// align fills the byte that is begun with zeros.
func (w *bitWriter) align() {
	w.uint(0, (8-w.n%8)%8)
	for ; w.n > 0; w.n -= 8 {
		w.b = append(w.b, byte(w.acc>>(w.n-8)))
	}
}
