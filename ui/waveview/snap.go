package waveview

import (
	"math"

	"audiospliter/engine/timeline"
)

// snapSeconds is the least distance over which a marker snaps to silence.
const snapSeconds = 0.05

// snapSpan returns where a marker that is held at p may go: some points to
// either side, within the source.
func snapSpan(v viewport, rate timeline.Rate, p timeline.Position) timeline.Span {
	wide := timeline.Position(max(16*v.per, snapSeconds*float64(rate)))
	return timeline.Span{Start: max(p-wide, 0), End: min(p+wide, v.total)}
}

// ZeroCrossing returns the position nearest to p at which the sum of all
// channels changes its sign, in interleaved samples that begin at start; p where
// there is none.
func ZeroCrossing(samples []int16, channels int, start, p timeline.Position) timeline.Position {
	if channels < 1 {
		return p
	}
	best, distance := p, timeline.Position(math.MaxInt64)
	before := 0
	for i := 0; i+channels <= len(samples); i += channels {
		sum := 0
		for _, s := range samples[i : i+channels] {
			sum += int(s)
		}
		at := start + timeline.Position(i/channels)
		if i > 0 && (before < 0) != (sum < 0) {
			if d := max(at-p, p-at); d < distance {
				best, distance = at, d
			}
		}
		before = sum
	}
	return best
}
