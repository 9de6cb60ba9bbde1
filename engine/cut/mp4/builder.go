package mp4

import (
	"encoding/binary"
	"io"
)

// A builder puts boxes together. Large payloads are not copied, and tables that
// are as long as the audio are left out, to be made when the boxes are written.
type builder struct {
	chunks []chunk
	size   int64
}

// A chunk is bytes, or a table of entries of width bytes that is made later.
type chunk struct {
	data   []byte
	shared bool // data must not be appended to
	table  table
	count  int64
	width  int64
}

// A table is what a chunk is filled with when it is written.
type table int

const (
	noTable table = iota
	sizes         // of the packets
	offsets       // of the chunks of packets
	texts         // where the texts of the chapters are
)

// tail returns the chunk that bytes are appended to.
func (b *builder) tail() *chunk {
	if n := len(b.chunks); n == 0 || b.chunks[n-1].shared {
		b.chunks = append(b.chunks, chunk{})
	}
	return &b.chunks[len(b.chunks)-1]
}

func (b *builder) bytes(data ...byte) {
	c := b.tail()
	c.data = append(c.data, data...)
	b.size += int64(len(data))
}

func (b *builder) text(s string) { b.bytes([]byte(s)...) }

// keep adds data that must not change until all is written.
func (b *builder) keep(data []byte) {
	b.chunks = append(b.chunks, chunk{data: data, shared: true})
	b.size += int64(len(data))
}

func (b *builder) table(t table, count, width int64) {
	b.chunks = append(b.chunks, chunk{table: t, count: count, width: width, shared: true})
	b.size += count * width
}

func (b *builder) u16(v ...uint16) {
	for _, v := range v {
		b.bytes(byte(v>>8), byte(v))
	}
}

func (b *builder) u32(v ...uint32) {
	for _, v := range v {
		b.bytes(binary.BigEndian.AppendUint32(nil, v)...)
	}
}

// word adds a number that takes four bytes, or eight in boxes of version 1.
func (b *builder) word(wide bool, v ...int64) {
	for _, v := range v {
		if wide {
			b.bytes(binary.BigEndian.AppendUint64(nil, uint64(v))...)
		} else {
			b.u32(uint32(v))
		}
	}
}

func (b *builder) zeros(n int) { b.bytes(make([]byte, n)...) }

// box adds a box with what f adds. Boxes are far below 4 GiB but for mdat, which
// is not added here.
func (b *builder) box(name string, f func()) {
	before := b.size
	c := b.tail()
	at, in := len(c.data), len(b.chunks)-1
	b.u32(0)
	b.text(name)
	f()
	binary.BigEndian.PutUint32(b.chunks[in].data[at:], uint32(b.size-before))
}

// full adds a box with a version and flags.
func (b *builder) full(name string, version byte, flags uint32, f func()) {
	b.box(name, func() {
		b.u32(uint32(version)<<24 | flags)
		f()
	})
}

// writeTo writes the boxes, and has fill make the tables.
func (b *builder) writeTo(w io.Writer, fill func(io.Writer, chunk) error) error {
	for _, c := range b.chunks {
		var err error
		if c.table != noTable {
			err = fill(w, c)
		} else {
			_, err = w.Write(c.data)
		}
		if err != nil {
			return err
		}
	}
	return nil
}
