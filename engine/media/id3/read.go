package id3

import (
	"bufio"
	"encoding/binary"
	"io"

	"audiospliter/engine/fault"
)

// Read reads the ID3v2 tag that fills the n bytes of r from off on. What is
// damaged ends the tag: the frames before it are kept. The error is CORRUPT_FILE
// where no tag begins there, and what reading gave otherwise. Of version 2.2
// only the frames that 2.3 has under another name are kept.
func Read(r io.ReaderAt, off, n int64) (*Tag, error) {
	head := make([]byte, 10)
	if _, err := io.ReadFull(io.NewSectionReader(r, off, n), head); err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fault.Of(err)
	}
	version := int(head[3])
	if string(head[:3]) != "ID3" || version < 2 || version > 4 {
		return nil, fault.New(fault.CorruptFile, "The file's ID3 tag is of an unknown version.")
	}
	size := min(unsyncsafe(head[6:]), n-10)
	d := &decoder{version: version, r: r, at: off + 10, end: off + 10 + size, budget: maxKept}
	d.unsync = head[5]&0x80 != 0
	d.rest = size
	var body io.Reader = io.NewSectionReader(r, d.at, size)
	if d.unsync && version < 4 {
		body = &resync{r: bufio.NewReader(body)}
	}
	d.in = bufio.NewReader(body)
	if version == 2 && head[5]&0x40 != 0 {
		return &Tag{Version: 3}, nil // compressed by a scheme that was never defined
	}
	if version > 2 && head[5]&0x40 != 0 && !d.skipExtended() {
		return &Tag{Version: version}, nil
	}
	tag := &Tag{Version: max(version, 3)}
	for range maxFrames {
		f, ok, err := d.frame()
		if err != nil {
			return nil, fault.Of(err)
		}
		if !ok {
			break
		}
		if f.Body != nil {
			tag.Frames = append(tag.Frames, f)
		}
	}
	tag.Dropped = d.dropped
	return tag, nil
}

// A decoder reads the frames of a tag one after the other.
type decoder struct {
	version int
	unsync  bool // the tag says that 0xFF 0x00 stands for 0xFF
	in      *bufio.Reader
	rest    int64 // bytes left in the tag, or more where unsync removes some
	budget  int64
	dropped int

	r       io.ReaderAt // the same bytes, to look ahead in 2.4
	at, end int64
}

func (d *decoder) take(n int64) ([]byte, bool) {
	if n < 0 || n > d.rest {
		return nil, false
	}
	b := make([]byte, n)
	if _, err := io.ReadFull(d.in, b); err != nil {
		return nil, false
	}
	d.rest -= n
	d.at += n
	return b, true
}

func (d *decoder) skip(n int64) bool {
	got, err := io.CopyN(io.Discard, d.in, n)
	d.rest -= got
	d.at += got
	return err == nil
}

func (d *decoder) skipExtended() bool {
	b, ok := d.take(4)
	if !ok {
		return false
	}
	n := int64(binary.BigEndian.Uint32(b))
	if d.version == 4 {
		n = unsyncsafe(b) - 4
	}
	return n >= 0 && n <= d.rest && d.skip(n)
}

// frame returns the next frame, one without a body if it is not kept, and false
// at the end of the tag.
func (d *decoder) frame() (Frame, bool, error) {
	if d.version == 2 {
		return d.frame22()
	}
	b, ok := d.take(10)
	if !ok || !validID(b[:4]) {
		return Frame{}, false, nil
	}
	f := Frame{ID: string(b[:4]), Flags: binary.BigEndian.Uint16(b[8:])}
	n := int64(binary.BigEndian.Uint32(b[4:]))
	if d.version == 4 {
		n = d.size24(b[4:8])
	}
	ok, err := d.body(&f, n)
	if ok && d.version == 4 && f.Body != nil {
		f = plain24(f, d.unsync)
	}
	return f, ok, err
}

// body reads the n bytes of f's body.
func (d *decoder) body(f *Frame, n int64) (bool, error) {
	if n > d.rest {
		return false, nil
	}
	if n == 0 || n > d.budget {
		if n > 0 {
			d.dropped++
		}
		return d.skip(n), nil
	}
	b, ok := d.take(n)
	f.Body = b
	d.budget -= n
	return ok, nil
}

// size24 returns the size of a frame of 2.4. Old versions of iTunes wrote it
// plain and not in seven bits a byte: the one that another frame, padding or the
// end follows is right.
func (d *decoder) size24(b []byte) int64 {
	plain := int64(binary.BigEndian.Uint32(b))
	safe := unsyncsafe(b)
	if plain == safe || (b[0]|b[1]|b[2]|b[3])&0x80 == 0 && d.frameAt(d.at+safe) {
		return safe
	}
	if d.frameAt(d.at + plain) {
		return plain
	}
	return safe
}

func (d *decoder) frameAt(at int64) bool {
	if at >= d.end-10 {
		return at == d.end
	}
	var b [4]byte
	if _, err := d.r.ReadAt(b[:], at); err != nil {
		return false
	}
	return b == [4]byte{} || validID(b[:])
}

// Flags of a frame of 2.4.
const (
	unsync24 = 0x0002
	length24 = 0x0001 // four bytes in front of the body tell its length
)

// plain24 undoes the unsynchronisation of a frame.
func plain24(f Frame, whole bool) Frame {
	if f.Flags&unsync24 == 0 && !whole {
		return f
	}
	f.Flags &^= unsync24
	// The length in front is of bytes below 0x80 and has no 0xFF to undo.
	plain := make([]byte, 0, len(f.Body))
	for i := 0; i < len(f.Body); i++ {
		plain = append(plain, f.Body[i])
		if f.Body[i] == 0xFF && i+1 < len(f.Body) && f.Body[i+1] == 0 {
			i++
		}
	}
	f.Body = plain
	return f
}

func validID(id []byte) bool {
	for _, c := range id {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return true
}

// A resync undoes the unsynchronisation of a whole tag.
type resync struct {
	r    *bufio.Reader
	last byte
}

// Read implements io.Reader.
func (s *resync) Read(p []byte) (int, error) {
	for i := range p {
		c, err := s.r.ReadByte()
		if err == nil && s.last == 0xFF && c == 0 {
			c, err = s.r.ReadByte()
		}
		if err != nil {
			return i, err
		}
		p[i], s.last = c, c
	}
	return len(p), nil
}
