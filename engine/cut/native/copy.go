package native

import (
	"context"
	"errors"
	"io"
	"sync"

	"audiospliter/engine/fault"
)

// blockLen is how many bytes are read at a time: little enough to stay in the
// processor's cache until they are written.
const blockLen = 256 << 10

var blocks = sync.Pool{New: func() any { return new([blockLen]byte) }}

// Copy hands n bytes of r from offset on to write, a block at a time. A file that
// ends before is an error with the code CORRUPT_FILE.
func Copy(ctx context.Context, r io.ReaderAt, offset, n int64, write func([]byte) error) error {
	block := blocks.Get().(*[blockLen]byte)
	defer blocks.Put(block)
	for n > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		b := block[:min(n, blockLen)]
		if got, err := r.ReadAt(b, offset); got < len(b) {
			if err == nil || errors.Is(err, io.EOF) {
				err = fault.New(fault.CorruptFile, "The file became shorter while it was read.")
			}
			return err
		}
		if err := write(b); err != nil {
			return err
		}
		offset += int64(len(b))
		n -= int64(len(b))
	}
	return nil
}
