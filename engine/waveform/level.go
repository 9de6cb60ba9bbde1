package waveform

import (
	"math"

	"audiospliter/engine/timeline"
)

// Level returns the RMS level of [start, end) over all channels, in dBFS; minus
// infinity for silence and for an empty span. The borders count by boxes, 16
// blocks each, in proportion.
func (e *Envelope) Level(start, end timeline.Position) float64 {
	sum, weight := 0.0, 0.0
	for span, boxes := range e.stretches(start, end) {
		// Only what lies inside the span counts.
		part := float64(min(span.End, end, e.Samples()) - max(span.Start, start))
		for _, b := range boxes {
			sum += float64(b.Power) * part / float64(e.Channels)
		}
		weight += part
	}
	if weight == 0 {
		return math.Inf(-1)
	}
	return decibels(math.Sqrt(sum / weight))
}

// quietWindow is how long a quietest moment lasts, in seconds: long enough that
// a zero crossing is none.
const quietWindow = 0.02

// Quietest returns the middle of the quietest moment of [start, end), a fiftieth
// of a second whose loudest sample is the lowest, and that sample's level in
// dBFS. Of equal moments it is the one in the middle of the longest row of
// them. An empty span gives start and 0.
func (e *Envelope) Quietest(start, end timeline.Position) (timeline.Position, float64) {
	start, end = max(start, 0), min(end, e.Samples())
	if start >= end {
		return start, 0
	}
	block := timeline.Position(e.Block)
	first, last := int64(start/block), int64((end-1)/block)
	width := min(max(int64(math.Round(quietWindow*float64(e.Rate)/float64(e.Block))), 1), last-first+1)

	// A queue of falling peaks gives the loudest of each window in one pass.
	type entry struct {
		block int64
		peak  uint16
	}
	var queue []entry
	best, from, to := -1, first, first // the windows that begin in [from, to] are equal
	row := first                       // where the present row of equal windows began
	rowPeak := -1
	peaks := peakReader{e: e}
	for i := first; i <= last; i++ {
		p := peaks.at(i)
		for len(queue) > 0 && queue[len(queue)-1].peak <= p {
			queue = queue[:len(queue)-1]
		}
		queue = append(queue, entry{i, p})
		w := i - width + 1
		if w < first {
			continue
		}
		if queue[0].block < w {
			queue = queue[1:]
		}
		loudest := int(queue[0].peak)
		if loudest != rowPeak {
			row, rowPeak = w, loudest
		}
		if best < 0 || loudest < best || loudest == best && w-row > to-from {
			best, from, to = loudest, row, w
		}
	}
	middle := (timeline.Position(from) + timeline.Position(to+width)) * block / 2
	return min(max(middle, start), end-1), decibels(float64(best) / 32768)
}

// The noise floor is the level that a tenth of the boxes stay below, of those
// that are not digital silence, which says nothing of the recording's noise.
const floorShare = 0.1

// NoiseFloor estimates the RMS level of the recording's quiet passages, in
// dBFS; minus infinity where all is digital silence.
func (e *Envelope) NoiseFloor() float64 {
	// A histogram in steps of a tenth of a decibel.
	const steps = 1200
	var histogram [steps]int
	total := 0
	for i := range e.count() {
		c := e.chunk(i)
		if c == nil {
			continue
		}
		for k := 0; k < len(c.boxes); k += e.Channels {
			power := float32(0)
			for _, b := range c.boxes[k : k+e.Channels] {
				power += b.Power
			}
			if power == 0 {
				continue // silence, or behind the end
			}
			db := 10 * math.Log10(float64(power)/float64(e.Channels))
			histogram[min(max(int(-db*10), 0), steps-1)]++
			total++
		}
	}
	if total == 0 {
		return math.Inf(-1)
	}
	seen := 0
	for step := steps - 1; ; step-- {
		seen += histogram[step]
		if float64(seen) >= floorShare*float64(total) {
			return -float64(step) / 10
		}
	}
}
