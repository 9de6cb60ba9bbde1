package waveform

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"

	"audiospliter/engine/decode"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// Detect returns the silences of a source to the sample: those that ffmpeg's
// silencedetect finds at a threshold in dBFS and a least length in samples, all
// channels taken together. It decodes only around borders and where the
// envelope cannot tell; many borders far apart cost an ffmpeg each.
//
// One rule differs: silencedetect counts the samples of all channels in turn,
// so that a silence one sample short may count if some channel falls silent a
// little before the others. Here a sample is silent when all channels are.
func Detect(ctx context.Context, tools *ffmpeg.Tools, src media.Source, e *Envelope, threshold float64, least timeline.Position) ([]timeline.Span, error) {
	decoder := &blockDecoder{ranges: decode.NewRanges(tools, src, decode.F64), limit: exactLimit(src, threshold)}
	decoder.ranges.Large = true
	defer decoder.ranges.Close()
	limit, doubt := e.limit(threshold), 0
	if !e.is16Bit {
		doubt = 1
	}
	total, block := e.Samples(), timeline.Position(e.Block)
	peaks := peakReader{e: e}
	silences := silenceFinder{least: least, start: -1}
	runs, err := e.quietRuns(limit+doubt, least)
	if err != nil {
		return nil, fault.Of(err)
	}
	for _, r := range runs {
		from, to := max(r.Start-block, 0), min(r.End+block, total)
		if to-from < least {
			continue
		}
		for ; from < to; from += block {
			if int(peaks.at(int64(from/block)))+doubt < limit {
				silences.silent(from)
				continue
			}
			loud, err := decoder.block(ctx, from, min(from+block, total))
			if err != nil {
				return nil, err
			}
			for i, isLoud := range loud {
				if isLoud {
					silences.loud(from + timeline.Position(i))
				} else {
					silences.silent(from + timeline.Position(i))
				}
			}
		}
		// A loud block has ended the run, if any follows. The silence after its
		// last loud sample belongs to the next run.
		if r.End < total {
			silences.start = -1
		}
	}
	silences.loud(total)
	if peaks.err != nil {
		return nil, fault.Of(peaks.err)
	}
	return silences.found, nil
}

// A blockDecoder decodes single blocks in full precision, in the order of time.
type blockDecoder struct {
	ranges *decode.Ranges
	limit  float64 // what is not below it is loud
	buf    []byte
	last   timeline.Span // the block that was decoded last
	loud   []bool        // what it was
}

// exactLimit returns the threshold as silencedetect compares with it: in the
// type of the decoder's samples, scaled by the largest positive number.
func exactLimit(src media.Source, threshold float64) float64 {
	t := math.Pow(10, threshold/20)
	switch {
	case decodesTo16Bits(src):
		return math.Trunc(t*math.MaxInt16) / (1 << 15)
	case src.Codec == "flac", src.Codec == "alac", strings.HasPrefix(src.Codec, "pcm_s"):
		return math.Trunc(t*math.MaxInt32) / (1 << 31)
	case src.Codec == "pcm_f64le", src.Codec == "pcm_f64be":
		return t
	}
	return float64(float32(t))
}

// block says of each sample of [from, to) whether it is loud in any channel.
// What it returns is good until the next call, and shorter at the end.
func (d *blockDecoder) block(ctx context.Context, from, to timeline.Position) ([]bool, error) {
	span := timeline.Span{Start: from, End: to}
	if span == d.last {
		return d.loud, nil
	}
	audio, err := d.ranges.Open(ctx, from, to)
	if err != nil {
		return nil, err
	}
	frame := d.ranges.Frame()
	size := int(to-from) * frame
	d.buf = slices.Grow(d.buf[:0], size)[:size]
	n, err := io.ReadFull(audio, d.buf)
	if ended(err) != nil {
		return nil, err
	}
	d.last = span
	d.loud = d.loud[:0]
	for b := d.buf[:n-n%frame]; len(b) > 0; b = b[frame:] {
		loud := false
		for ch := 0; ch < frame; ch += decode.F64.Bytes {
			v := math.Float64frombits(binary.LittleEndian.Uint64(b[ch:]))
			loud = loud || !(math.Abs(v) < d.limit)
		}
		d.loud = append(d.loud, loud)
	}
	return d.loud, ctx.Err()
}
