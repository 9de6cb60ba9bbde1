package ogg

// An assembler puts the packets of one stream together.
type assembler struct {
	limit   int    // bytes that a packet can have
	partial []byte // the beginning of a packet that goes on in the next page
	open    bool   // there is one
	started bool
	next    uint32 // sequence number

	lost    int64 // pages that are missing before the last one
	dropped int   // packets left out of the last page
}

// A fragment is a packet of a page.
type fragment struct {
	data  []byte
	fresh bool // it begins in this page
	last  bool // of those that end in this page
}

// add calls yield with each packet that ends in the page. The data is good until
// the following call.
func (a *assembler) add(p Page, yield func(fragment) error) error {
	a.lost, a.dropped = 0, 0
	if a.started && p.Sequence != a.next {
		a.lost = 1 // at least
		if gap := p.Sequence - a.next; gap < 1<<20 {
			a.lost = int64(gap)
		}
	}
	a.started, a.next = true, p.Sequence+1
	if a.open && (a.lost > 0 || !p.Is(Continued)) {
		a.drop()
	}
	skip := p.Is(Continued) && !a.open // the rest of a packet whose beginning is not there
	if skip {
		a.dropped++
	}
	data, lacing := p.Payload, p.Lacing
	for ended, total := 0, p.Packets(); len(lacing) > 0; {
		k, n, ends := packetIn(lacing)
		piece := data[:n]
		data, lacing = data[n:], lacing[k:]
		if ends {
			ended++
		}
		if !skip && len(a.partial)+n > a.limit {
			a.drop()
			skip = true
		}
		if skip {
			skip = !ends
			continue
		}
		fresh := !a.open
		if a.open || !ends {
			a.partial = append(a.partial, piece...)
			piece = a.partial
		}
		if a.open = !ends; a.open {
			break
		}
		a.partial = a.partial[:0]
		if err := yield(fragment{piece, fresh, ended == total}); err != nil {
			return err
		}
	}
	return nil
}

// packetIn returns how many of the segments belong to the first packet, the
// bytes they have, and whether it ends with them.
func packetIn(lacing []byte) (segments, size int, ends bool) {
	for i, n := range lacing {
		size += int(n)
		if n < MaxSegment {
			return i + 1, size, true
		}
	}
	return len(lacing), size, false
}

// drop forgets a packet that has begun.
func (a *assembler) drop() {
	a.partial, a.open = a.partial[:0], false
	a.dropped++
}
