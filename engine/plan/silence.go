package plan

import (
	"cmp"
	"math"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// bySilence cuts in the silences between sounds. Where silence is removed, a
// piece holds what lies between two of them and the padding. In a silence too short
// for that of both sides one cut ends both, so that no sample is in two pieces.
func (m *maker) bySilence() ([]piece, error) {
	var (
		spec       = m.spec.Silence
		inner      []timeline.Span
		start, end = timeline.Position(0), m.n // of the sound
	)
	for _, s := range m.silences.spans {
		if s.Start <= 0 {
			start = min(s.End, m.n)
		}
		if s.End >= m.n {
			end = s.Start
		}
		if s.Start > 0 && s.End < m.n {
			inner = append(inner, s)
		}
	}
	atEdges := start > 0 || end < m.n
	if start >= end && math.IsInf(m.silences.Level(0, m.n), -1) {
		return nil, fault.New(fault.NoCutsFound, "The whole source is digital silence: it holds no sound at all.")
	}
	if start >= end {
		return nil, m.noSilence("The whole source is silence, by a threshold of %.1f dB and a shortest silence of %s s.", m.silences.threshold, spec.Min)
	}
	if len(inner) == 0 && !(spec.Remove && atEdges) {
		if atEdges {
			return nil, m.noSilence("No silence below %.1f dB of at least %s s has sound at both sides.", m.silences.threshold, spec.Min)
		}
		return nil, m.noSilence("No silence below %.1f dB of at least %s s is in the source.", m.silences.threshold, spec.Min)
	}
	m.note("Silences found: %d, below %.1f dB and of at least %s s, with sound at both sides.", len(inner), m.silences.threshold, spec.Min)
	inner = m.longest(inner)

	pad := m.n // more than any silence: all of it is kept
	if spec.Remove {
		pad = m.position(spec.Pad)
		if len(inner) == 0 {
			m.warn("There is silence only at the beginning or the end of the source: it is one segment.")
		}
	}
	from := max(start-pad, 0)
	var pieces []piece
	for _, s := range inner {
		to, next := s.Start+min(pad, s.Len()), s.End-min(pad, s.Len())
		if next < to {
			to = min(max(m.silences.point(s), next), to)
			next = to
		}
		if to > from {
			pieces = append(pieces, piece{start: from, end: to})
		}
		from = next
	}
	pieces = append(pieces, piece{start: from, end: min(end+min(pad, m.n-end), m.n)})
	if len(pieces) > 1 {
		pieces[0].edge, pieces[len(pieces)-1].edge = lead, rest
	}
	return pieces, nil
}

// longest returns the longest silences, as many as the spec asks for, in order.
func (m *maker) longest(silences []timeline.Span) []timeline.Span {
	n := m.spec.Silence.Longest
	if n == 0 {
		return silences
	}
	if n > len(silences) {
		m.warn("There are fewer silences (%d) than were asked for (%d): all of them are used.", len(silences), n)
		return silences
	}
	slices.SortStableFunc(silences, func(a, b timeline.Span) int { return cmp.Compare(b.Len(), a.Len()) })
	silences = silences[:n]
	slices.SortFunc(silences, func(a, b timeline.Span) int { return cmp.Compare(a.Start, b.Start) })
	return silences
}

// noSilence says what was tried, and how quiet the source gets.
func (m *maker) noSilence(format string, args ...any) error {
	at, level := m.silences.Quietest(0, m.n)
	quietest := message.New("The quietest moment, at %s, reaches %.1f dB: try another threshold or shorter silences.", m.clock(at), level)
	if math.IsInf(level, -1) {
		quietest = message.New("The quietest moment, at %s, is digital silence: try another threshold or shorter silences.", m.clock(at))
	}
	return &fault.Error{Code: fault.NoCutsFound, Message: message.Join(message.New(format, args...), quietest), Field: "silence.threshold"}
}
