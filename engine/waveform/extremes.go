package waveform

import (
	"context"
	"errors"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
)

// Extremes decodes a source once and returns, for each stretch of per samples,
// the lowest and the highest sample of each channel in turn, as 16-bit numbers.
// With mono the channels are averaged, sample by sample, rounded towards 0. The
// last stretch may be shorter. It takes 4 bytes a stretch and channel.
func Extremes(ctx context.Context, tools *ffmpeg.Tools, src media.Source, per int, mono bool) ([]int16, error) {
	if per < 1 || src.Channels < 1 {
		return nil, fault.New(fault.InvalidParams, "A picture point needs at least one sample.")
	}
	r, stream, err := readDecoded(ctx, &decode.Decoder{Tools: tools, Source: src, Format: decode.Words, Large: true}, 0)
	if err != nil {
		return nil, err
	}
	x := &extremes{per: per, channels: src.Channels, mono: mono && src.Channels > 1}
	for err == nil {
		var samples []int16
		samples, err = r.next(8192)
		x.add(samples)
	}
	if err := errors.Join(ended(err), stream.Close()); err != nil && (len(x.found) == 0 || ctx.Err() != nil) {
		return nil, err
	}
	return x.found, nil
}

type extremes struct {
	per, channels int
	mono          bool
	seen          int // samples of the present stretch
	found         []int16
}

func (x *extremes) add(samples []int16) {
	for ; len(samples) > 0; samples = samples[x.channels:] {
		frame := samples[:x.channels]
		if x.mono {
			sum := 0
			for _, v := range frame {
				sum += int(v)
			}
			frame = []int16{int16(sum / x.channels)}
		}
		if x.seen == 0 {
			for _, v := range frame {
				x.found = append(x.found, v, v)
			}
		}
		point := x.found[len(x.found)-2*len(frame):]
		for ch, v := range frame {
			point[2*ch], point[2*ch+1] = min(point[2*ch], v), max(point[2*ch+1], v)
		}
		x.seen = (x.seen + 1) % x.per
	}
}
