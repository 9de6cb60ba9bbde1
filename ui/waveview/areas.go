package waveview

import "math"

// Heights of the parts of a view, in points.
const (
	rulerHeight = 20
	stripHeight = 30
	stripGap    = 4
)

// A band is a part of the view from top to bottom, in points.
type band struct{ top, bottom float32 }

func (b band) height() float32 { return max(b.bottom-b.top, 0) }

func (b band) holds(y float32) bool { return y >= b.top && y < b.bottom }

// areas are the parts of a view.
type areas struct{ ruler, wave, strip band }

func areasOf(height float32) areas {
	strip := max(height-stripHeight, rulerHeight)
	return areas{
		ruler: band{0, rulerHeight},
		wave:  band{rulerHeight, strip - stripGap},
		strip: band{strip, height},
	}
}

func (v *View) areas() areas { return areasOf(v.Size().Height) }

// lines returns where the threshold is drawn in the rows of the wave.
func (s *scene) lines(b band) []float32 {
	if !s.decibels {
		return nil
	}
	rows := 1
	if s.channels {
		rows = max(s.sound.Channels, 1)
	}
	var found []float32
	for row := range rows {
		middle, half := rowOf(b, row, rows)
		h := half * float32(heightOf(s.threshold))
		found = append(found, middle-h, middle+h)
	}
	return found
}

func rowOf(b band, row, rows int) (middle, half float32) {
	high := b.height() / float32(rows)
	return b.top + high*(float32(row)+0.5), high / 2
}

// level returns the level that is drawn at y.
func (s *scene) level(b band, y float32) float64 {
	rows := 1
	if s.channels {
		rows = max(s.sound.Channels, 1)
	}
	row := min(max(int((y-b.top)/b.height()*float32(rows)), 0), rows-1)
	middle, half := rowOf(b, row, rows)
	return levelAt(math.Abs(float64(y-middle)) / float64(half))
}

// zone says what is at a point of the view: of a marker, which.
func (s *scene) zone(a areas, x, y float32) (z zone, marker int64) {
	switch {
	case s.sound.Samples == 0:
		return zoneNone, 0
	case a.strip.holds(y):
		return zoneStrip, 0
	case a.ruler.holds(y):
		return zoneRuler, 0
	case !a.wave.holds(y):
		return zoneNone, 0
	}
	if m, ok := near(s.view, s.markers, float64(x)); ok {
		return zoneMarker, int64(m)
	}
	for _, line := range s.lines(a.wave) {
		if math.Abs(float64(line-y)) <= reach {
			return zoneThreshold, 0
		}
	}
	return zoneWave, 0
}
