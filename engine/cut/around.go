package cut

import (
	"context"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Packets returns where the packets of the source meet, if its files hold whole
// ones and some decoders play those whole: AAC, Vorbis, and what is only cut at its
// packets. It is nil if cuts can lie at any sample, or lie elsewhere anyway since
// the audio is encoded anew. It is good until c is closed.
func (c *Choice) Packets() plan.Packets {
	if c.row.packets != nil && c.row.packets(c.Source) {
		return packets{c}
	}
	return nil
}

// packets are those of a source that is cut by a choice.
type packets struct{ choice *Choice }

// Around reads of the source its tables, the packets about the positions, or, where
// another container or ffmpeg is between, all of it.
func (p packets) Around(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans, err := p.around(ctx, at)
	if err != nil {
		return nil, fault.Of(err)
	}
	return spans, nil
}

func (p packets) around(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	c := p.choice
	switch {
	case c.row.open != nil && c.wraps():
		j, end, err := newTrial(ctx, c)
		if err != nil {
			return nil, err
		}
		defer end()
		if cutter, ok := j.cutter.(plan.Packets); ok {
			return cutter.Around(ctx, at)
		}
	case c.copiesDirectly():
		cutter, err := c.cutter(ctx, c.Source)
		if err != nil && !c.canFallBack(err) {
			return nil, err
		}
		if cutter, ok := cutter.(plan.Packets); ok {
			return cutter.Around(ctx, at)
		}
	}
	return c.aroundCopied(ctx, at)
}

// aroundCopied returns the beginnings of packets, as ffmpeg lists them, at or
// before each position and at or behind it.
func (c *Choice) aroundCopied(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans := make([]timeline.Span, len(at))
	for i := range spans {
		spans[i].End = c.Source.Samples
	}
	err := scanCopied(ctx, c.tools, c.Source, func(p packet) {
		begin := c.Source.Rate.Position(p.time)
		if c.Source.Rate.Time(begin).Cmp(p.time) > 0 {
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
