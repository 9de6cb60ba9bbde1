package waveview

import (
	"fmt"
	"math"

	"audiospliter/engine/timeline"
)

// A tick is a line of the ruler; those between others have no label.
type tick struct {
	x     float64
	label string
}

// steps are the distances between labels that people count in, in microseconds,
// with how many parts each is divided into.
var steps = []struct{ micros, parts int64 }{
	{10, 5},
	{20, 4},
	{50, 5},
	{100, 5},
	{200, 4},
	{500, 5},
	{1_000, 5},
	{2_000, 4},
	{5_000, 5},
	{10_000, 5},
	{20_000, 4},
	{50_000, 5},
	{100_000, 5},
	{200_000, 4},
	{500_000, 5},
	{1e6, 5},
	{2e6, 4},
	{5e6, 5},
	{10e6, 5},
	{15e6, 3},
	{30e6, 6},
	{60e6, 6},
	{120e6, 4},
	{300e6, 5},
	{600e6, 5},
	{900e6, 3},
	{1800e6, 6},
	{3600e6, 6},
	{7200e6, 4},
	{18000e6, 5},
	{36000e6, 5},
	{86400e6, 4},
}

// labelRoom is the least distance between two labels, in points.
const labelRoom = 84

// ticks returns the visible ticks, in order.
func ticks(v viewport, rate timeline.Rate) []tick {
	if v.total == 0 || rate == 0 || v.width < 1 {
		return nil
	}
	micros := v.per / float64(rate) * 1e6 // a point
	step := steps[len(steps)-1]
	for _, s := range steps {
		if float64(s.micros)/micros >= labelRoom {
			step = s
			break
		}
	}
	for float64(step.micros)/micros < labelRoom { // a very narrow view of a very long sound
		step.micros *= 2
	}
	small := float64(step.micros) / float64(step.parts)
	start := v.from / float64(rate) * 1e6
	var found []tick
	for k := int64(math.Ceil(start / small)); ; k++ {
		x := (float64(k)*small - start) / micros
		if x > v.width || v.x(v.total) < x {
			return found
		}
		t := tick{x: x}
		if k%step.parts == 0 {
			t.label = rulerText(k/step.parts*step.micros, step.micros)
		}
		found = append(found, t)
	}
}

// rulerText writes a time with as many decimals as the distance of labels needs.
func rulerText(micros, step int64) string {
	s := micros / 1e6
	text := fmt.Sprintf("%d:%02d", s/60, s%60)
	if s >= 3600 {
		text = fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
	}
	digits := 0
	for rest := step % 1e6; rest != 0; rest = rest * 10 % 1e6 {
		digits++
	}
	if digits == 0 {
		return text
	}
	return text + fmt.Sprintf(".%06d", micros%1e6)[:digits+1]
}
