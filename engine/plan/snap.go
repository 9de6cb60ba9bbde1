package plan

import (
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// snap moves every place where a piece begins or ends, but for the ends of the
// source, to a silence. Places keep their order and stay apart, so that pieces
// that met still meet, and those that overlapped still do.
func (m *maker) snap(pieces []piece) {
	cuts := m.places(pieces)
	var (
		reach  = m.position(m.spec.Snap)
		moved  = make(map[timeline.Position]timeline.Position, len(cuts))
		missed []message.Text
	)
	for i, c := range cuts {
		before, after := timeline.Position(0), m.n
		if i > 0 {
			before = cuts[i-1]
		}
		if i+1 < len(cuts) {
			after = cuts[i+1]
		}
		at, ok := m.ear.best(c-min(reach, (c-before)/3), c, c+min(reach, (after-c)/3), m.spec.SnapQuietest)
		if !ok {
			missed = append(missed, m.clockText(c))
			continue
		}
		moved[c] = at
	}
	movePieces(pieces, moved)
	m.warnMissed(missed, len(cuts))
}

// warnMissed names the cuts, of so many, that found no silence.
func (m *maker) warnMissed(missed []message.Text, cuts int) {
	m.warnOf(missed, "No silence within %s s of %d of %s, which stayed in place: %s.", m.spec.Snap, len(missed), message.Count(cuts, "%d cut", "%d cuts"))
}
