package plan

import (
	"context"
	"slices"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Packets knows where the packets of a source meet. The cutter provides it,
// because only the cutter knows whether a written file holds whole ones.
type Packets interface {
	// Around returns for each of some positions within the source, which
	// ascend, the places nearest to it where packets meet: at or before it,
	// and at or behind it. The ends of the source are such places.
	Around(ctx context.Context, at []timeline.Position) ([]timeline.Span, error)
}

// toPackets moves every place where a piece begins or ends to where packets
// meet: the nearest such place, or in mode size, which only moves back, the one
// before. Pieces that would become shorter than can be cut, or nothing, keep
// their places.
func (m *maker) toPackets(pieces []piece) error {
	cuts := m.places(pieces)
	if m.packets == nil || len(cuts) == 0 {
		return nil
	}
	around, err := m.packets.Around(m.ctx, cuts)
	if err != nil {
		return err
	}
	moved := make(map[timeline.Position]timeline.Position, len(cuts))
	for i, c := range cuts {
		moved[c] = around[i].Start
		if m.spec.Mode != Size && around[i].End-c < c-around[i].Start {
			moved[c] = around[i].End
		}
	}
	short := m.keepShort(pieces, moved)
	movePieces(pieces, moved)

	far := timeline.Position(0)
	for c, at := range moved {
		if far = max(far, c-at, at-c); c == at {
			delete(moved, c)
		}
	}
	m.note("Cuts moved to where packets meet: %d of %d, by %.1f ms at most.", len(moved), len(cuts), 1000*m.source.Rate.Seconds(far))
	m.warnOf(short, "Too short to be moved to where packets meet are the segments at: %s.")
	return nil
}

// keepShort takes the moves away that would make a piece too short, and returns
// where those begin. What stays may make the piece beside it too short, so it
// looks until nothing changes.
func (m *maker) keepShort(pieces []piece, moved map[timeline.Position]timeline.Position) []message.Text {
	kept := make([]bool, len(pieces))
	for again := true; again; {
		again = false
		for i, p := range pieces {
			q := piece{start: moveOf(moved, p.start), end: moveOf(moved, p.end)}
			if !kept[i] && q.len() < min(m.floor, p.len()) {
				delete(moved, p.start)
				delete(moved, p.end)
				kept[i], again = true, true
			}
		}
	}
	var short []message.Text
	for i, p := range pieces {
		if kept[i] {
			short = append(short, m.clockText(p.start))
		}
	}
	return short
}

// places returns where pieces begin and end, in order, but for the ends of the
// source.
func (m *maker) places(pieces []piece) []timeline.Position {
	var places []timeline.Position
	for _, p := range pieces {
		for _, c := range []timeline.Position{p.start, p.end} {
			if c > 0 && c < m.n {
				places = append(places, c)
			}
		}
	}
	slices.Sort(places)
	return slices.Compact(places)
}

// movePieces moves where pieces begin and end: pieces that met still meet.
func movePieces(pieces []piece, moved map[timeline.Position]timeline.Position) {
	for i := range pieces {
		p := &pieces[i]
		p.start, p.end = moveOf(moved, p.start), moveOf(moved, p.end)
	}
}

func moveOf(moved map[timeline.Position]timeline.Position, c timeline.Position) timeline.Position {
	if at, ok := moved[c]; ok {
		return at
	}
	return c
}
