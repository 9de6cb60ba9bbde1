package plan

import (
	"fmt"

	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// floorOf returns the shortest segment that decoders of the source's codec play
// exactly: two frames for MP3, whose decoders trim no shorter stream, and a little
// more than a packet for Opus and Vorbis, whose first and last packets must be two.
func floorOf(s media.Source) timeline.Position {
	switch {
	case s.Codec == "opus" || s.Codec == "vorbis":
		return timeline.Position(s.Rate) * 135 / 1000
	case s.Codec != "mp3":
		return 1
	case s.Rate < 32000: // MPEG-2 and 2.5
		return 2 * 576
	}
	return 2 * 1152
}

// joinShort makes pieces grow until they are long enough: each takes in the ones
// behind it, and what stays too short at the end, or would make too long a piece
// with the next, joins the one before. Pieces with a gap between them are not
// joined, unless the gap is removed silence.
func (m *maker) joinShort(pieces []piece) []piece {
	wanted := m.position(m.spec.MinSegment)
	least, most := max(wanted, m.floor), m.position(m.spec.MaxSegment)
	if least <= 1 {
		return pieces
	}
	short, tiny := 0, 0
	for _, p := range pieces {
		if p.len() < wanted {
			short++
		} else if p.len() < m.floor {
			tiny++
		}
	}
	if short+tiny == 0 {
		return pieces
	}
	var joined []piece
	for len(pieces) > 0 {
		group := pieces[0]
		pieces = pieces[1:]
		behind := len(joined) > 0 && m.meets(joined[len(joined)-1], group)
		for group.len() < least && len(pieces) > 0 && m.meets(group, pieces[0]) {
			if most > 0 && behind && union(group, pieces[0]).len() > most && union(joined[len(joined)-1], group).len() <= most {
				break
			}
			group = union(group, pieces[0])
			pieces = pieces[1:]
		}
		if behind && group.len() < least {
			joined[len(joined)-1] = union(joined[len(joined)-1], group)
		} else {
			joined = append(joined, group)
		}
	}
	if tiny > 0 {
		m.warn("%s would be shorter than what can be cut out of this format, and became longer.", message.Count(tiny, "%d segment", "%d segments"))
	}
	if mended := short - m.lengthen(joined, wanted); mended > 0 {
		m.note("Segments shorter than %s s that joined a neighbour: %d.", m.spec.MinSegment, mended)
	}
	return joined
}

// lengthen makes pieces that had no neighbour to join as long as the floor, and
// warns of those that are still shorter than was asked for. It returns their
// number.
func (m *maker) lengthen(pieces []piece, wanted timeline.Position) int {
	var short []message.Text
	for i := range pieces {
		p := &pieces[i]
		if p.len() < m.floor {
			p.end = min(p.start+m.floor, m.n)
			p.start = max(p.end-m.floor, 0)
		}
		if p.len() < wanted {
			short = append(short, m.clockText(p.start))
		}
	}
	m.warnOf(short, "Shorter than %s s, with no neighbour to join, are the segments at: %s.", m.spec.MinSegment)
	return len(short)
}

// meets reports whether b, which comes after a, can be joined to it.
func (m *maker) meets(a, b piece) bool { return b.start <= a.end || m.spec.Mode == Silence }

// union returns a and b as one piece, with what is said of the longer one.
func union(a, b piece) piece {
	u, other := a, b
	if named := func(p piece) bool { return p.title != "" || len(p.tags) > 0 }; named(b) && (b.len() > a.len() || !named(a)) {
		u, other = b, a
	}
	u.start, u.end = min(u.start, other.start), max(u.end, other.end)
	return u
}

// splitLong cuts pieces that are too long into equal ones, or, where the sound
// is at hand, into nearly equal ones that end in silence. In mode silence, which
// has no snap distance, a cut looks a quarter of the longest segment around
// itself and takes the quietest moment there.
func (m *maker) splitLong(pieces []piece) ([]piece, error) {
	most := m.position(m.spec.MaxSegment)
	if m.spec.MaxSegment.IsZero() {
		return pieces, nil
	}
	most = max(most, 2*m.floor)
	var (
		least    = max(m.position(m.spec.MinSegment), m.floor)
		reach    = timeline.Position(0)
		quietest = m.spec.SnapQuietest
		short    []piece
	)
	if m.spec.Mode == Silence {
		reach, quietest = most/4, true
	} else if m.spec.snaps() {
		reach = m.position(m.spec.Snap)
	}
	for _, p := range pieces {
		if p.len()/most+timeline.Position(len(short)) > maxSegments {
			return nil, invalid("maxSegment", "Segments of %s s at most would be over %d: choose longer ones.", m.spec.MaxSegment, maxSegments)
		}
		part := p
		for number := 1; part.start < p.end; number++ {
			part.end = m.partEnd(part.start, p.end, least, most, reach, quietest)
			if p.title != "" && p.len() > most {
				part.title = fmt.Sprintf("%s (%d)", p.title, number)
			}
			short = append(short, part)
			part.start = part.end
		}
	}
	return short, nil
}

// partEnd returns where the first part of [start, end) ends.
func (m *maker) partEnd(start, end, least, most, reach timeline.Position, quietest bool) timeline.Position {
	left := end - start
	if left <= most {
		return end
	}
	target := start + left/((left+most-1)/most)
	if reach == 0 {
		return target
	}
	low := min(max(target-reach, start+least), target)
	high := max(min(target+reach, start+most, end-least), target)
	cut, _ := m.ear.best(low, target, high, quietest)
	return cut
}
