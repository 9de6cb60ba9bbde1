package waveview

import "math"

// Heights of the parts of a view, in points.
const (
	rulerHeight    = 20
	overviewHeight = 30
	overviewGap    = 4
)

// A band is a part of the view from top to bottom, in points.
type band struct{ top, bottom float32 }

func (b band) height() float32 { return max(b.bottom-b.top, 0) }

func (b band) holds(y float32) bool { return y >= b.top && y < b.bottom }

// areas are the parts of a view.
type areas struct{ ruler, wave, overview band }

func areasOf(height float32) areas {
	overview := max(height-overviewHeight, rulerHeight)
	return areas{
		ruler:    band{0, rulerHeight},
		wave:     band{rulerHeight, overview - overviewGap},
		overview: band{overview, height},
	}
}

func (v *View) areas() areas { return areasOf(v.Size().Height) }

// lines returns where the threshold is drawn in the lanes of the wave.
func (s *scene) lines(b band) []float32 {
	if !s.decibels {
		return nil
	}
	lanes := 1
	if s.channels {
		lanes = max(s.sound.Channels, 1)
	}
	var found []float32
	for lane := range lanes {
		middle, half := laneOf(b, lane, lanes)
		h := half * float32(heightOf(s.threshold))
		found = append(found, middle-h, middle+h)
	}
	return found
}

func laneOf(b band, lane, lanes int) (middle, half float32) {
	high := b.height() / float32(lanes)
	return b.top + high*(float32(lane)+0.5), high / 2
}

// level returns the level that is drawn at y.
func (s *scene) level(b band, y float32) float64 {
	lanes := 1
	if s.channels {
		lanes = max(s.sound.Channels, 1)
	}
	lane := min(max(int((y-b.top)/b.height()*float32(lanes)), 0), lanes-1)
	middle, half := laneOf(b, lane, lanes)
	return levelAt(math.Abs(float64(y-middle)) / float64(half))
}

// zone says what is at a point of the view: of a marker, which.
func (s *scene) zone(a areas, x, y float32) (z zone, marker int64) {
	switch {
	case s.sound.Samples == 0:
		return zoneNone, 0
	case a.overview.holds(y):
		return zoneOverview, 0
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
