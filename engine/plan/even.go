package plan

import (
	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// byDuration gives a piece each Every, rounded to samples once; the last is
// what is left.
func (m *maker) byDuration() ([]piece, error) {
	every := m.position(m.spec.Every)
	if every == 0 {
		return nil, invalid("every", "A segment of %s s is shorter than one sample.", m.spec.Every)
	}
	if every > m.n {
		m.warn("The source is shorter (%s) than a segment (%s): it is one segment.", m.clock(m.n), m.spec.Every.Clock())
	}
	if m.n/every > maxSegments {
		return nil, invalid("every", "Segments of %s s would be over %d: choose longer ones.", m.spec.Every, maxSegments)
	}
	var pieces []piece
	for start := timeline.Position(0); start < m.n; start += every {
		p := piece{start: start, end: min(start+every, m.n)}
		if start > 0 && p.len() < every {
			p.edge = rest
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

// byParts gives pieces whose lengths differ by one sample at most.
func (m *maker) byParts() ([]piece, error) {
	parts := timeline.Position(m.spec.Parts)
	if parts > m.n {
		return nil, fault.New(fault.DurationTooShort, "The source has %d samples, too few for %d parts.", m.n, parts)
	}
	pieces := make([]piece, parts)
	// n*i/parts in two terms: the product alone may not fit.
	cut := func(i timeline.Position) timeline.Position { return m.n/parts*i + m.n%parts*i/parts }
	for i := range pieces {
		pieces[i] = piece{start: cut(timeline.Position(i)), end: cut(timeline.Position(i) + 1)}
	}
	return pieces, nil
}
