package waveview

import (
	"math"
	"slices"
	"sort"

	"audiospliter/engine/timeline"
)

// A Segment is a stretch that the view shades.
type Segment struct {
	Start, End timeline.Position
	Title      string
	Excluded   bool // it is dimmed
}

// markers returns the borders of segments in order, each once: where one ends,
// where one begins. The borders of the source itself are none.
func markers(segments []Segment, total timeline.Position) []timeline.Position {
	all := make([]timeline.Position, 0, 2*len(segments))
	for _, s := range segments {
		for _, p := range [...]timeline.Position{s.Start, s.End} {
			if p > 0 && p < total {
				all = append(all, p)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// segmentAt returns the index of the segment that holds p, the last one that
// begins there if they overlap; -1 for none. Segments are in order.
func segmentAt(segments []Segment, p timeline.Position) int {
	i := sort.Search(len(segments), func(i int) bool { return segments[i].Start > p }) - 1
	if i >= 0 && p < segments[i].End {
		return i
	}
	return -1
}

// visible returns the markers in the span, its end included.
func visible(markers []timeline.Position, s timeline.Span) []timeline.Position {
	from, _ := slices.BinarySearch(markers, s.Start)
	to, found := slices.BinarySearch(markers, s.End)
	if found {
		to++
	}
	return markers[from:to]
}

// A zone is what is under the pointer.
type zone int

const (
	zoneNone zone = iota
	zoneStrip
	zoneRuler
	zoneMarker
	zoneThreshold
	zoneWave
)

// reach is how far from a line the pointer may be to take it, in points.
const reach = 5

// near returns the marker closest to x, if one is in reach.
func near(v viewport, markers []timeline.Position, x float64) (timeline.Position, bool) {
	best, distance := timeline.Position(0), math.Inf(1)
	for _, m := range visible(markers, timeline.Span{Start: v.at(x - reach - 1), End: v.at(x + reach + 1)}) {
		if d := math.Abs(v.x(m) - x); d < distance {
			best, distance = m, d
		}
	}
	return best, distance <= reach
}

// next returns the marker after p, or before it, and whether there is one.
func next(markers []timeline.Position, p timeline.Position, back bool) (timeline.Position, bool) {
	i, found := slices.BinarySearch(markers, p)
	switch {
	case back:
		i--
	case found:
		i++
	}
	if i < 0 || i >= len(markers) {
		return 0, false
	}
	return markers[i], true
}
