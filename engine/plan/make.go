package plan

import (
	"context"
	"errors"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Input is what a plan is made from. What Spec.Needs does not ask for may be
// nil; List is nil too where there is none, and Packets where cuts need not move.
type Input struct {
	Source  media.Source
	Sound   Sound
	List    *cutlist.List
	Size    Sizer
	Packets Packets

	// Silences, where it is given, finds to the sample the silences that Sound
	// finds to about a millisecond. It is asked only where a cut goes just to
	// the border of one.
	Silences func(ctx context.Context, threshold float64, min timeline.Position) ([]timeline.Span, error)
}

// Make plans the segments of a source. It fails with INVALID_PARAMS where the
// spec makes no sense, in itself or for this source; DURATION_TOO_SHORT where
// the source has too few samples for any segment; NO_CUTS_FOUND where the mode
// found nothing to cut at; CANCELED; and with the errors of the Sizer, of Packets and of Silences.
// It changes nothing of in and s, and the plan shares no memory with them but
// the tags.
func Make(ctx context.Context, in Input, s Spec) (Plan, error) {
	if err := s.Validate(); err != nil {
		return Plan{}, err
	}
	if in.Source.Samples <= 0 || in.Source.Rate <= 0 {
		return Plan{}, fault.New(fault.DurationTooShort, "The file holds no audio.")
	}
	needs := s.Needs()
	if needs.Sound && in.Sound == nil || needs.Size && in.Size == nil {
		return Plan{}, errors.New("plan: the input lacks what the spec needs")
	}
	m := &maker{
		ctx: ctx, source: in.Source, list: in.List, sizer: in.Size, spec: s,
		n: in.Source.Samples, shortest: shortestOf(in.Source), plan: Plan{Mode: s.Mode},
	}
	if needs.Packets {
		m.packets = in.Packets
	}
	if needs.Sound {
		if err := m.findSilences(in); err != nil {
			return Plan{}, err
		}
	}
	pieces, err := m.pieces()
	if err != nil {
		return Plan{}, err
	}
	numbers := m.numbered(pieces)
	for i, p := range pieces {
		s := Segment{Index: i, Number: numbers[i], Start: p.start, End: p.end, Title: p.title, Tags: p.tags, Channels: p.channels}
		if p.pregap > 0 && p.pregap < p.start {
			s.Pregap = p.start - p.pregap
		}
		m.plan.Segments = append(m.plan.Segments, s)
	}
	return m.plan, nil
}

// A piece is a segment that is still being worked on.
type piece struct {
	start, end timeline.Position
	title      string
	tags       map[string]string
	channels   []int
	edge       edge
	number     int               // in the cut list; 0 if it has none
	pregap     timeline.Position // where its pregap begins; 0 if it has none
}

func (p piece) len() timeline.Position { return p.end - p.start }

// An edge says that a piece lies outside of the cuts.
type edge int

const (
	inside edge = iota
	lead        // before the first cut
	rest        // after the last cut
)

// A maker carries what the steps of one plan share.
type maker struct {
	ctx      context.Context
	source   media.Source
	list     *cutlist.List
	sizer    Sizer
	packets  Packets // nil where cuts do not move to packets
	spec     Spec
	silences *silences         // nil unless the spec needs the sound
	n        timeline.Position // length of the source
	shortest timeline.Position // shortest segment that decoders play exactly
	plan     Plan
}

// pieces goes the steps of the package comment.
func (m *maker) pieces() ([]piece, error) {
	pieces, err := m.choose()
	if err != nil {
		return nil, err
	}
	if err := tooMany(string(m.spec.Mode), len(pieces)); err != nil {
		return nil, err
	}
	if m.spec.Mode == Channels {
		return m.exclude(pieces)
	}
	if m.spec.snaps() && m.spec.Mode != Size {
		m.snap(pieces)
	}
	if pieces, err = m.drop(pieces); err != nil {
		return nil, err
	}
	if m.spec.Mode != Size {
		pieces = m.joinShort(pieces)
		if pieces, err = m.splitLong(pieces); err != nil {
			return nil, err
		}
		m.overlap(pieces)
	}
	m.trim(pieces)
	if err := m.toPackets(pieces); err != nil {
		return nil, err
	}
	return m.exclude(pieces)
}

func (m *maker) choose() ([]piece, error) {
	switch m.spec.Mode {
	case Duration:
		return m.byDuration()
	case Parts:
		return m.byParts()
	case Size:
		return m.bySize()
	case Silence:
		return m.bySilence()
	case Timestamps:
		return m.byTimestamps()
	case Manual:
		return m.byManual()
	case Channels:
		return m.byChannels(), nil
	default:
		return m.byList()
	}
}

// position returns t in samples, short enough that sums of a few stay in range.
func (m *maker) position(t timeline.Time) timeline.Position {
	return min(m.source.Rate.Position(t), 1<<60)
}

func (m *maker) clock(p timeline.Position) string { return m.source.Rate.Time(p).Clock() }

// clockText is clock as a name in a list.
func (m *maker) clockText(p timeline.Position) message.Text { return message.Literal(m.clock(p)) }

func (m *maker) note(format string, args ...any) {
	m.plan.Notes = append(m.plan.Notes, message.New(format, args...))
}

func (m *maker) warn(format string, args ...any) {
	m.plan.Warnings = append(m.plan.Warnings, message.New(format, args...))
}

// warnOf warns of the named things, which the last verb of the format takes; it
// is silent where there are none.
func (m *maker) warnOf(names []message.Text, format string, args ...any) {
	if len(names) > 0 {
		m.warn(format, append(args, listed(names))...)
	}
}

// listed joins names for a sentence, and counts those beyond the first twenty.
func listed(names []message.Text) message.Text {
	const most = 20
	if len(names) <= most {
		return message.List(names...)
	}
	return message.New("%s and %d more", message.List(names[:most]...), len(names)-most)
}
