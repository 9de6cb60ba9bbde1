package waveview

import (
	"math"

	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// A Sound is what there is to draw of a source.
type Sound struct {
	Rate     timeline.Rate
	Channels int
	Samples  timeline.Position // 0 for no source

	// Overview is a first picture, columns of equal width for each channel. It is
	// drawn where the envelope has not arrived, and may be nil.
	Overview [][]waveform.Box
	// Envelope may still be filled while it is drawn; nil before it is there.
	Envelope *waveform.Envelope
}

// A column is a stretch of a channel, in parts of full scale.
type column struct {
	low, high float32
	level     float32 // RMS
	sketch    bool    // of the overview: true as far as it goes
}

func columnOf(b waveform.Box, sketch bool) column {
	return column{
		float32(b.Min) / 32768, float32(b.Max) / 32768,
		float32(math.Sqrt(float64(b.Power))), sketch,
	}
}

// column returns the shape of [start, end) in one channel.
func (s Sound) column(channel int, start, end timeline.Position) column {
	if s.Envelope != nil && s.Envelope.HasAt(start) {
		return columnOf(s.Envelope.Column(channel, start, end), false)
	}
	if channel >= len(s.Overview) || len(s.Overview[channel]) == 0 {
		return column{sketch: true}
	}
	boxes := s.Overview[channel]
	n := timeline.Position(len(boxes))
	first := min(start*n/s.Samples, n-1)
	last := min(max((end-1)*n/s.Samples, first), n-1)
	whole := boxes[first]
	for _, b := range boxes[first+1 : last+1] {
		whole.Min, whole.Max, whole.Power = min(whole.Min, b.Min), max(whole.Max, b.Max), max(whole.Power, b.Power)
	}
	return columnOf(whole, true)
}

// A detail is decoded samples around what is on show, interleaved.
type detail struct {
	start    timeline.Position
	samples  []int16
	channels int
}

func (d detail) end() timeline.Position {
	if d.channels == 0 {
		return d.start
	}
	return d.start + timeline.Position(len(d.samples)/d.channels)
}

func (d detail) holds(s timeline.Span) bool {
	return d.channels > 0 && s.Start >= d.start && s.End <= d.end()
}

// sample returns a sample of a channel in parts of full scale.
func (d detail) sample(channel int, p timeline.Position) float32 {
	return float32(d.samples[int(p-d.start)*d.channels+channel]) / 32768
}

// column returns the shape of [start, end), which must lie in the detail.
func (d detail) column(channel int, start, end timeline.Position) column {
	end = min(max(end, start+1), d.end())
	low, high, power := int16(math.MaxInt16), int16(math.MinInt16), float64(0)
	samples := d.samples[int(start-d.start)*d.channels : int(end-d.start)*d.channels]
	for i := channel; i < len(samples); i += d.channels {
		s := samples[i]
		low, high = min(low, s), max(high, s)
		power += float64(s) * float64(s)
	}
	if low > high {
		return column{}
	}
	n := float64(len(samples) / d.channels)
	return column{float32(low) / 32768, float32(high) / 32768, float32(math.Sqrt(power/n) / 32768), false}
}

// grain returns what borders of columns may be rounded to: an envelope's coarser
// boxes, where a column spans many of them. It spares most of the work, and no
// border moves by more than an eighth of a pixel.
func (s Sound) grain(per float64) timeline.Position {
	if s.Envelope != nil {
		for _, boxes := range []int{256, 16} {
			if grain := boxes * s.Envelope.Block; per >= 8*float64(grain) {
				return timeline.Position(grain)
			}
		}
	}
	return 1
}

// columns returns n columns of a channel, or with a negative one of all channels
// together, over what is on show. They come from samples where the envelope is
// too coarse and samples are there.
func columns(s Sound, d detail, v viewport, channel, n int) []column {
	found := make([]column, n)
	per := v.width * v.per / float64(n)
	fine := d.holds(v.span())
	from, to := channel, channel+1
	if channel < 0 {
		from, to = 0, s.Channels
	}
	grain := s.grain(per)
	for i := range found {
		start := timeline.Position(v.from + float64(i)*per)
		end := max(timeline.Position(v.from+float64(i+1)*per), start+1)
		if !fine {
			start, end = start-start%grain, max(end-end%grain, start-start%grain+1)
		}
		if start >= s.Samples {
			break
		}
		for c := from; c < to; c++ {
			var one column
			if fine {
				one = d.column(c, start, end)
			} else {
				one = s.column(c, start, end)
			}
			if c == from {
				found[i] = one
				continue
			}
			all := &found[i]
			all.low, all.high, all.level = min(all.low, one.low), max(all.high, one.high), max(all.level, one.level)
		}
	}
	return found
}
