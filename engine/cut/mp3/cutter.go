package mp3

import (
	"context"
	"io"
	"os"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Part and Tags are those of package native.
type (
	Part = native.Part
	Tags = native.Tags
)

// A Cutter writes parts of one source. Any number of goroutines may use it at
// the same time.
type Cutter struct {
	r      io.ReaderAt
	stream *mp3.Stream
	tag    *id3.Tag // the source's, never changed
}

// New returns a Cutter of the stream that was indexed from r. It reads the
// source's tag.
func New(r io.ReaderAt, stream *mp3.Stream) (*Cutter, error) {
	tag, err := ReadTag(r, stream.Tags)
	if err != nil {
		return nil, err
	}
	return &Cutter{r: r, stream: stream, tag: tag}, nil
}

// Samples returns how many samples the source has.
func (c *Cutter) Samples() timeline.Position { return c.stream.Samples }

// Note says what of the source's tag no part will have; it may be empty.
func (c *Cutter) Note(Part) message.Text { return LeftOut(c.tag) }

// Size returns how many bytes Write writes for p. It reads a few kilobytes of
// the source at most. The errors are those of Write.
func (c *Cutter) Size(ctx context.Context, p Part) (int64, error) {
	l, err := c.layout(ctx, p.Start, p.End)
	if err != nil {
		return 0, err
	}
	return c.partTag(p).Size() + l.size(), nil
}

// Write writes p to dst, an empty file, and returns how many bytes it wrote. It
// reports to progress how many more samples are done. It does not sync or close dst.
//
// The error is an *fault.Error: INVALID_PARAMS for a range that is not in the
// source, DURATION_TOO_SHORT for less than MinPart samples, DURATION_TOO_LONG
// for over 4 GB, CORRUPT_FILE for a source that changed since it was indexed,
// CANCELED, and what reading and writing gave.
func (c *Cutter) Write(ctx context.Context, dst *os.File, p Part, progress func(timeline.Position)) (int64, error) {
	l, err := c.layout(ctx, p.Start, p.End)
	if err != nil {
		return 0, err
	}
	info, err := c.partTag(p).WriteTo(io.NewOffsetWriter(dst, 0))
	if err != nil {
		return 0, fault.Of(err)
	}
	w := &writer{ctx: ctx, dst: dst, off: info + int64(l.infoLen)}
	if err := c.copyFrames(w, l); err != nil {
		return 0, fault.Of(err)
	}
	if _, err := dst.WriteAt(c.infoFrame(l, w.crc), info); err != nil {
		return 0, fault.Of(err)
	}
	if w.off != info+l.size() {
		return 0, native.ErrChanged
	}
	progress(p.Len())
	return w.off, nil
}

// copyFrames writes what follows the Info frame.
func (c *Cutter) copyFrames(w *writer, l *layout) error {
	if err := w.write(l.reservoir); err != nil {
		return err
	}
	from := l.first
	if orphans := c.stream.Orphans; l.reservoir != nil && len(orphans) > 0 {
		var err error
		if from, err = c.writeOrphans(w, l, orphans); err != nil {
			return err
		}
	}
	for run, err := range c.stream.Runs(w.ctx, from, l.last+1) {
		if err != nil {
			return err
		}
		if err := native.Copy(w.ctx, c.r, run.Offset, run.Len, w.write); err != nil {
			return err
		}
	}
	return nil
}

// writeOrphans writes the frames up to the last orphan, the orphans silenced,
// and returns the frame that follows.
func (c *Cutter) writeOrphans(w *writer, l *layout, orphans []int64) (int64, error) {
	from, to := l.first, min(orphans[len(orphans)-1], l.last)
	for f, err := range c.stream.All(w.ctx, from) {
		if err != nil {
			return 0, err
		}
		if f.Index > to {
			break
		}
		for len(orphans) > 0 && orphans[0] < f.Index {
			orphans = orphans[1:]
		}
		data := f.Data
		if len(orphans) > 0 && orphans[0] == f.Index {
			data = silenced(f)
		}
		if err := w.write(data); err != nil {
			return 0, err
		}
		from = f.Index + 1
	}
	return from, nil
}

// silenced returns f with no bits for any granule, at its length. Its reservoir
// pointer stays, as decoders forget the bytes before it; its main data stays at
// the end, where later frames look for it. A checksum would be wrong and goes.
func silenced(f mp3.Frame) []byte {
	data := append([]byte(nil), f.Data...)
	begin, side := f.Header.SideInfo()
	var pointer [2]byte
	copy(pointer[:], data[begin:])
	if f.Header.LSF() {
		pointer[1] = 0
	} else {
		pointer[1] &= 0x80
	}
	clear(data[4:side])
	data[1] |= 1
	copy(data[4:], pointer[:])
	return data
}

// A writer puts bytes one behind the other into a file and sums them.
type writer struct {
	ctx context.Context
	dst *os.File
	off int64
	crc uint16
}

func (w *writer) write(b []byte) error {
	w.crc = UpdateCRC(w.crc, b)
	n, err := w.dst.WriteAt(b, w.off)
	w.off += int64(n)
	return err
}
