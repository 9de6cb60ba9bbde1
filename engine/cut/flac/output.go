package flac

import (
	"context"
	"encoding/binary"
	"io"

	"audiospliter/engine/media/flac"
	"audiospliter/engine/timeline"
)

// An output writes the frames of a part one behind the other.
type output struct {
	ctx      context.Context
	dst      io.WriterAt // nil to count bytes only
	off      int64       // where the next chunk goes
	first    []byte      // the header of a frame of the source, for rate and depth
	variable bool        // samples are numbered, not frames
	hasher   *hasher     // nil for no MD5
	progress func(timeline.Position)

	chunk  *chunk
	info   flac.StreamInfo // of what was written, without the MD5
	last   int             // samples of the frame before
	frames int64
	bytes  int64
	seek   seekTable
}

// copy writes a frame of the source.
func (o *output) copy(item flac.Item) error {
	return o.frame(item.Samples, func(dst []byte, number int64) []byte {
		start := len(dst)
		dst = flac.Renumber(dst, item.Data, o.variable, number)
		body := item.Data[item.Len : len(item.Data)-2]
		// The CRC of what differs at the start, carried over the rest.
		differs := flac.CRC16(0, item.Data[:item.Len]) ^ flac.CRC16(0, dst[start:])
		crc := binary.BigEndian.Uint16(item.Data[len(item.Data)-2:]) ^ flac.Append0(differs, len(body))
		return binary.BigEndian.AppendUint16(append(dst, body...), crc)
	})
}

// encode writes samples as a frame.
func (o *output) encode(channels [][]int64) error {
	return o.frame(len(channels[0]), func(dst []byte, number int64) []byte {
		start := len(dst)
		dst = flac.Resized(dst, o.first, len(channels[0]), len(channels), o.variable, number)
		return encodeFrame(dst, start, channels, o.info.Bits)
	})
}

// frame writes what make appends for the frame's number.
func (o *output) frame(samples int, make func(dst []byte, number int64) []byte) error {
	if o.chunk == nil {
		if err := o.begin(); err != nil {
			return err
		}
	}
	number := o.frames
	if o.variable {
		number = o.info.Total
	}
	before := len(o.chunk.frames)
	o.chunk.frames = make(o.chunk.frames, number)
	n := len(o.chunk.frames) - before
	o.seek.add(o.info.Total, o.bytes, samples)
	o.count(samples, n)
	o.chunk.samples += samples
	pcm := o.chunk.samples * o.info.Channels * ((o.info.Bits + 7) / 8)
	if len(o.chunk.frames) >= fullFrames || pcm >= fullPCM {
		return o.flush()
	}
	return nil
}

// count adds a frame to what STREAMINFO says of all.
func (o *output) count(samples, size int) {
	i := &o.info
	if o.frames == 0 {
		i.MinBlock, i.MinFrame = flac.MaxBlock, size
	} else {
		i.MinBlock = min(i.MinBlock, o.last)
	}
	i.MaxBlock = max(i.MaxBlock, samples, flac.MinBlock)
	i.MinFrame, i.MaxFrame = min(i.MinFrame, size), max(i.MaxFrame, size)
	i.Total += int64(samples)
	o.last = samples
	o.bytes += int64(size)
	o.frames++
}

func (o *output) begin() (err error) {
	if o.hasher != nil {
		o.chunk, err = o.hasher.take(o.ctx)
		return err
	}
	o.chunk = &chunk{}
	return o.ctx.Err()
}

// flush writes the chunk.
func (o *output) flush() error {
	c := o.chunk
	if c == nil {
		return nil
	}
	if o.dst != nil {
		if _, err := o.dst.WriteAt(c.frames, o.off); err != nil {
			return err
		}
		o.off += int64(len(c.frames))
		o.progress(timeline.Position(c.samples))
	}
	if o.hasher != nil {
		o.chunk = nil
		o.hasher.add(c)
		return nil
	}
	c.frames, c.samples = c.frames[:0], 0
	return o.ctx.Err()
}

// finished returns what STREAMINFO says of all that was written. A stream of
// one block has no other than its last.
func (o *output) finished() flac.StreamInfo {
	i := o.info
	i.MinBlock = min(i.MinBlock, i.MaxBlock)
	i.MinFrame, i.MaxFrame = fits24(i.MinFrame), fits24(i.MaxFrame)
	return i
}

// fits24 returns n, or 0 for unknown if STREAMINFO has no room for it.
func fits24(n int) int {
	if n >= 1<<24 {
		return 0
	}
	return n
}
