package mp4

import (
	"encoding/binary"
	"io"
)

// A box is the payload [start, end) of one in the file.
type box struct {
	name       string
	head       int64 // where its header begins
	start, end int64
}

// each calls f for the boxes in a box until it returns false.
func (t *Track) each(parent box, f func(box) bool) error {
	return t.eachOf(parent, maxBoxes, f)
}

// eachOf is each where there are most boxes at most.
func (t *Track) eachOf(parent box, most int, f func(box) bool) error {
	var head [16]byte
	at := parent.start
	for range most {
		if at+8 > parent.end {
			return nil
		}
		n, err := t.r.ReadAt(head[:], at)
		if err != nil && err != io.EOF || n < 8 {
			return errDamaged("a box at byte %d: %v", at, err)
		}
		b := box{name: string(head[4:8]), head: at, start: at + 8}
		size := int64(binary.BigEndian.Uint32(head[:]))
		switch {
		case size == 0:
			size = parent.end - at
		case size == 1 && n == 16:
			size, b.start = int64(binary.BigEndian.Uint64(head[8:])), at+16
		}
		if size < b.start-at || size > parent.end-at {
			return errDamaged("a box of %d bytes at byte %d", size, at)
		}
		b.end = at + size
		if !f(b) {
			return nil
		}
		at = b.end
	}
	return errDamaged("there are too many boxes")
}

// find returns the first box of each name in the one before.
func (t *Track) find(parent box, path ...string) (box, error) {
	for _, name := range path {
		var found box
		err := t.each(parent, func(b box) bool {
			if b.name == name {
				found = b
			}
			return found.name == ""
		})
		if err != nil {
			return box{}, err
		}
		if found.name == "" {
			return box{}, errOther("there is no box " + name)
		}
		parent = found
	}
	return parent, nil
}

// read fills head from the beginning of a box.
func (t *Track) read(head []byte, b box) error {
	if int64(len(head)) > b.end-b.start {
		return errDamaged("the box %s is cut short", b.name)
	}
	if _, err := t.r.ReadAt(head, b.start); err != nil {
		return errDamaged("%v", err)
	}
	return nil
}
