package flac

import (
	"context"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
)

// A partWriter writes items of the source to an output.
type partWriter struct {
	out     *output
	stream  *flac.Stream
	decoder flac.Decoder
	pending [8][]int64 // samples that are yet to be encoded
	largest int        // samples of an item that they are of
}

// write writes [start, end), beginning with the items of c. If head is true, it
// ends before the first item that is copied, which it returns.
func (r *partWriter) write(c *flac.Cursor, start, end int64, head bool) (next flac.Item, ended bool, err error) {
	for at := start; at < end; {
		item, err := c.Next()
		if flac.IsEnd(err) {
			return item, false, native.ErrChanged
		}
		if err != nil {
			return item, false, err
		}
		from, to := max(item.Start, at), min(item.End(), end)
		whole := item.Data != nil && from == item.Start && to == item.End() && len(r.pending[0]) == 0
		switch {
		case whole && head:
			return item, false, nil
		case whole:
			err = r.out.copy(item)
		default:
			err = r.encode(item, int(from-item.Start), int(to-item.Start), to == end)
		}
		if err != nil {
			return item, false, err
		}
		at = to
	}
	return next, true, nil
}

// encode takes samples of an item to encode them, now or, if they are too few
// for a block, with those of the next item.
func (r *partWriter) encode(item flac.Item, from, to int, last bool) error {
	channels := r.stream.Info.Channels
	if item.Data == nil {
		for c := range channels {
			r.pending[c] = append(r.pending[c], make([]int64, to-from)...)
		}
	} else {
		samples, _, err := r.decoder.Decode(item.Data, item.Header, r.stream.Info.Bits)
		if err != nil {
			return fault.Wrap(err, fault.CorruptFile, "A frame at sample %d is damaged though its checksum is right.", item.Start)
		}
		for c := range channels {
			r.pending[c] = append(r.pending[c], samples[c][from:to]...)
		}
	}
	r.largest = max(r.largest, item.Samples)
	n := len(r.pending[0])
	if n < flac.MinBlock && !last {
		return nil
	}
	blocks := 1
	if n > r.largest && n >= 2*flac.MinBlock {
		blocks = 2 // lest a block is larger than those of the source
	}
	for i := range blocks {
		block := make([][]int64, channels)
		for c := range block {
			block[c] = r.pending[c][n*i/blocks : n*(i+1)/blocks]
		}
		if err := r.out.encode(block); err != nil {
			return err
		}
	}
	for c := range channels {
		r.pending[c] = r.pending[c][:0]
	}
	r.largest = 0
	return nil
}

// variable reports whether the samples of a part must be numbered.
func variable(ctx context.Context, s *flac.Stream, start, end int64) (bool, error) {
	c, err := s.At(ctx, start)
	if err != nil {
		return false, err
	}
	first, err := c.Next()
	if err != nil {
		return false, err
	}
	head := first.End() - start
	if end <= first.End() {
		return false, nil // one block
	}
	even := first.Data != nil && !first.Variable && head == int64(s.Block)
	second, err := c.Next()
	if err != nil {
		return false, err
	}
	if end <= second.End() && head >= flac.MinBlock {
		return end-second.Start > head, nil // two blocks
	}
	if !even {
		return true, nil
	}
	if c, err = s.At(ctx, end-1); err != nil {
		return false, err
	}
	last, err := c.Next()
	return last.Data == nil || last.Before.Odd != first.Before.Odd || end-last.Start > head, err
}
