package waveview

import (
	"math"

	"audiospliter/engine/timeline"
)

// deepest is the deepest zoom, in samples a point: single samples stand apart.
const deepest = 1.0 / 16

// A viewport says which part of a source is visible: width points of per
// samples each, the first of them at the sample from. Its zero value shows
// nothing; all of its methods keep it within the source.
type viewport struct {
	total     timeline.Position
	width     float64 // points
	from, per float64
}

// widest returns how many samples a point spans when all is visible.
func (v viewport) widest() float64 {
	return max(float64(v.total)/max(v.width, 1), deepest)
}

func (v *viewport) clamp() {
	v.per = min(max(v.per, deepest), v.widest())
	v.from = max(min(v.from, float64(v.total)-v.width*v.per), 0)
}

// open shows the whole of a source of total samples.
func (v *viewport) open(total timeline.Position) {
	v.total = total
	v.fit()
}

// grow takes a better answer to how long the source is. What showed all of it
// still does.
func (v *viewport) grow(total timeline.Position) {
	fitted := v.fits()
	v.total = total
	if fitted {
		v.fit()
	}
	v.clamp()
}

func (v *viewport) fit() { v.from, v.per = 0, v.widest() }

// fits reports whether all of the source is visible.
func (v viewport) fits() bool { return v.per >= v.widest()*(1-1e-9) }

func (v *viewport) resize(width float64) {
	fitted := v.fits()
	v.width = width
	if fitted {
		v.fit()
	}
	v.clamp()
}

// x returns where the sample p is, in points; it may be outside of the view.
func (v viewport) x(p timeline.Position) float64 { return (float64(p) - v.from) / v.per }

// at returns the sample at x.
func (v viewport) at(x float64) timeline.Position {
	return min(max(timeline.Position(math.Round(v.from+x*v.per)), 0), v.total)
}

// span returns the visible samples.
func (v viewport) span() timeline.Span {
	return timeline.Span{
		Start: timeline.Position(v.from),
		End:   min(timeline.Position(math.Ceil(v.from+v.width*v.per)), v.total),
	}
}

// zoom makes a point span factor times as much, and keeps the sample at x there.
func (v *viewport) zoom(x, factor float64) {
	at := v.from + x*v.per
	v.per = min(max(v.per*factor, deepest), v.widest())
	v.from = at - x*v.per
	v.clamp()
}

// pan moves the view by so many points to the right.
func (v *viewport) pan(points float64) {
	v.from += points * v.per
	v.clamp()
}

// center brings the sample p to the middle.
func (v *viewport) center(p timeline.Position) {
	v.from = float64(p) - v.width*v.per/2
	v.clamp()
}

// reveal moves on by pages until p is visible, a tenth from the edge it came
// over, and reports whether it had to.
func (v *viewport) reveal(p timeline.Position) bool {
	x := v.x(p)
	if x >= 0 && x <= v.width {
		return false
	}
	share := 0.1
	if x < 0 {
		share = 0.9
	}
	v.from = float64(p) - share*v.width*v.per
	v.clamp()
	return true
}

// frame shows [start, end) with some room on either side.
func (v *viewport) frame(start, end timeline.Position) {
	length := float64(end - start)
	v.per = max(length*1.1/max(v.width, 1), deepest)
	v.from = float64(start) - (v.width*v.per-length)/2
	v.clamp()
}
