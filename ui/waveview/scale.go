package waveview

import "math"

// lowest is the level at the middle line where heights are in decibels.
const lowest = -72

// height returns how far from the middle line an amplitude is drawn, from 0 to
// 1. Where a threshold is set heights are in decibels: what is silent would
// otherwise be one with the line.
func height(amplitude float32, decibels bool) float32 {
	if amplitude < 0 {
		return -height(-amplitude, decibels)
	}
	if !decibels {
		return min(amplitude, 1)
	}
	if amplitude == 0 {
		return 0
	}
	return min(max(1-float32(20*math.Log10(float64(amplitude)))/lowest, 0), 1)
}

// levelAt returns the level in dBFS that is drawn at a height.
func levelAt(height float64) float64 { return min(max((1-height)*lowest, lowest+1), -1) }

// heightOf returns where a level is drawn.
func heightOf(level float64) float64 { return min(max(1-level/lowest, 0), 1) }
