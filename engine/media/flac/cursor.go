package flac

import (
	"context"
	"errors"
	"io"
)

// An Item is a piece of the timeline: a frame, or silence instead of one.
type Item struct {
	Header
	Start   int64 // on the timeline
	Samples int
	Data    []byte // the frame, good until the next item; nil for silence
	Before  Sums   // of the items before it
}

// End returns the sample behind the item.
func (i Item) End() int64 { return i.Start + int64(i.Samples) }

// Sums tell of a number of items. Their differences tell of those between.
type Sums struct {
	Frames int64
	Bytes  int64 // of the frames
	Silent int64 // items that are silence
	Odd    int64 // frames that do not have Block samples, and gaps that silence fills
}

// A Cursor gives out the items of a stream one behind the other. It is for one
// goroutine.
type Cursor struct {
	stream *Stream
	walker *walker
	at     place
	frame  found // behind the silence
	more   bool  // frame is yet to be given out
	silent int64 // samples, as is this before it
	sums   Sums
	item   Item // given out again
	again  bool
}

// At returns a Cursor whose first item is the one with the given sample. The
// errors are those of Next.
func (s *Stream) At(ctx context.Context, sample int64) (*Cursor, error) {
	c := &Cursor{stream: s, walker: newWalker(ctx, s.r, s.end, &s.Info), at: s.marks.before(sample)}
	c.sums = c.at.sums
	for {
		item, err := c.Next()
		if err != nil {
			return nil, err
		}
		if item.End() > sample {
			c.Back()
			return c, nil
		}
	}
}

// Next returns the next item. The error is io.EOF behind the last, the
// context's, or what reading gave.
func (c *Cursor) Next() (Item, error) {
	if c.again {
		c.again = false
		return c.item, nil
	}
	if !c.more {
		f, err := c.walker.next(c.at.offset)
		if err != nil {
			return Item{}, err
		}
		c.frame, c.more = f, true
		c.silent, _ = c.stream.silence(c.at, f)
		if c.silent > 0 {
			c.sums.Odd++
		}
	}
	before := c.sums
	if c.silent > 0 {
		blocks := c.stream.blocks(c.silent)
		n := (c.silent + blocks - 1) / blocks
		c.item = Item{Start: c.end() - c.silent, Samples: int(n), Before: before}
		c.silent -= n
		c.sums.Silent++
		return c.item, nil
	}
	c.item = Item{c.frame.Header, c.end(), c.frame.BlockSize, c.frame.data, before}
	c.at = c.stream.behind(c.at, c.frame)
	c.sums, c.more = c.at.sums, false
	return c.item, nil
}

// end returns where the silence before the frame ends on the timeline.
func (c *Cursor) end() int64 {
	silence, _ := c.stream.silence(c.at, c.frame)
	return c.at.sample + silence
}

// Back makes the next call of Next return the last item again.
func (c *Cursor) Back() { c.again = true }

// IsEnd reports whether an error of Next says that there is no item more.
func IsEnd(err error) bool { return errors.Is(err, io.EOF) }
