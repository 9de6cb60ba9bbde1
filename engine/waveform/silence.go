package waveform

import (
	"math"

	"audiospliter/engine/timeline"
)

// A silenceFinder collects the silences between what is silent and what is loud.
type silenceFinder struct {
	least timeline.Position // shorter ones are dropped
	start timeline.Position // of the present one; -1 in sound
	found []timeline.Span
}

func (f *silenceFinder) silent(at timeline.Position) {
	if f.start < 0 {
		f.start = at
	}
}

func (f *silenceFinder) loud(at timeline.Position) {
	if f.start >= 0 && at-f.start >= f.least {
		f.found = append(f.found, timeline.Span{Start: f.start, End: at})
	}
	f.start = -1
}

// Silences returns the intervals of at least min samples in which every
// channel stays below threshold, in dBFS, in order.
//
// They are those of ffmpeg's silencedetect, in steps of a block: an interval lies
// inside the exact one, at most a block shorter at each end. One whose exact length
// is within a block of min may be missed, or found. Where the peaks of a cached
// envelope cannot be read, the steps are boxes. Detect gives exact answers, or an
// error.
func (e *Envelope) Silences(threshold float64, min timeline.Position) []timeline.Span {
	var spans []timeline.Span
	half := timeline.Position(e.Block / 2)
	runs, _ := e.quietRuns(e.limit(threshold), min)
	for _, r := range runs {
		// The sound on either side is taken to end in the middle of its block.
		length := r.Len()
		if r.Start > 0 {
			length += half
		}
		if r.End < e.Samples() {
			length += half
		}
		if length >= min {
			spans = append(spans, r)
		}
	}
	return spans
}

// ChannelSilences returns the silences of one channel, from 0. Its borders are
// those of boxes, 16 blocks each, inside the exact ones: a silence that is less
// than two boxes longer than min may be missed.
func (e *Envelope) ChannelSilences(channel int, threshold float64, min timeline.Position) []timeline.Span {
	limit, box, total := e.limit(threshold), timeline.Position(e.box()), e.Samples()
	silences := silenceFinder{least: min, start: -1}
	for at := timeline.Position(0); at < total; at += box {
		c, k := e.chunk(int(at/e.span())), int(at%e.span()/box)
		if c == nil || channel >= e.Channels || int(c.boxes[k*e.Channels+channel].peak()) >= limit {
			silences.loud(at)
		} else {
			silences.silent(at)
		}
	}
	silences.loud(total)
	return silences.found
}

// limit returns the least peak that is not silent at a threshold in dBFS, in
// the steps that silencedetect compares in: it scales the threshold by 32767
// and drops its fraction where samples are 16-bit numbers.
func (e *Envelope) limit(threshold float64) int {
	t := math.Pow(10, threshold/20)
	if e.is16Bit {
		return int(min(t*32767, 32769))
	}
	return int(min(math.Ceil(t*32768), 32769))
}

// loudAfter reports whether the box after the k-th of the i-th chunk, c, has a
// peak of at least limit.
func (e *Envelope) loudAfter(i int, c *chunk, k, limit int) bool {
	if k++; k == chunkBoxes {
		k, c = 0, e.chunk(i+1)
	}
	return c != nil && int(e.loudest(c, k)) >= limit
}

// quietRuns returns the longest runs of blocks whose peaks are below limit, in
// order, and may leave out some that are too short to be a silence of least
// samples. What has not arrived is not quiet. With the error, peaks could not be
// read, and the loudest of each box stands for them.
func (e *Envelope) quietRuns(limit int, least timeline.Position) ([]timeline.Span, error) {
	block, box := timeline.Position(e.Block), timeline.Position(e.box())
	spansBox := least > box+2*block // no run lies inside a box
	spansTwo := least > 2*box       // nor between two loud ones
	total := e.Samples()
	reader := peakReader{e: e}
	runs := silenceFinder{start: -1}
	for i := range e.count() {
		c := e.chunk(i)
		first := timeline.Position(i) * e.span()
		if c == nil {
			runs.loud(first)
			continue
		}
		for k := range chunkBoxes {
			at := first + timeline.Position(k)*box
			if at >= total {
				break
			}
			if int(e.loudest(c, k)) < limit {
				runs.silent(at)
				continue
			}
			if spansTwo && runs.start < 0 && e.loudAfter(i, c, k, limit) {
				continue // no run of that length begins in it
			}
			blocks := int(min(boxBlocks, (total-at+block-1)/block))
			peaks := reader.of(i, c)[k*boxBlocks : k*boxBlocks+blocks]
			j := 0
			if spansBox {
				if runs.start >= 0 {
					for j < blocks && int(peaks[j]) < limit {
						j++
					}
					runs.loud(at + timeline.Position(j)*block)
				}
				for j = blocks - 1; j > 0 && int(peaks[j-1]) < limit; {
					j--
				}
			}
			for ; j < blocks; j++ {
				if int(peaks[j]) >= limit {
					runs.loud(at + timeline.Position(j)*block)
				} else {
					runs.silent(at + timeline.Position(j)*block)
				}
			}
		}
	}
	runs.loud(total)
	return runs.found, reader.err
}
