package ogg

import (
	"context"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// Around returns for each position from 0 to Samples the places nearest to it
// where one packet's samples end and the next one's begin: at or before it, and
// at or behind it. The ends of the source are such places, and so are joins. It
// reads some pages of the source for each.
func (c *Cutter) Around(ctx context.Context, at []timeline.Position) ([]timeline.Span, error) {
	spans := make([]timeline.Span, len(at))
	for i, p := range at {
		spans[i] = timeline.Span{Start: p, End: p}
		for _, l := range c.stream.Links {
			if p <= l.Start || p >= l.Start+l.Samples {
				continue
			}
			packet, err := over(ctx, l, int64(p-l.Start)+l.Skip)
			if err != nil {
				return nil, fault.Of(err)
			}
			zero := l.Start - timeline.Position(l.Skip) // of raw position 0
			spans[i].Start = max(zero+timeline.Position(packet.Raw), l.Start)
			if spans[i].Start < p {
				spans[i].End = min(zero+timeline.Position(packet.End()), l.Start+l.Samples)
			}
		}
	}
	return spans, nil
}

// over returns the packet that a raw position of a link lies in, without its
// data.
func over(ctx context.Context, l *ogg.Link, raw int64) (ogg.Packet, error) {
	for packet, err := range l.All(ctx, raw) {
		if err != nil {
			return ogg.Packet{}, err
		}
		if packet.Raw <= raw && packet.End() > raw {
			packet.Data = nil
			return packet, nil
		}
	}
	return ogg.Packet{}, native.ErrChanged
}
