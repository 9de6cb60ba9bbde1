package waveform

import (
	"context"
	"errors"
	"io"

	"audiospliter/engine/decode"
	"audiospliter/engine/timeline"
)

// A stretch is a range of samples that one ffmpeg decodes.
type stretch struct {
	from, to timeline.Position // from is where a chunk begins; to is below 0 for all that follows
	join     *chunk            // gets the end of what lies before from; nil for none
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

// decode fills the envelope with a stretch and returns where that ended. One
// of several begins exactly, and ends at any error.
func (s *scan) decode(ctx context.Context, r stretch, strict bool) (timeline.Position, error) {
	d := &decode.Decoder{Tools: s.tools, Source: s.src, Format: decode.Words, Strict: strict, Large: !s.careful}
	at := r.from
	if r.join != nil {
		at -= timeline.Position(joinBoxes * s.e.box())
	}
	stream, err := d.From(ctx, at)
	if err != nil {
		return r.from, err
	}
	end, err := s.fill(stream, r)
	return end, errors.Join(err, stream.Close())
}

// fill reads samples and puts them into the envelope.
func (s *scan) fill(stream io.Reader, r stretch) (timeline.Position, error) {
	e := s.e
	frame := 2 * e.Channels
	buf := make([]byte, e.readBoxes()*e.box()*frame)
	if r.join != nil {
		for i := chunkBoxes - joinBoxes; i < chunkBoxes; i++ {
			box := buf[:e.box()*frame]
			if _, err := io.ReadFull(stream, box); err != nil {
				return r.from, ended(err)
			}
			r.join.measure(i, asInt16(box), e.Block, e.Channels)
		}
	}
	at := r.from
	for r.to < 0 || at < r.to {
		c := e.newChunk()
		n, err := s.fillChunk(stream, c, buf)
		if n > 0 {
			c.finish(n, e.box(), e.Channels)
			e.setChunk(int(at/e.span()), c)
			at += timeline.Position(n)
		}
		if err != nil {
			return at, ended(err)
		}
	}
	return at, nil
}

// fillChunk reads and measures a chunk. It returns how many samples it got.
func (s *scan) fillChunk(stream io.Reader, c *chunk, buf []byte) (int, error) {
	e := s.e
	total, size := 0, e.box()*2*e.Channels
	for i := 0; i < chunkBoxes; i += e.readBoxes() {
		n, err := io.ReadFull(stream, buf)
		got := buf[:n-n%(2*e.Channels)]
		for k := i; len(got) > 0; k++ {
			box := got[:min(size, len(got))]
			c.measure(k, asInt16(box), e.Block, e.Channels)
			got = got[len(box):]
		}
		total += n / (2 * e.Channels)
		s.done.Add(int64(n / (2 * e.Channels)))
		if err != nil {
			return total, err
		}
	}
	return total, nil
}
