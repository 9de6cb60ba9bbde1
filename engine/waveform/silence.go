package waveform

import (
	"math"

	"audiospliter/engine/timeline"
)

// Silences returns the intervals of at least min samples in which every
// channel stays below threshold, in dBFS, in order.
//
// They are those of ffmpeg's silencedetect, seen through blocks: an interval
// begins and ends at the border of a block, at most one block inside the exact
// one, so that whatever lies in it is silent. One whose exact length is within a
// block of min may be missed, or found. Where the cache's entry of a stored
// envelope cannot be read, they are those of boxes, as of ChannelSilences. Detect
// gives exact answers, or says that it cannot.
func (e *Envelope) Silences(threshold float64, min timeline.Position) []timeline.Span {
	var spans []timeline.Span
	total := e.Samples()
	block := timeline.Position(e.Block)
	runs, _ := e.quiet(e.limit(threshold), min)
	for _, r := range runs {
		s := r.span(block, total)
		// The sound on either side ends somewhere in its block: half way, for
		// want of a better guess.
		length := s.Len()
		if s.Start > 0 {
			length += block / 2
		}
		if s.End < total {
			length += block / 2
		}
		if length >= min {
			spans = append(spans, s)
		}
	}
	return spans
}

// ChannelSilences returns the silences of one channel, from 0. Its borders are
// those of boxes, 16 blocks each, inside the exact ones: a silence that is less
// than two boxes longer than min may be missed.
func (e *Envelope) ChannelSilences(channel int, threshold float64, min timeline.Position) []timeline.Span {
	var spans []timeline.Span
	limit, box, total := e.limit(threshold), timeline.Position(e.box()), e.Samples()
	start := timeline.Position(-1)
	end := func(at timeline.Position) {
		if start >= 0 && at-start >= min {
			spans = append(spans, timeline.Span{Start: start, End: at})
		}
		start = -1
	}
	for i := range e.count() {
		c := e.chunk(i)
		for k := range chunkBoxes {
			at := timeline.Position(i)*e.span() + timeline.Position(k)*box
			switch {
			case at >= total:
			case c == nil || channel >= e.Channels || int(c.boxes[k*e.Channels+channel].peak()) >= limit:
				end(at)
			case start < 0:
				start = at
			}
		}
	}
	end(total)
	return spans
}

// limit returns the least peak that is not silent at a threshold in dBFS, in
// the steps that silencedetect compares in: it scales the threshold by 32767
// and drops its fraction where samples are 16-bit numbers.
func (e *Envelope) limit(threshold float64) int {
	t := math.Pow(10, threshold/20)
	if e.words {
		return int(min(t*32767, 32769))
	}
	return int(min(math.Ceil(t*32768), 32769))
}

// A run is the blocks [from, to).
type run struct{ from, to int64 }

// span returns the samples of the run, in a source of total samples.
func (r run) span(block, total timeline.Position) timeline.Span {
	return timeline.Span{
		Start: timeline.Position(r.from) * block,
		End:   min(timeline.Position(r.to)*block, total),
	}
}

// loudAfter reports whether the box behind the k-th of the i-th chunk, c, has a
// peak of at least limit.
func (e *Envelope) loudAfter(i int, c *chunk, k, limit int) bool {
	if k++; k == chunkBoxes {
		k, c = 0, e.chunk(i+1)
	}
	return c != nil && int(e.loudest(c, k)) >= limit
}

// quiet returns the longest runs of blocks whose peaks are below limit, in
// order, and may leave out some that are too short to be a silence of least
// samples. What has not arrived is not quiet. The error says that peaks could not
// be read, and that the loudest of each box stands for them.
func (e *Envelope) quiet(limit int, least timeline.Position) ([]run, error) {
	// Runs inside a box need no look where one must span at least a box.
	long := least > timeline.Position(e.box()+2*e.Block)
	// Nor does one between two loud boxes where it must span two.
	longer := least > timeline.Position(2*e.box())
	var runs []run
	fine := fine{e: e}
	start := int64(-1)
	end := func(at int64) {
		if start >= 0 {
			runs = append(runs, run{start, at})
		}
		start = -1
	}
	total := e.Samples()
	blocks := int64((total + timeline.Position(e.Block) - 1) / timeline.Position(e.Block))
	for i := range e.count() {
		c := e.chunk(i)
		first := int64(i) * chunkBoxes * boxBlocks
		if c == nil {
			end(first)
			continue
		}
		for k := range chunkBoxes {
			at := first + int64(k)*boxBlocks
			if at >= blocks {
				break
			}
			if int(e.loudest(c, k)) < limit {
				if start < 0 {
					start = at
				}
				continue
			}
			if longer && start < 0 && e.loudAfter(i, c, k, limit) {
				continue // no run of that length begins in it
			}
			peaks := fine.of(i, c)[k*boxBlocks : k*boxBlocks+int(min(boxBlocks, blocks-at))]
			j := 0
			if long {
				if start >= 0 {
					for j < len(peaks) && int(peaks[j]) < limit {
						j++
					}
					end(at + int64(j))
				}
				for j = len(peaks) - 1; j > 0 && int(peaks[j-1]) < limit; {
					j--
				}
			}
			for ; j < len(peaks); j++ {
				switch {
				case int(peaks[j]) >= limit:
					end(at + int64(j))
				case start < 0:
					start = at + int64(j)
				}
			}
		}
	}
	end(blocks)
	return runs, fine.err
}
