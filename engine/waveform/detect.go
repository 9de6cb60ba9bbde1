package waveform

import (
	"context"
	"encoding/binary"
	"io"
	"math"
	"strings"

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

// Refine returns the exact borders of the silence that Silences, at the same
// threshold, has found as s.
func Refine(ctx context.Context, tools *ffmpeg.Tools, src media.Source, e *Envelope, threshold float64, s timeline.Span) (timeline.Span, error) {
	m := newMagnifier(tools, src, threshold)
	defer m.close()
	block := timeline.Position(e.Block)
	exact := s
	if s.Start > 0 {
		// The last loud sample of the block before.
		loud, err := m.block(ctx, max(s.Start-block, 0), s.Start)
		if err != nil {
			return s, err
		}
		for i := len(loud) - 1; i >= 0 && !loud[i]; i-- {
			exact.Start--
		}
	}
	if s.End < e.Samples() {
		loud, err := m.block(ctx, s.End, min(s.End+block, e.Samples()))
		if err != nil {
			return s, err
		}
		for i := 0; i < len(loud) && !loud[i]; i++ {
			exact.End++
		}
	}
	return exact, nil
}

func (e *Envelope) detect(ctx context.Context, m *magnifier, threshold float64, least timeline.Position) ([]timeline.Span, error) {
	defer m.close()
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
	decoder
	limit  float64 // what is not below it is loud
	stream io.ReadCloser
	at     timeline.Position // of the stream
	buf    []byte
	from   timeline.Position // of the block that was decoded last
	loud   []bool            // what it was
}

// skipAhead is how far a magnifier decodes on, in seconds, rather than start
// another ffmpeg.
const skipAhead = 20

func newMagnifier(tools *ffmpeg.Tools, src media.Source, threshold float64) *magnifier {
	m := &magnifier{limit: exactLimit(src, threshold)}
	m.decoder = decoder{tools: tools, src: src, format: "f64le", frame: 8 * src.Channels}
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
	if m.stream != nil && from == m.from && to == m.at {
		return m.loud, nil
	}
	if m.stream != nil && (from < m.at || m.src.Rate.Seconds(from-m.at) > skipAhead) {
		m.close()
	}
	if m.stream == nil {
		stream, err := m.open(ctx, from)
		if err != nil {
			return nil, err
		}
		m.stream, m.at = stream, from
	}
	if _, err := io.CopyN(io.Discard, m.stream, int64(from-m.at)*int64(m.frame)); ended(err) != nil {
		return nil, err
	}
	if need := int(to-from) * m.frame; cap(m.buf) < need {
		m.buf = make([]byte, need)
	}
	n, err := io.ReadFull(m.stream, m.buf[:int(to-from)*m.frame])
	if ended(err) != nil {
		return nil, err
	}
	m.from, m.at = from, to
	m.loud = m.loud[:0]
	for b := m.buf[:n-n%m.frame]; len(b) > 0; b = b[m.frame:] {
		loud := false
		for ch := range m.src.Channels {
			v := math.Float64frombits(binary.LittleEndian.Uint64(b[8*ch:]))
			loud = loud || !(math.Abs(v) < m.limit)
		}
		m.loud = append(m.loud, loud)
	}
	return m.loud, ctx.Err()
}

func (m *magnifier) close() {
	if m.stream != nil {
		_ = m.stream.Close() // it is ended early
		m.stream = nil
	}
}
