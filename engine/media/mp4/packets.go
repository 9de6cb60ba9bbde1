package mp4

import (
	"encoding/binary"
	"io"
	"iter"
	"sort"
)

// A Packet is where one is in the file.
type Packet struct {
	Offset, Size int64
}

// All yields where the packets from number i on are, in order, and ends with the
// last one or with an error.
func (t *Track) All(i int64) iter.Seq2[Packet, error] {
	if i < 0 || i >= t.Packets {
		return func(func(Packet, error) bool) {}
	}
	if t.pieces != nil {
		return t.allPieces(i)
	}
	return func(yield func(Packet, error) bool) {
		sizes := window{r: t.r, table: table{t.sizes, t.Packets, 4}}
		offsets := window{r: t.r, table: t.offsets}
		k := sort.Search(len(t.runs), func(k int) bool { return t.runs[k].packet > i }) - 1
		chunk := t.runs[k].chunk + (i-t.runs[k].packet)/t.runs[k].each
		for n := t.runs[k].packet + (chunk-t.runs[k].chunk)*t.runs[k].each; n < t.Packets; chunk++ {
			if k+1 < len(t.runs) && chunk == t.runs[k+1].chunk {
				k++
			}
			at, err := offsets.get(chunk)
			for range min(t.runs[k].each, t.Packets-n) {
				size := t.same
				if size == 0 && err == nil {
					size, err = sizes.get(n)
				}
				p := Packet{at, size}
				if err == nil {
					err = t.check(p, n)
				}
				if err != nil {
					yield(Packet{}, err)
					return
				}
				if n >= i && !yield(p, nil) {
					return
				}
				at += size
				n++
			}
		}
	}
}

// check returns an error for a packet that cannot be.
func (t *Track) check(p Packet, n int64) error {
	if p.Size > maxPacket || p.Offset < 0 || p.Offset > t.size-p.Size {
		return errDamaged("packet %d of %d bytes at %d", n, p.Size, p.Offset)
	}
	return nil
}

// A window is the part of a table that is in memory.
type window struct {
	r io.ReaderAt
	table
	buf   []byte
	first int64 // entry that buf begins with
}

// windowLen is how many entries are read at a time.
const windowLen = 1024

// get returns entry i.
func (w *window) get(i int64) (int64, error) {
	if i < 0 || i >= w.count {
		return 0, errDamaged("a table of %d entries has none numbered %d", w.count, i)
	}
	k := (i - w.first) * w.width
	if i < w.first || k >= int64(len(w.buf)) {
		n := min(windowLen, w.count-i) * w.width
		if int64(cap(w.buf)) < n {
			w.buf = make([]byte, n)
		}
		w.buf = w.buf[:n]
		w.first, k = i, 0
		if _, err := w.r.ReadAt(w.buf, w.at+i*w.width); err != nil && err != io.EOF {
			return 0, errDamaged("%v", err)
		}
	}
	if w.width == 8 {
		return int64(binary.BigEndian.Uint64(w.buf[k:])), nil
	}
	return int64(binary.BigEndian.Uint32(w.buf[k:])), nil
}
