package pcm

import (
	"bufio"
	"context"
	"io"
	"os"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/pcm"
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
	path      string
	r         io.ReaderAt
	file      *pcm.File
	container container
}

// New returns a Cutter of the file at path, which is open as r and whose
// headers are file.
func New(path string, r io.ReaderAt, file *pcm.File) *Cutter {
	return &Cutter{path: path, r: r, file: file, container: containerOf(file.Kind)}
}

// A block is a chunk of a part.
type block struct {
	id      string
	size    int64     // of the payload
	payload []byte    // nil for a copy of kept, and for the samples
	kept    pcm.Chunk // of the source
	samples bool
}

func (c *Cutter) newBlock(id string, payload []byte) block {
	return block{id: id, size: int64(len(payload)), payload: payload}
}

// Size returns how many bytes Write writes for p. The errors are those of
// Write.
func (c *Cutter) Size(_ context.Context, p Part) (int64, error) {
	_, opening, chunks, err := c.layout(p)
	return int64(len(opening)) + chunks, err
}

// layout returns the chunks of a part, what stands before them, and the bytes
// they take.
func (c *Cutter) layout(p Part) (blocks []block, opening []byte, chunks int64, err error) {
	if p.Start < 0 || p.End <= p.Start || p.End > c.file.Frames {
		return nil, nil, 0, fault.New(fault.InvalidParams, "The range lies outside the source.")
	}
	if blocks, err = c.blocks(p); err != nil {
		return nil, nil, 0, fault.Of(err)
	}
	for _, b := range blocks {
		chunks += c.container.framedSize(b)
	}
	data := int64(p.End-p.Start) * int64(c.file.Format.FrameSize())
	opening, err = c.container.fileHeader(c.file.Kind, chunks, data, int64(p.End-p.Start))
	return blocks, opening, chunks, err
}

// Write writes p to dst, an empty file at its beginning, and returns how many
// bytes it wrote. It reports to progress how many more samples are done. It does not
// sync or close dst.
//
// The error is an *fault.Error: INVALID_PARAMS for a range that is not in the
// source, DURATION_TOO_LONG for an AIFF file over 4 GiB, CORRUPT_FILE for a
// source that became shorter, CANCELED, and what reading and writing gave.
func (c *Cutter) Write(ctx context.Context, dst *os.File, p Part, progress func(timeline.Position)) (int64, error) {
	blocks, opening, chunks, err := c.layout(p)
	if err != nil {
		return 0, err
	}
	if _, err := dst.Write(opening); err != nil {
		return 0, fault.Of(err)
	}
	for _, b := range blocks {
		if err := c.write(ctx, dst, b, p, progress); err != nil {
			return 0, fault.Of(err)
		}
	}
	return int64(len(opening)) + chunks, nil
}

func (c *Cutter) write(ctx context.Context, dst *os.File, b block, p Part, progress func(timeline.Position)) error {
	out := bufio.NewWriterSize(dst, 32<<10)
	if _, err := out.Write(c.container.header(b)); err != nil {
		return err
	}
	switch {
	case b.samples:
		if _, err := out.Write(make([]byte, c.container.prefix)); err != nil {
			return err
		}
		if err := out.Flush(); err != nil {
			return err
		}
		if err := c.copySamples(ctx, dst, p, progress); err != nil {
			return err
		}
	case b.payload != nil:
		if _, err := out.Write(b.payload); err != nil {
			return err
		}
	default:
		n, err := io.Copy(out, io.NewSectionReader(c.r, b.kept.Offset, b.kept.Size))
		if err != nil {
			return err
		}
		if n < b.size {
			return errShorter
		}
	}
	if _, err := out.Write(make([]byte, c.container.padding(b.size))); err != nil {
		return err
	}
	return out.Flush()
}

var errShorter = fault.New(fault.CorruptFile, "The file became shorter while it was read.")
