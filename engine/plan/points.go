package plan

import (
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// byTimestamps cuts at the times of the spec, whatever their order.
func (m *maker) byTimestamps() ([]piece, error) {
	cuts := make([]timeline.Position, len(m.spec.At))
	for i, t := range m.spec.At {
		cuts[i] = m.position(t)
	}
	if !slices.IsSorted(cuts) {
		m.warn("The times were not in order, and have been sorted.")
		slices.Sort(cuts)
	}
	if unique := slices.Compact(cuts); len(unique) < len(cuts) {
		m.warn("Times that were given twice count once.")
		cuts = unique
	}
	var beyond []message.Text
	for len(cuts) > 0 && cuts[len(cuts)-1] >= m.n {
		beyond = append(beyond, m.clockText(cuts[len(cuts)-1]))
		cuts = cuts[:len(cuts)-1]
	}
	if len(cuts) == 0 {
		return nil, fault.New(fault.NoCutsFound, "The source ends at %s, before the first time to cut at.", m.clock(m.n)).In("at")
	}
	slices.Reverse(beyond)
	m.warnOf(beyond, "Beyond the end of the source (%s), and left out: %s.", m.clock(m.n))
	var pieces []piece
	if cuts[0] > 0 {
		pieces = append(pieces, piece{end: cuts[0], edge: lead})
	}
	for i, cut := range cuts {
		p := piece{start: cut, end: m.n, edge: rest}
		if i+1 < len(cuts) {
			p.end, p.edge = cuts[i+1], inside
		}
		pieces = append(pieces, p)
	}
	return pieces, nil
}
