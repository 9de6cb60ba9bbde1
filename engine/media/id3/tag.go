// Package id3 reads, edits and writes ID3v2 tags as a splitter needs it: what
// it does not know it keeps, byte for byte; what holds only for the whole
// recording it can take out; what a part needs it can set. It reads versions
// 2.2, 2.3 and 2.4, APEv2 and ID3v1 tags, and writes 2.3 and 2.4. It is no
// general editor: it offers no access to pictures or to frames of its own kind.
//
// The formats are described at id3.org (id3v2.3.0, id3v2.4.0-structure,
// id3v2.4.0-frames, id3v2-chapters-1.0).
package id3

import (
	"encoding/binary"
	"io"
	"slices"

	"audiospliter/engine/fault"
)

// maxKept bounds the bytes of a tag that are held in memory; larger covers are
// left out.
const maxKept = 24 << 20

// maxFrames bounds how many frames of a tag are read.
const maxFrames = 10_000

// A Tag is an ID3v2 tag. It is not safe for concurrent edits; a Clone shares no
// list with it, only the bodies, which are never changed.
type Tag struct {
	Version int // 3 or 4, for ID3v2.3 or ID3v2.4
	Frames  []Frame
	Dropped int // frames that were too large to keep
}

// A Frame is one frame of a tag.
type Frame struct {
	ID    string // four of A-Z and 0-9
	Flags uint16 // as the version of the tag lays them out
	Body  []byte // read only
}

// Clone returns a copy to edit.
func (t *Tag) Clone() *Tag {
	c := *t
	c.Frames = slices.Clone(t.Frames)
	return &c
}

// Size returns how many bytes WriteTo writes: 0 for a tag without frames.
func (t *Tag) Size() int64 {
	if len(t.Frames) == 0 {
		return 0
	}
	n := int64(10)
	for _, f := range t.Frames {
		n += 10 + int64(len(f.Body))
	}
	return n
}

// Fill writes the tag as WriteTo does, with as much padding as it takes to fill
// room bytes, which must be enough.
func (t *Tag) Fill(w io.Writer, room int64) error {
	n, err := t.write(w, room)
	if err == nil && n < room {
		_, err = io.CopyN(w, zeros{}, room-n)
	}
	return err
}

// zeros is an endless stream of zeros.
type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// WriteTo writes the tag, without padding and without unsynchronisation. A tag
// without frames is not written at all.
func (t *Tag) WriteTo(w io.Writer) (int64, error) {
	if len(t.Frames) == 0 {
		return 0, nil
	}
	return t.write(w, t.Size())
}

// write writes the tag, and says that it has size bytes.
func (t *Tag) write(w io.Writer, size int64) (int64, error) {
	if size-10 >= 1<<28 {
		return 0, fault.New(fault.InvalidParams, "The tags are too long for ID3: the limit is 256 MB.")
	}
	head := append([]byte{'I', 'D', '3', byte(t.Version), 0, 0}, syncsafe(size-10)...)
	written := int64(0)
	put := func(b []byte) error {
		n, err := w.Write(b)
		written += int64(n)
		return err
	}
	if err := put(head); err != nil {
		return written, err
	}
	for _, f := range t.Frames {
		if err := put(f.header(t.Version)); err != nil {
			return written, err
		}
		if err := put(f.Body); err != nil {
			return written, err
		}
	}
	return written, nil
}

// header returns the ten bytes in front of the body.
func (f Frame) header(version int) []byte {
	b := []byte(f.ID)
	if version == 4 {
		b = append(b, syncsafe(int64(len(f.Body)))...)
	} else {
		b = binary.BigEndian.AppendUint32(b, uint32(len(f.Body)))
	}
	return binary.BigEndian.AppendUint16(b, f.Flags)
}

// syncsafe returns n, below 2^28, in four bytes of seven bits.
func syncsafe(n int64) []byte {
	return []byte{byte(n >> 21 & 0x7F), byte(n >> 14 & 0x7F), byte(n >> 7 & 0x7F), byte(n & 0x7F)}
}

func unsyncsafe(b []byte) int64 {
	return int64(b[0]&0x7F)<<21 | int64(b[1]&0x7F)<<14 | int64(b[2]&0x7F)<<7 | int64(b[3]&0x7F)
}

// remove takes out the frames for which drop is true.
func (t *Tag) remove(drop func(Frame) bool) {
	t.Frames = slices.DeleteFunc(t.Frames, drop)
}

// put replaces the first frame for which same is true by f and takes out the
// others; it appends f where there is none.
func (t *Tag) put(f Frame, same func(Frame) bool) {
	at := slices.IndexFunc(t.Frames, same)
	if at < 0 {
		t.Frames = append(t.Frames, f)
		return
	}
	t.Frames[at] = f
	rest := slices.DeleteFunc(t.Frames[at+1:], same)
	t.Frames = t.Frames[:at+1+len(rest)]
}
