package waveform

import (
	"context"
	"errors"
	"io"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// ended returns err, or nil where it only says that a stream has ended.
func ended(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return nil
	}
	return err
}

// maxWindow bounds what Samples returns, in seconds.
const maxWindow = 60

// Samples decodes the samples [start, end) as 16-bit numbers, interleaved, for
// a zoom deeper than an envelope goes. It returns fewer where the source ends.
// More than a minute is refused with INVALID_PARAMS.
func Samples(ctx context.Context, tools *ffmpeg.Tools, src media.Source, start, end timeline.Position) ([]int16, error) {
	if start < 0 || end < start || src.Rate.Seconds(end-start) > maxWindow || src.Channels < 1 {
		return nil, fault.New(fault.InvalidParams, "At most a minute of samples can be looked at, not %d to %d.", start, end)
	}
	d := &decode.Decoder{Tools: tools, Source: src, Format: decode.Words, Large: true}
	stream, err := d.From(ctx, start)
	if err != nil {
		return nil, err
	}
	b := make([]byte, int(end-start)*d.Frame())
	n, err := io.ReadFull(stream, b)
	err = errors.Join(ended(err), stream.Close())
	if n > 0 && ctx.Err() == nil {
		err = nil // what could be decoded is shown
	}
	return asInt16(b[:n-n%d.Frame()]), err
}
