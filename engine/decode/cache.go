package decode

import (
	"context"
	"slices"
	"sync"

	"audiospliter/engine/media"
)

// maxIndexes is how many indexes of a format are kept, of the files used last; one
// takes a megabyte or two.
const maxIndexes = 4

// A cache keeps what was read of files, of that used last in front.
type cache[T any] struct {
	read func(context.Context, media.Source) (T, error)

	mu   sync.Mutex
	list []*cached[T]
}

// A cached is what was read of a file.
type cached[T any] struct {
	of    media.Source
	mu    sync.Mutex // held while the file is read
	done  bool
	value T
	err   error
}

// get returns what is read of src. All that ask at once wait for one reading. The
// error is that of ctx, or what reading gave.
func (c *cache[T]) get(ctx context.Context, src media.Source) (T, error) {
	x := c.entry(src)
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.done {
		return x.value, x.err
	}
	value, err := c.read(ctx, src)
	if ctx.Err() != nil {
		return x.value, ctx.Err() // the next may have more time
	}
	x.value, x.err, x.done = value, err, true
	return value, err
}

func (c *cache[T]) entry(src media.Source) *cached[T] {
	c.mu.Lock()
	defer c.mu.Unlock()
	i := slices.IndexFunc(c.list, func(x *cached[T]) bool {
		return x.of.Path == src.Path && x.of.Size == src.Size && x.of.ModTime.Equal(src.ModTime) &&
			x.of.Stream == src.Stream && x.of.Samples == src.Samples
	})
	x := &cached[T]{of: src}
	if i >= 0 {
		x = c.list[i]
		c.list = slices.Delete(c.list, i, i+1)
	}
	c.list = slices.Insert(c.list, 0, x)
	c.list = c.list[:min(len(c.list), maxIndexes)]
	return x
}
