package plan

import (
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// bySize gives pieces as long as the limit allows, overlap included, so each
// begins at its overlap already. A cut moves only back: to a silence, to keep
// the longest segment, and so that the last piece is not too short.
func (m *maker) bySize() ([]piece, error) {
	var (
		pieces  []piece
		missed  []message.Text
		overlap = m.position(m.spec.Overlap)
		least   = max(m.position(m.spec.MinSegment), m.floor)
		most    = m.n
	)
	if longest := m.position(m.spec.MaxSegment); longest > 0 {
		most = max(longest, 2*m.floor)
	}
	for cut := timeline.Position(0); cut < m.n; {
		from := max(0, cut-overlap)
		end, err := m.reach(from, cut, cut+min(most, m.n-cut))
		if err != nil {
			return nil, err
		}
		if end-cut < min(m.floor, m.n-cut) {
			return nil, invalid("maxSize", "Not even the shortest segment at %s fits into %d bytes: choose a larger size, or smaller tags, cover or overlap.", m.clock(cut), m.spec.MaxSize)
		}
		if end < m.n && m.spec.snaps() {
			low := max(end-m.position(m.spec.Snap), end-(end-cut)/3)
			snapped, ok := m.ear.best(low, end, end, m.spec.SnapQuietest)
			if !ok {
				missed = append(missed, m.clockText(end))
			}
			end = snapped
		}
		if left := m.n - end; left > 0 && left < least && m.n-least >= cut+m.floor {
			end = m.n - least
		}
		pieces = append(pieces, piece{start: from, end: end})
		if len(pieces) > maxSegments {
			return nil, invalid("maxSize", "Segments of %d bytes would be over %d: choose a larger size.", m.spec.MaxSize, maxSegments)
		}
		cut = end
	}
	m.warnMissed(missed, len(pieces)-1)
	return pieces, nil
}

// reach returns the last end, from cut to most, of a file that begins at from
// and keeps the limit; cut where there is none.
func (m *maker) reach(from, cut, most timeline.Position) (timeline.Position, error) {
	fits := func(end timeline.Position) (bool, error) {
		if err := m.ctx.Err(); err != nil {
			return false, fault.Of(err)
		}
		size, err := m.sizer.Size(from, end)
		return size <= m.spec.MaxSize, err
	}
	if ok, err := fits(most); ok || err != nil {
		return most, err
	}
	// Whatever the Sizer says, an end is only returned that it was asked about.
	low, high := cut, most // low fits, or is cut; high does not
	for high-low > 1 {
		middle := low + (high-low)/2
		ok, err := fits(middle)
		if err != nil {
			return 0, err
		}
		if ok {
			low = middle
		} else {
			high = middle
		}
	}
	return low, nil
}
