package mp4

import (
	"context"

	"audiospliter/engine/timeline"
)

// Around returns for each position from 0 to the end of the source the places
// nearest to it where one packet's samples end and the next one's begin: at or
// before it, and at or behind it. The ends of the source are such places.
func (c *Cutter) Around(_ context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans := make([]timeline.Span, len(at))
	s := c.stream
	for i, p := range at {
		before := p - timeline.Position((int64(p)+s.Skip)%s.Frame)
		spans[i] = timeline.Span{Start: max(before, 0), End: p}
		if before < p {
			spans[i].End = min(before+timeline.Position(s.Frame), s.Samples)
		}
	}
	return spans, nil
}
