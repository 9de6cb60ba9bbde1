package waveform

import (
	"context"
	"errors"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/decode"
	"audiospliter/engine/timeline"
)

// A scanRange is what one ffmpeg decodes. It begins where a chunk does.
type scanRange struct {
	from, to timeline.Position // to is below 0 for all that follows
	overlap  *chunk            // gets the end of the chunk before from; nil for none
}

// overlapBoxes is how much of the end of one range is decoded again by the next.
const overlapBoxes = 8

// errOverlap is why a scan in ranges is given up for one in a single pass.
var errOverlap = errors.New("the ranges do not meet")

// minRangeSeconds is the least that is worth an ffmpeg of its own, in seconds.
const minRangeSeconds = 20

// cores is how many programs can compute at once. The window raises GOMAXPROCS
// above the number of cores.
func cores() int { return min(runtime.GOMAXPROCS(0), runtime.NumCPU()) }

// ranges divides the source; it returns none if it is short or if its format cannot
// be decoded from the middle. The error is a context's.
func (s *scan) ranges(ctx context.Context) ([]scanRange, error) {
	n := min(timeline.Position(s.workers), s.src.Samples/(minRangeSeconds*timeline.Position(s.src.Rate)))
	if n < 2 {
		return nil, nil
	}
	d := decode.Decoder{Source: s.src}
	if seeks, err := d.Seeks(ctx); err != nil || !seeks {
		return nil, err
	}
	chunks := (s.src.Samples + s.e.span() - 1) / s.e.span()
	ranges := make([]scanRange, n)
	for i := range ranges {
		ranges[i] = scanRange{from: timeline.Position(i) * chunks / n * s.e.span(), overlap: s.e.newChunk()}
		if i > 0 {
			ranges[i-1].to = ranges[i].from
		}
	}
	ranges[0].overlap = nil
	ranges[n-1].to = -1 // the length may be an estimate
	return ranges, nil
}

// sideBySide decodes in ranges, each with an ffmpeg of its own, and checks that
// each began where the one before it ended. Where there are none it is onePass.
func (s *scan) sideBySide(ctx context.Context) error {
	ranges, err := s.ranges(ctx)
	if err != nil {
		return err
	}
	if len(ranges) == 0 {
		return s.onePass(ctx)
	}
	group, ctx := errgroup.WithContext(ctx)
	ends := make([]timeline.Position, len(ranges))
	for i, r := range ranges {
		group.Go(func() (err error) {
			ends[i], err = s.decode(ctx, r, true)
			if err == nil && r.to >= 0 && ends[i] != r.to {
				return errOverlap
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, r := range ranges[1:] {
		before := s.e.chunk(int(r.from/s.e.span()) - 1)
		if before == nil || !sameEnd(before, r.overlap, s.src.Codec == "aac") {
			return errOverlap
		}
	}
	s.e.setSamples(ends[len(ends)-1])
	return nil
}

// sameEnd reports whether two chunks end alike. With noise, the decoder makes up
// part of the sound at random (AAC's noise substitution): the peaks may then
// differ by a fifth of their sum.
func sameEnd(a, b *chunk, noise bool) bool {
	differ, whole := 0, 0
	for i := len(a.peaks) - overlapBoxes*boxBlocks; i < len(a.peaks); i++ {
		x, y := int(a.peaks[i]), int(b.peaks[i])
		differ += max(x-y, y-x)
		whole += x
	}
	return differ == 0 || noise && 5*differ <= whole
}

// decode fills the envelope with a range and returns where that ended. With strict
// it begins exactly, and ends at any error.
func (s *scan) decode(ctx context.Context, r scanRange, strict bool) (timeline.Position, error) {
	d := &decode.Decoder{Tools: s.tools, Source: s.src, Format: decode.Words, Strict: strict, Large: !s.careful}
	at := r.from
	if r.overlap != nil {
		at -= timeline.Position(overlapBoxes * s.e.box())
	}
	samples, stream, err := readDecoded(ctx, d, at)
	if err != nil {
		return r.from, err
	}
	end, err := s.fill(samples, r)
	return end, errors.Join(ended(err), stream.Close())
}

// fill reads samples and puts them into the envelope. It returns where it ended.
func (s *scan) fill(samples *reader, r scanRange) (timeline.Position, error) {
	e := s.e
	for i := chunkBoxes - overlapBoxes; i < chunkBoxes && r.overlap != nil; i++ {
		box, err := samples.next(e.box())
		if err != nil {
			return r.from, err
		}
		r.overlap.measure(i, box, e.Block, e.Channels)
	}
	for at := r.from; ; {
		if r.to >= 0 && at >= r.to {
			return at, nil
		}
		n, err := s.readChunk(samples, int(at/e.span()), int(e.span()))
		if at += timeline.Position(n); err != nil {
			return at, err
		}
	}
}

// readBoxes returns how many boxes are read at a time: 64 KiB of stereo, and
// not much more of anything else. It divides the boxes of a chunk.
func (e *Envelope) readBoxes() int {
	n := 16
	for n > 1 && n*e.box()*e.Channels > 1<<17 {
		n /= 2
	}
	return n
}

// readChunk reads and measures n samples, those of chunk i. It returns how many it
// got, and if not all, why.
func (s *scan) readChunk(samples *reader, i, n int) (got int, err error) {
	e := s.e
	c := e.newChunk()
	for k := 0; got < n && err == nil; {
		var part []int16
		part, err = samples.next(min(e.readBoxes()*e.box(), n-got))
		got += len(part) / e.Channels
		s.done.Add(int64(len(part) / e.Channels))
		for box := range slices.Chunk(part, e.box()*e.Channels) {
			c.measure(k, box, e.Block, e.Channels)
			k++
		}
	}
	if got > 0 {
		c.finish(got, e.box(), e.Channels)
		e.setChunk(i, c)
	}
	return got, err
}
