package plan

import (
	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// byDuration gives a piece each Every, rounded to samples once; the last is what is
// left, or joins the one before if it is a remnant.
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
	end := m.n
	if left := m.n % every; m.n > every && left > 0 && left < m.remnant(every) {
		m.note("What was left at the end, %s s, joined the last segment.", m.source.Rate.Time(left))
		end -= left
	}
	var pieces []piece
	for start := timeline.Position(0); start < end; start += every {
		p := piece{start: start, end: min(start+every, m.n)}
		if start+every == end {
			p.end = m.n
		}
		if start > 0 && p.len() < every {
			p.edge = rest
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}

// remnant returns below which length what is left behind the last whole segment is
// no segment of its own: a second, or a tenth of the others.
func (m *maker) remnant(every timeline.Position) timeline.Position {
	if m.spec.KeepShortEnd || m.spec.DropRest {
		return 0
	}
	return min(timeline.Position(m.source.Rate), every/10)
}

// byParts gives pieces whose lengths differ by one sample at most.
func (m *maker) byParts() ([]piece, error) {
	parts := timeline.Position(m.spec.Parts)
	if parts > m.n {
		return nil, fault.New(fault.DurationTooShort, "The source has %d samples, too few for %d parts.", m.n, parts).In("parts")
	}
	pieces := make([]piece, parts)
	// n*i/parts in two terms: the product alone may not fit.
	cut := func(i timeline.Position) timeline.Position { return m.n/parts*i + m.n%parts*i/parts }
	for i := range pieces {
		pieces[i] = piece{start: cut(timeline.Position(i)), end: cut(timeline.Position(i) + 1)}
	}
	return pieces, nil
}
