package plan

import (
	"context"
	"math"
	"slices"

	"audiospliter/engine/timeline"
)

// A tape is a Sound with one level, in dBFS, for each of its samples.
type tape []float64

const (
	loud  = -10.0
	quiet = -70.0
)

// record returns a tape of n loud samples with silences.
func record(n timeline.Position, silences ...timeline.Span) tape {
	t := make(tape, n)
	for i := range t {
		t[i] = loud
	}
	for _, s := range silences {
		for i := s.Start; i < s.End; i++ {
			t[i] = quiet
		}
	}
	return t
}

func (t tape) ChannelSilences(_ int, threshold float64, min timeline.Position) []timeline.Span {
	return t.Silences(threshold, min)
}

func (t tape) Silences(threshold float64, min timeline.Position) []timeline.Span {
	var found []timeline.Span
	start := 0
	for i := 0; i <= len(t); i++ {
		if i < len(t) && t[i] < threshold {
			continue
		}
		if s := (timeline.Span{Start: timeline.Position(start), End: timeline.Position(i)}); s.Len() >= min {
			found = append(found, s)
		}
		start = i + 1
	}
	return found
}

func (t tape) NoiseFloor() float64 {
	_, level := t.Quietest(0, timeline.Position(len(t)))
	return level
}

func (t tape) Quietest(start, end timeline.Position) (timeline.Position, float64) {
	at, level := start, math.Inf(1)
	for i := start; i < end; i++ {
		if t[i] < level {
			at, level = i, t[i]
		}
	}
	return at, level
}

func (t tape) Level(start, end timeline.Position) float64 {
	sum := 0.0
	for _, v := range t[start:end] {
		sum += math.Pow(10, v/10)
	}
	return 10 * math.Log10(sum/float64(end-start))
}

// packets is a Sizer of a file that holds whole packets of 16 samples, behind a
// header.
type packets []int64

const (
	packetLength = 16
	header       = 40
)

func (p packets) Size(start, end timeline.Position) (int64, error) {
	size := int64(header)
	for i := start / packetLength; i*packetLength < end; i++ {
		size += p[i]
	}
	return size, nil
}

// meetings are where packets meet, in order, the ends of the source included.
type meetings []timeline.Position

func (m meetings) Around(_ context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans := make([]timeline.Span, len(at))
	for i, p := range at {
		k, found := slices.BinarySearch(m, p)
		if spans[i] = span(p, p); !found {
			spans[i] = span(m[k-1], m[k])
		}
	}
	return spans, nil
}
