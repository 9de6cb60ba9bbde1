package waveform

import (
	"iter"

	"audiospliter/engine/timeline"
)

// stretches yields what the envelope keeps of [start, end), widened to whole boxes,
// in as few steps as that takes: the boxes of all channels of a whole chunk, of a
// group or of one box. What has not arrived is left out.
func (e *Envelope) stretches(start, end timeline.Position) iter.Seq2[timeline.Span, []Box] {
	start, end = max(start, 0), min(end, e.Samples())
	box := timeline.Position(e.box())
	group := box * groupBoxes
	return func(yield func(timeline.Span, []Box) bool) {
		for at := start - start%box; at < end; {
			in, c := at%e.span(), e.chunk(int(at/e.span()))
			fits := func(size timeline.Position) bool { return in%size == 0 && at >= start && at+size <= end }
			var boxes []Box
			size := box
			switch {
			case c == nil:
				at += e.span() - in
				continue
			case fits(e.span()):
				boxes, size = c.whole, e.span()
			case fits(group):
				boxes, size = c.groups, group
			default:
				boxes = c.boxes
			}
			k := int(in/size) * e.Channels
			if !yield(timeline.Span{Start: at, End: at + size}, boxes[k:k+e.Channels]) {
				return
			}
			at += size
		}
	}
}

// Column returns the shape of [start, end) in one channel, its borders widened
// to whole boxes of 16 blocks. Where nothing has arrived it is silent. The cost
// does not grow with the length of the span, but for one step each few seconds.
func (e *Envelope) Column(channel int, start, end timeline.Position) Box {
	var column Box
	seen := int64(0)
	for span, boxes := range e.stretches(start, end) {
		column = column.merge(boxes[channel], seen, int64(span.Len()))
		seen += int64(span.Len())
	}
	return column
}

// Columns returns the shape of [start, end) in one channel as n columns of
// equal width, for drawing.
func (e *Envelope) Columns(channel int, start, end timeline.Position, n int) []Box {
	columns := make([]Box, n)
	for i := range columns {
		from := start + (end-start)*timeline.Position(i)/timeline.Position(n)
		to := start + (end-start)*timeline.Position(i+1)/timeline.Position(n)
		columns[i] = e.Column(channel, from, max(to, from+1))
	}
	return columns
}
