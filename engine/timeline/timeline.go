// Package timeline holds the units of the engine: a Position counts samples, a
// Rate counts samples a second, and a Time is an exact number of seconds.
//
// Positions are what the engine calculates with. Times are what people and
// cut lists write; they are converted once, at the edge, by Rate.Position.
package timeline

// A Position is a sample index on a source's own timeline: 0 is the first
// audible sample, after the decoder's delay is removed. A length in samples is
// a Position too. One sample of a stereo stream is one sample of each channel.
type Position int64

// A Rate is a number of samples a second, in Hz.
type Rate int

// Position returns the sample nearest to t (halves round up).
func (r Rate) Position(t Time) Position {
	return Position(t.scale(int64(r)))
}

// Time returns the exact time of p. The rate must not be 0.
func (r Rate) Time(p Position) Time {
	return Ratio(int64(p), int64(r))
}

// Seconds returns the time of p in seconds, for people and for JSON; 0 for an
// unknown rate.
func (r Rate) Seconds(p Position) float64 {
	if r == 0 {
		return 0
	}
	return float64(p) / float64(r)
}
