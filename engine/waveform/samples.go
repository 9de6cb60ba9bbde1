package waveform

import (
	"context"
	"errors"
	"io"
	"slices"
	"unsafe"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// A reader reads samples as 16-bit numbers.
type reader struct {
	io.Reader
	frame   int                    // bytes that a sample of all channels takes there
	convert func(b []byte) []int16 // may return b itself
	buf     []byte
}

// next returns the next n samples, all channels interleaved, or fewer and why. They
// are good until the next call.
func (r *reader) next(n int) ([]int16, error) {
	r.buf = slices.Grow(r.buf[:0], n*r.frame)[:n*r.frame]
	got, err := io.ReadFull(r.Reader, r.buf)
	return r.convert(r.buf[:got-got%r.frame]), err
}

// readDecoded returns a reader of what ffmpeg decodes from a position on, and what
// is to be closed, as the stream of Decoder.From.
func readDecoded(ctx context.Context, d *decode.Decoder, at timeline.Position) (*reader, io.Closer, error) {
	stream, err := d.From(ctx, at)
	return &reader{Reader: stream, frame: d.Frame(), convert: asInt16}, stream, err
}

// asInt16 returns the samples that b holds in the machine's own byte order. To
// convert them one by one would double the time of a scan.
func asInt16(b []byte) []int16 {
	if len(b) < 2 {
		return nil
	}
	return unsafe.Slice((*int16)(unsafe.Pointer(unsafe.SliceData(b))), len(b)/2)
}

// ended returns err, or nil where it only says that a stream has ended.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// maxSeconds bounds what Samples returns.
const maxSeconds = 60

// Samples decodes the samples [start, end) as 16-bit numbers, interleaved, for
// a zoom deeper than an envelope goes. It returns fewer where the source ends.
// More than a minute is refused with INVALID_PARAMS.
func Samples(ctx context.Context, tools *ffmpeg.Tools, src media.Source, start, end timeline.Position) ([]int16, error) {
	if start < 0 || end < start || src.Rate.Seconds(end-start) > maxSeconds || src.Channels < 1 {
		return nil, fault.New(fault.InvalidParams, "At most a minute of samples can be looked at, not %d to %d.", start, end)
	}
	r, stream, err := readDecoded(ctx, &decode.Decoder{Tools: tools, Source: src, Format: decode.Words, Large: true}, start)
	if err != nil {
		return nil, err
	}
	samples, err := r.next(int(end - start))
	err = errors.Join(ended(err), stream.Close())
	if len(samples) > 0 && ctx.Err() == nil {
		err = nil // what could be decoded is shown
	}
	return samples, err
}
