package plan

import (
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// drop leaves out what lies outside of the cuts, where the spec says so.
func (m *maker) drop(pieces []piece) ([]piece, error) {
	pieces = slices.DeleteFunc(pieces, func(p piece) bool {
		return p.edge == lead && m.spec.DropLead || p.edge == rest && m.spec.DropRest
	})
	if len(pieces) == 0 {
		return nil, fault.New(fault.NoCutsFound, "Nothing is left without what lies before the first and after the last cut.").In("dropRest")
	}
	return pieces, nil
}

// overlap makes each piece but the first begin earlier.
func (m *maker) overlap(pieces []piece) {
	by := m.position(m.spec.Overlap)
	for i := 1; i < len(pieces); i++ {
		pieces[i].start = max(pieces[i].start-by, 0)
	}
}

// edgeSound is how much sound at the edge of a piece, in milliseconds, goes with
// the silence behind it. A Sound sees blocks, so a silence that a list has to
// the sample begins up to a block later for it.
const edgeSound = 5

// trim takes silence from the edges of each piece, but for the padding.
func (m *maker) trim(pieces []piece) {
	if !m.spec.TrimEdges {
		return
	}
	pad, slack := m.position(m.spec.Silence.Pad), m.position(timeline.Millis(edgeSound))
	var silent []message.Text
	for i := range pieces {
		p := &pieces[i]
		found := m.silences.around(p.start, p.end)
		if len(found) == 0 {
			continue
		}
		first, last := found[0], found[len(found)-1]
		begins, ends := first.Start <= p.start+slack, last.End >= p.end-slack
		if begins && first.End >= p.end-slack {
			silent = append(silent, m.clockText(p.start))
			continue
		}
		start, end := p.start, p.end
		if begins {
			start = max(start, first.End-pad)
		}
		if ends {
			end = min(end, max(last.Start, start)+pad)
		}
		if end-start >= m.shortest {
			p.start, p.end = start, end
		}
	}
	m.warnOf(silent, "Silent throughout, and kept whole, are the segments at: %s.")
}

// exclude leaves out the pieces whose indexes the spec names.
func (m *maker) exclude(pieces []piece) ([]piece, error) {
	if len(m.spec.Exclude) == 0 {
		return pieces, nil
	}
	out := make(map[int]bool, len(m.spec.Exclude))
	var beyond []message.Text
	for _, i := range m.spec.Exclude {
		if i >= len(pieces) && !out[i] {
			beyond = append(beyond, message.New("%d", i))
		}
		out[i] = true
	}
	m.warnOf(beyond, "There are only %s, so none has the excluded index: %s.", message.Count(len(pieces), "%d segment", "%d segments"))
	var kept []piece
	for i, p := range pieces {
		if !out[i] {
			kept = append(kept, p)
		}
	}
	if len(kept) == 0 {
		return nil, invalid("exclude", "Every segment is excluded, so there is nothing to write.")
	}
	return kept, nil
}
