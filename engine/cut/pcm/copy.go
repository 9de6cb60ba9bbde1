package pcm

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"

	"audiospliter/engine/timeline"
)

// blockLen is how many bytes are read and written at a time: enough for the
// system to write them in large runs, which takes half the time that
// copy_file_range takes on a local disk. Between blocks the context is looked
// at.
const blockLen = 1 << 20

var blocks = sync.Pool{New: func() any { return new([blockLen]byte) }}

// copySamples copies the samples of p.
func (c *Cutter) copySamples(ctx context.Context, dst *os.File, p Part, progress func(timeline.Position)) error {
	frame := int64(c.file.Format.FrameSize())
	from, size := c.file.Data+int64(p.Start)*frame, int64(p.Len())*frame
	step := c.copyBlocks
	if copiesOnServer(dst) {
		step = c.copyBySystem
	}
	for done := int64(0); done < size; {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := step(dst, from+done, size-done)
		if err != nil {
			return err
		}
		before := done / frame
		done += n
		progress(timeline.Position(done/frame - before))
	}
	return nil
}

// copyBlocks copies at most a block of n bytes that begin at from.
func (c *Cutter) copyBlocks(dst *os.File, from, n int64) (int64, error) {
	block := blocks.Get().(*[blockLen]byte)
	defer blocks.Put(block)
	b := block[:min(n, blockLen)]
	if got, err := c.r.ReadAt(b, from); got < len(b) {
		if err == nil || errors.Is(err, io.EOF) {
			err = errShorter
		}
		return 0, err
	}
	_, err := dst.Write(b)
	return int64(len(b)), err
}

// systemCopyLen is how much the system is asked to copy by itself at a time.
const systemCopyLen = 16 << 20

// copyBySystem has the system copy some of the n bytes that begin at from. It
// opens the source anew, because that goes by the position of the file.
func (c *Cutter) copyBySystem(dst *os.File, from, n int64) (int64, error) {
	src, err := os.Open(c.path)
	if err != nil {
		return 0, err
	}
	defer src.Close()
	if _, err := src.Seek(from, io.SeekStart); err != nil {
		return 0, err
	}
	n, err = io.CopyN(dst, src, min(n, systemCopyLen)) // by copy_file_range, where both are on one file system
	if errors.Is(err, io.EOF) {
		err = errShorter
	}
	return n, err
}
