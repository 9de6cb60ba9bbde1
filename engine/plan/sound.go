package plan

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"audiospliter/engine/timeline"
)

// Sound answers questions about the loudness of a source. Levels are in dBFS;
// that of digital silence may be minus infinity.
type Sound interface {
	// Silences returns the intervals of at least min samples in which every
	// channel stays below threshold, in order, as ffmpeg's silencedetect
	// finds them.
	Silences(threshold float64, min timeline.Position) []timeline.Span
	// ChannelSilences returns those of one channel, from 0. Their borders are
	// known to some 16 ms, and one that is hardly as long as min may be missed.
	ChannelSilences(channel int, threshold float64, min timeline.Position) []timeline.Span
	// NoiseFloor is an estimate of the RMS level of the recording's quiet
	// passages.
	NoiseFloor() float64
	// Quietest returns the position of the quietest moment in [start, end)
	// and its peak level.
	Quietest(start, end timeline.Position) (timeline.Position, float64)
	// Level returns the RMS level of [start, end).
	Level(start, end timeline.Position) float64
}

// An automatic threshold lies this far above the noise floor, because the peaks
// of steady noise lie some 13 dB above its RMS level, and within these bounds: a
// recording whose pauses are digital silence still has fades, and one without
// any pause must not have its music taken for noise.
const (
	autoMargin = 14.0
	autoLowest = -60.0
	autoMost   = -20.0
)

// Level returns the level in dBFS below which a source is silent.
func (s SilenceSpec) Level(sound Sound) float64 {
	if s.Auto {
		return min(max(sound.NoiseFloor()+autoMargin, autoLowest), autoMost)
	}
	return s.Threshold
}

// at returns where in a silence a cut goes, from 0 to 1.
func (s SilenceSpec) at() float64 {
	if s.CutAt != nil {
		return *s.CutAt
	}
	return 0.5
}

// silences are those of a source as a spec defines them.
type silences struct {
	Sound
	threshold float64
	spans     []timeline.Span // in order, apart from each other
	at        float64         // where in a silence a cut goes, 0 to 1
}

// findSilences finds the silences of the source, to the sample where cuts go to their
// borders and the input can tell.
func (m *maker) findSilences(in Input) error {
	spec := m.spec.Silence
	all := &silences{Sound: in.Sound, threshold: spec.Level(in.Sound), at: spec.at()}
	if spec.Auto {
		m.note("The silence threshold is %.1f dB, from a noise floor of %.1f dB.", all.threshold, in.Sound.NoiseFloor())
	}
	m.silences = all
	least := max(m.position(spec.Min), 1)
	var err error
	switch {
	case spec.Channel > m.source.Channels:
		err = invalid("silence.channel", "This source has %d channels, and none with the number %d.", m.source.Channels, spec.Channel)
	case spec.Channel > 0:
		all.spans = in.Sound.ChannelSilences(spec.Channel-1, all.threshold, least)
	case in.Silences != nil && m.spec.cutsAtBorders():
		all.spans, err = in.Silences(m.ctx, all.threshold, least)
	default:
		all.spans = in.Sound.Silences(all.threshold, least)
	}
	return err
}

// point returns where in the silence s a cut goes.
func (all *silences) point(s timeline.Span) timeline.Position {
	return s.Start + timeline.Position(math.Round(all.at*float64(s.Len())))
}

// around returns the silences that hold a sample of [start, end).
func (all *silences) around(start, end timeline.Position) []timeline.Span {
	from := sort.Search(len(all.spans), func(i int) bool { return all.spans[i].End > start })
	to := from + sort.Search(len(all.spans)-from, func(i int) bool { return all.spans[from+i].Start >= end })
	return all.spans[from:to]
}

// best returns where in [low, high] a cut that was wanted at target goes, by the
// rule of the package comment, and whether there is such a place. With quietest
// there always is.
func (all *silences) best(low, target, high timeline.Position, quietest bool) (timeline.Position, bool) {
	found := all.around(low, high+1)
	if len(found) == 0 {
		if !quietest {
			return target, false
		}
		at, _ := all.Quietest(low, high+1)
		return min(max(at, low), high), true
	}
	place := func(s timeline.Span) timeline.Position { return min(max(all.point(s), low), high) }
	far := func(s timeline.Span) timeline.Position { return max(place(s)-target, target-place(s)) }
	return place(slices.MinFunc(found, func(a, b timeline.Span) int {
		if c := cmp.Compare(b.Len(), a.Len()); c != 0 {
			return c
		}
		return cmp.Or(cmp.Compare(all.Level(a.Start, a.End), all.Level(b.Start, b.End)), cmp.Compare(far(a), far(b)))
	})), true
}
