package waveform

import "audiospliter/engine/timeline"

// Column returns the shape of [start, end) in one channel, its borders widened
// to whole boxes of 16 blocks. Where nothing has arrived it is silent. The cost
// does not grow with the length of the span, but for one step each few seconds.
func (e *Envelope) Column(channel int, start, end timeline.Position) Box {
	start, end = max(start, 0), min(end, e.Samples())
	var column Box
	box := timeline.Position(e.box())
	top := box * boxBlocks
	seen := int64(0)
	for at := start - start%box; at < end; {
		c := e.chunk(int(at / e.span()))
		if c == nil {
			at = (at/e.span() + 1) * e.span()
			continue
		}
		in := at % e.span()
		var b Box
		size := box
		switch {
		case in == 0 && at+e.span() <= end:
			b, size = c.all[channel], e.span()
		case in%top == 0 && at+top <= end:
			b, size = c.tops[int(in/top)*e.Channels+channel], top
		default:
			b = c.boxes[int(in/box)*e.Channels+channel]
		}
		column = column.join(b, seen, int64(size))
		seen += int64(size)
		at += size
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
