package waveform

import (
	"context"
	"errors"
	"io"

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
	d := &decode.Decoder{Tools: tools, Source: src, Format: decode.Words, Large: true}
	stream, err := d.From(ctx, 0)
	if err != nil {
		return nil, err
	}
	x := &extremes{per: per, in: src.Channels, out: src.Channels, mono: mono}
	if mono {
		x.out = 1
	}
	buf := make([]byte, 8192*d.Frame())
	for err == nil {
		var n int
		n, err = io.ReadFull(stream, buf)
		x.add(asInt16(buf[:n-n%d.Frame()]))
	}
	if err := errors.Join(ended(err), stream.Close()); err != nil && (len(x.found) == 0 || ctx.Err() != nil) {
		return nil, err
	}
	return x.found, nil
}

type extremes struct {
	per, in, out int
	mono         bool
	seen         int // samples of the present stretch
	found        []int16
}

func (x *extremes) add(s []int16) {
	for ; len(s) > 0; s = s[x.in:] {
		frame := s[:x.in]
		if x.mono && x.in > 1 {
			sum := 0
			for _, v := range frame {
				sum += int(v)
			}
			frame = []int16{int16(sum / x.in)}
		}
		if x.seen == 0 {
			for _, v := range frame {
				x.found = append(x.found, v, v)
			}
		}
		point := x.found[len(x.found)-2*x.out:]
		for ch, v := range frame {
			point[2*ch], point[2*ch+1] = min(point[2*ch], v), max(point[2*ch+1], v)
		}
		if x.seen++; x.seen == x.per {
			x.seen = 0
		}
	}
}
