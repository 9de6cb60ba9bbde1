package waveform

import (
	"context"
	"encoding/binary"
	"io"
	"math"
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
	return e.detect(ctx, newMagnifier(tools, src, threshold), threshold, least)
}

func (e *Envelope) detect(ctx context.Context, m *magnifier, threshold float64, least timeline.Position) ([]timeline.Span, error) {
	defer m.ranges.Close()
	limit, doubt := e.limit(threshold), 0
	if !e.words {
		doubt = 1
	}
	total, block := e.Samples(), timeline.Position(e.Block)
	last := int64((total+block-1)/block) - 1
	var spans []timeline.Span
	fine := fine{e: e}
	start := timeline.Position(-1)
	end := func(at timeline.Position) {
		if start >= 0 && at-start >= least {
			spans = append(spans, timeline.Span{Start: start, End: at})
		}
		start = -1
	}
	runs, err := e.quiet(limit+doubt, least)
	if err != nil {
		return nil, fault.Of(err)
	}
	for _, r := range runs {
		wide := run{max(r.from-1, 0), r.to + 1}
		if wide.span(block, total).Len() < least {
			continue
		}
		for b := wide.from; b < wide.to && b <= last; b++ {
			from, to := timeline.Position(b)*block, min(timeline.Position(b+1)*block, total)
			if int(fine.peak(b))+doubt < limit {
				if start < 0 {
					start = from
				}
				continue
			}
			loud, err := m.block(ctx, from, to)
			if err != nil {
				return nil, err
			}
			for i, is := range loud {
				switch {
				case is:
					end(from + timeline.Position(i))
				case start < 0:
					start = from + timeline.Position(i)
				}
			}
		}
		// A loud block has ended the run, if any follows; what is silent
		// behind its last loud sample belongs to the next.
		if r.to <= last {
			start = -1
		}
	}
	end(total)
	if fine.err != nil {
		return nil, fault.Of(fine.err)
	}
	return spans, nil
}

// A magnifier decodes single blocks in full precision, in the order of time.
type magnifier struct {
	ranges *decode.Ranges
	limit  float64 // what is not below it is loud
	buf    []byte
	last   timeline.Span // the block that was decoded last
	loud   []bool        // what it was
}

func newMagnifier(tools *ffmpeg.Tools, src media.Source, threshold float64) *magnifier {
	m := &magnifier{ranges: decode.NewRanges(tools, src, decode.F64), limit: exactLimit(src, threshold)}
	m.ranges.Large = true
	return m
}

// exactLimit returns the threshold as silencedetect compares with it: in the
// type of the decoder's samples, scaled by the largest positive number.
func exactLimit(src media.Source, threshold float64) float64 {
	t := math.Pow(10, threshold/20)
	switch {
	case hasWords(src):
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
func (m *magnifier) block(ctx context.Context, from, to timeline.Position) ([]bool, error) {
	if span := (timeline.Span{Start: from, End: to}); span == m.last {
		return m.loud, nil
	}
	audio, err := m.ranges.Open(ctx, from, to)
	if err != nil {
		return nil, err
	}
	frame := m.ranges.Frame()
	if need := int(to-from) * frame; cap(m.buf) < need {
		m.buf = make([]byte, need)
	}
	n, err := io.ReadFull(audio, m.buf[:int(to-from)*frame])
	if ended(err) != nil {
		return nil, err
	}
	m.last = timeline.Span{Start: from, End: to}
	m.loud = m.loud[:0]
	for b := m.buf[:n-n%frame]; len(b) > 0; b = b[frame:] {
		loud := false
		for ch := 0; ch < frame; ch += decode.F64.Bytes {
			v := math.Float64frombits(binary.LittleEndian.Uint64(b[ch:]))
			loud = loud || !(math.Abs(v) < m.limit)
		}
		m.loud = append(m.loud, loud)
	}
	return m.loud, ctx.Err()
}
