package mp4

import (
	"bufio"
	"context"
	"encoding/binary"
	"io"
	"os"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Cutter writes parts of one source. Any number of goroutines may use it at
// the same time.
type Cutter struct {
	r       io.ReaderAt
	stream  aac.Stream
	sums    []int64    // bytes of the packets before each number that sumStep divides
	kept    []mp4.Item // of the source's tags
	dropped int
	fields  map[string]string // the source's tags, where it has no items
	brand   string
}

// Source is what a Cutter is made of besides the stream.
type Source struct {
	Items   []mp4.Item        // the source's tags, kept as they are
	Dropped int               // items that were too large
	Fields  map[string]string // tags by ffmpeg's names, for sources without items
	Book    bool              // the parts are audio books (.m4b)
}

// NewCutter returns a Cutter of a stream of the file r. It reads the sizes of
// all packets. The error has the code UNSUPPORTED_FORMAT where some are missing.
func NewCutter(r io.ReaderAt, s aac.Stream, from Source) (*Cutter, error) {
	c := &Cutter{r: r, stream: s, kept: keepable(from.Items), dropped: from.Dropped, fields: from.Fields, brand: "M4A "}
	if from.Book {
		c.brand = "M4B "
	}
	return c, c.sum()
}

// Note says what of the source's tags no part will have; it may be empty.
func (c *Cutter) Note(native.Part) message.Text {
	if c.dropped == 0 {
		return nil
	}
	return message.New("%d pictures or other large parts of the source's tags are left out: together they are over 24 MB.", c.dropped)
}

// Size returns how many bytes Write writes for p. It reads a few kilobytes of
// the source at most. The errors are those of Write.
func (c *Cutter) Size(_ context.Context, p native.Part) (int64, error) {
	l, err := c.layout(p)
	if err != nil {
		return 0, err
	}
	return l.size(), nil
}

// Write writes p to dst, an empty file at its beginning, and returns how many
// bytes it wrote. It reports to progress how many more samples are done. It does not
// sync or close dst.
//
// The error is an *fault.Error: INVALID_PARAMS for a range that is not in the
// source, CORRUPT_FILE for a source that changed or is damaged, CANCELED, and
// what reading and writing gave.
func (c *Cutter) Write(ctx context.Context, dst *os.File, p native.Part, progress func(timeline.Position)) (int64, error) {
	l, err := c.layout(p)
	if err != nil {
		return 0, err
	}
	w := &writer{Writer: bufio.NewWriterSize(dst, 32<<10), ctx: ctx, cutter: c, layout: l}
	if err := l.head.writeTo(w, w.fill); err != nil {
		return 0, fault.Of(err)
	}
	if _, err := w.Write(l.texts); err != nil {
		return 0, fault.Of(err)
	}
	if err := w.copyPackets(); err != nil {
		return 0, fault.Of(err)
	}
	if err := w.Flush(); err != nil {
		return 0, fault.Of(err)
	}
	progress(p.Len())
	return l.size(), nil
}

// A writer writes one part.
type writer struct {
	*bufio.Writer
	ctx    context.Context
	cutter *Cutter
	layout *layout
}

// fill writes a table.
func (w *writer) fill(out io.Writer, c chunk) error {
	put := func(v int64) error {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(v))
		_, err := out.Write(b[8-c.width:])
		return err
	}
	at := w.layout.head.size
	if c.table == texts {
		return put(at)
	}
	at += int64(len(w.layout.texts))
	return w.packets(func(i int64, p mp4.Packet) error {
		if c.table == sizes {
			return put(p.Size)
		}
		defer func() { at += p.Size }()
		if i%perChunk == 0 {
			return put(at)
		}
		return nil
	})
}

// packets calls f for each packet of the part, numbered from 0.
func (w *writer) packets(f func(i int64, p mp4.Packet) error) error {
	i := int64(0)
	for p, err := range w.cutter.stream.All(w.layout.first) {
		if err != nil {
			return err
		}
		if err := f(i, p); err != nil {
			return err
		}
		if i++; i < w.layout.count {
			continue
		}
		for ; i < w.layout.packets(); i++ {
			if err := f(i, p); err != nil {
				return err
			}
		}
		return nil
	}
	return native.ErrChanged
}

// maxSpan is how many bytes of packets are copied as one range at most.
const maxSpan = 4 << 20

// copyPackets copies the packets, those that lie together in one.
func (w *writer) copyPackets() error {
	span, total := mp4.Packet{}, int64(0)
	err := w.packets(func(_ int64, p mp4.Packet) error {
		total += p.Size
		if p.Offset == span.Offset+span.Size && span.Size+p.Size <= maxSpan {
			span.Size += p.Size
			return nil
		}
		before := span
		span = p
		return w.copy(before)
	})
	if err == nil {
		err = w.copy(span)
	}
	if err == nil && total != w.layout.audio {
		err = native.ErrChanged
	}
	return err
}

// copy copies a range of the source.
func (w *writer) copy(span mp4.Packet) error {
	return native.Copy(w.ctx, w.cutter.r, span.Offset, span.Size, func(b []byte) error {
		_, err := w.Write(b)
		return err
	})
}
