package mp4

import (
	"encoding/binary"
	"iter"
	"sort"
)

// A piece is packets of a fragment (a box trun) that follow each other in the
// file.
type piece struct {
	packet int64 // the first
	count  int64
	offset int64 // of the first packet
	sizes  int64 // where the first size is; 0 if all are same
	stride int64 // from size to size
	same   int64
}

const (
	maxTopBoxes = 1 << 20
	maxPieces   = 1 << 18
)

// defaults are what the boxes above a trun say of its packets.
type defaults struct {
	size   int64
	base   int64 // that offsets count from
	placed bool  // a piece of the fragment has an offset
}

// readFragments reads where the pieces are of a file in which the tables of moov
// are empty.
func (t *Track) readFragments(extends, tables box) error {
	if t.readSizes(tables) == nil {
		return errOther("some packets are in fragments, and some are not")
	}
	var size int64
	err := t.each(extends, func(b box) bool {
		var e [24]byte
		if b.name != "trex" || t.read(e[:], b) != nil || binary.BigEndian.Uint32(e[4:]) != t.id {
			return true
		}
		size = int64(binary.BigEndian.Uint32(e[16:]))
		return false
	})
	if err != nil {
		return err
	}
	t.Packets = 0
	var inner error
	err = t.eachOf(box{end: t.size}, maxTopBoxes, func(b box) bool {
		if b.name == "moof" {
			inner = t.readFragment(b, size)
		}
		return inner == nil
	})
	if inner != nil {
		err = inner
	}
	if err == nil && t.Packets == 0 {
		err = errOther("there are no packets")
	}
	return err
}

// readFragment reads the pieces of the track in a moof. Offsets count from the
// moof's beginning unless something else is said.
func (t *Track) readFragment(moof box, size int64) error {
	var inner error
	err := t.each(moof, func(b box) bool {
		if b.name != "traf" {
			return true
		}
		header, err := t.find(b, "tfhd")
		if err != nil {
			inner = err
			return false
		}
		var head [8]byte
		if inner = t.read(head[:], header); inner != nil {
			return false
		}
		if binary.BigEndian.Uint32(head[4:]) != t.id {
			return true
		}
		d := defaults{size: size, base: moof.head}
		if inner = t.readDefaults(&d, header); inner == nil {
			inner = t.readPieces(d, b)
		}
		return inner == nil
	})
	if inner != nil {
		return inner
	}
	return err
}

// readDefaults reads a tfhd (14496-12, 8.8.7).
func (t *Track) readDefaults(d *defaults, header box) error {
	b := make([]byte, min(header.end-header.start, 32))
	if err := t.read(b, header); err != nil {
		return err
	}
	flags := binary.BigEndian.Uint32(b)
	b = b[8:]
	for _, field := range []struct {
		flag uint32
		size int
		set  func([]byte)
	}{
		{0x1, 8, func(v []byte) { d.base = int64(binary.BigEndian.Uint64(v)) }},
		{0x2, 4, func([]byte) {}}, // the description
		{0x8, 4, func([]byte) {}}, // the duration
		{0x10, 4, func(v []byte) { d.size = int64(binary.BigEndian.Uint32(v)) }},
	} {
		if flags&field.flag == 0 {
			continue
		}
		if len(b) < field.size {
			return errDamaged("a header of a fragment is cut short")
		}
		field.set(b)
		b = b[field.size:]
	}
	return nil
}

// readPieces reads the boxes trun (14496-12, 8.8.8) of a traf.
func (t *Track) readPieces(d defaults, traf box) error {
	var inner error
	err := t.each(traf, func(b box) bool {
		if b.name == "trun" {
			inner = t.readPiece(&d, b)
		}
		return inner == nil
	})
	if inner != nil {
		return inner
	}
	return err
}

func (t *Track) readPiece(d *defaults, b box) error {
	var head [12]byte
	if err := t.read(head[:8], b); err != nil {
		return err
	}
	flags := binary.BigEndian.Uint32(head[:])
	p := piece{packet: t.Packets, count: int64(binary.BigEndian.Uint32(head[4:])), same: d.size}
	at := b.start + 8
	switch {
	case flags&0x1 != 0:
		if err := t.read(head[:], b); err != nil {
			return err
		}
		p.offset = d.base + int64(int32(binary.BigEndian.Uint32(head[8:])))
		at += 4
	case d.placed:
		return errOther("a piece does not say where it is")
	default:
		p.offset = d.base
	}
	d.placed = true
	if flags&0x4 != 0 {
		at += 4 // the first packet's flags
	}
	for _, flag := range []uint32{0x100, 0x200, 0x400, 0x800} {
		if flags&flag == 0 {
			continue
		}
		if flag == 0x200 {
			p.sizes = at + p.stride
		}
		p.stride += 4
	}
	if p.count*p.stride > b.end-at || p.count > t.size || p.sizes == 0 && p.same == 0 {
		return errDamaged("a piece of %d packets is cut short", p.count)
	}
	if len(t.pieces) == maxPieces {
		return errOther("there are too many fragments")
	}
	t.pieces = append(t.pieces, p)
	t.Packets += p.count
	return nil
}

// allPieces is All for a fragmented file.
func (t *Track) allPieces(i int64) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		k := sort.Search(len(t.pieces), func(k int) bool { return t.pieces[k].packet > i }) - 1
		for ; k < len(t.pieces); k++ {
			p := t.pieces[k]
			at := p.offset
			var b []byte
			for n := range p.count {
				size := p.same
				if p.sizes > 0 {
					if len(b) == 0 {
						b = make([]byte, (min(windowLen, p.count-n)-1)*p.stride+4)
						if _, err := t.r.ReadAt(b, p.sizes+n*p.stride); err != nil {
							yield(Packet{}, errDamaged("%v", err))
							return
						}
					}
					size = int64(binary.BigEndian.Uint32(b))
					b = b[min(p.stride, int64(len(b))):]
				}
				found := Packet{at, size}
				if err := t.check(found, p.packet+n); err != nil {
					yield(Packet{}, err)
					return
				}
				if p.packet+n >= i && !yield(found, nil) {
					return
				}
				at += size
			}
		}
	}
}
