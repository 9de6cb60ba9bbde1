package cut

import (
	"context"
	"os"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// NewPackets returns where the packets of src meet, if the files that it becomes
// with o hold whole ones and some decoders play those whole: AAC, Vorbis, and what
// is only cut at its packets. It is nil if cuts can lie at any sample, or lie
// elsewhere anyway since the audio is encoded anew. The errors are those of Way.
func NewPackets(tools *ffmpeg.Tools, src media.Source, o Output) (plan.Packets, error) {
	c, err := choose(src, o, false)
	if err != nil {
		return nil, err
	}
	if c.Way == wayMP4 || c.Way == wayCopy || c.Way == wayOgg && src.Codec == "vorbis" {
		return packets{tools, src, o}, nil
	}
	return nil, nil
}

// packets are those of a source that is cut as an Output says.
type packets struct {
	tools  *ffmpeg.Tools
	source media.Source
	output Output
}

// Around reads of the source its tables, the packets about the positions, or, where
// another container or ffmpeg is between, all of it.
func (p packets) Around(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	j, err := newTrial(ctx, p.tools, p.source, p.output)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer os.RemoveAll(j.Folder)
	defer j.close()
	if c, ok := j.cutter.(plan.Packets); ok {
		return c.Around(ctx, at)
	}
	spans, err := j.aroundCopied(ctx, at)
	if err != nil {
		return nil, fault.Of(err)
	}
	return spans, nil
}

// aroundCopied returns the beginnings of packets, as ffmpeg tells them, at or
// before each position and at or behind it.
func (j *job) aroundCopied(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans := make([]timeline.Span, len(at))
	for i := range spans {
		spans[i].End = j.Source.Samples
	}
	err := scanPackets(ctx, j.Tools, copiedPackets(j.Source), nil, func(p packet) {
		begin := j.Source.Rate.Position(p.time)
		if j.Source.Rate.Time(begin).Cmp(p.time) > 0 {
			begin-- // or the packet, whose container rounds times, would begin before the cut
		}
		i, found := slices.BinarySearch(at, begin)
		if i < len(at) {
			spans[i].Start = max(spans[i].Start, begin)
		}
		if !found {
			i--
		}
		if i >= 0 {
			spans[i].End = min(spans[i].End, begin)
		}
	})
	for i := 1; i < len(spans); i++ {
		spans[i].Start = max(spans[i].Start, spans[i-1].Start)
	}
	for i := len(spans) - 2; i >= 0; i-- {
		spans[i].End = min(spans[i].End, spans[i+1].End)
	}
	return spans, err
}
