package cutlist

import (
	"fmt"
	"io"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Write writes l in the grammar of f, with times rounded to what f can say.
//
// What a format has no place for is left out; Loss names it. A list that would
// read back as other cuts is refused with INVALID_PARAMS: without tracks, out of
// order, with tracks that f's rounding would leave without a length, or with
// several audio files in anything but a cue sheet.
func Write(w io.Writer, f Format, l *List) error {
	g, ok := grammarOf(f)
	if !ok {
		return unknownFormat(f)
	}
	if g.write == nil {
		return fault.New(fault.InvalidParams, "A cut list is read as %s, not written: choose one of %s.", f, fault.List(Formats()))
	}
	own, err := l.writable(g)
	if err != nil {
		return err
	}
	p := &printer{w: w}
	g.write(p, own)
	return p.err
}

// Titled returns l with a title, such as "Segment 3", for each track that has
// none, where programs that read f pass over entries without one; else l itself.
func Titled(f Format, l *List) *List {
	switch f {
	case YouTube, MP4Chaps, OGG, PSC, VTT, SRT:
	default:
		return l
	}
	titled := *l
	titled.Tracks = slices.Clone(l.Tracks)
	for i := range titled.Tracks {
		if t := &titled.Tracks[i]; t.Title == "" {
			t.Title = fmt.Sprintf("Segment %d", i+1)
		}
	}
	return &titled
}

// writable returns what of l the grammar can say, or why it cannot.
func (l *List) writable(g grammar) (*List, error) {
	if len(l.Tracks) == 0 {
		return nil, fault.New(fault.InvalidParams, "There are no cuts to write.")
	}
	own := &List{Format: g.format, FrameRate: l.FrameRate, Tracks: make([]Track, 0, len(l.Tracks))}
	if !own.FrameRate.valid() {
		own.FrameRate = FrameRate{25, 1}
	}
	for k, v := range l.Album {
		own.tag(k, v)
	}
	shortest := int64(1) // ticks of a segment
	if g.format == CMX3600 {
		shortest = 2 // an event of one frame is a point
	}
	round := func(t timeline.Time) int64 {
		if g.format == CMX3600 {
			return own.FrameRate.frames(t)
		}
		return ticks(t, g.unit)
	}
	for i, t := range l.Tracks {
		if t.Point || !g.ends {
			t.End, t.HasEnd = timeline.Time{}, false
		}
		t.Title, t.File = clean(t.Title), clean(t.File)
		tags := t.Tags
		t.Tags = nil
		for _, k := range sortedKeys(tags) {
			t.tag(k, tags[k])
		}
		if start := round(t.Start); start < 0 || t.Start.Cmp(timeline.Seconds(timeline.MaxTime)) > 0 {
			return nil, fault.New(fault.InvalidParams, "Cut %d is at %s, which no cut list can say.", i+1, t.Start.Clock())
		}
		if t.HasEnd && round(t.End)-round(t.Start) < shortest {
			return nil, tooClose(g, i+1)
		}
		if i > 0 {
			prev := &own.Tracks[i-1]
			apart := round(t.Start) - round(prev.Start)
			switch {
			case prev.File != t.File && g.format != Cue:
				return nil, fault.New(fault.InvalidParams, "The cuts are in several audio files, which only a cue sheet can say.")
			case prev.File != t.File:
			case t.Start.Cmp(prev.Start) < 0:
				return nil, fault.New(fault.InvalidParams, "Cut %d begins before the one in front of it.", i+1)
			case !prev.Point && !prev.HasEnd && apart < shortest:
				return nil, tooClose(g, i)
			case apart == 0 && (g.order != regions || !prev.HasEnd || !t.HasEnd):
				return nil, tooClose(g, i+1)
			case g.order == chapters && prev.HasEnd && prev.End.Cmp(t.Start) > 0:
				prev.End = t.Start
			}
		}
		own.Tracks = append(own.Tracks, t)
	}
	return own, nil
}

func tooClose(g grammar, number int) error {
	return fault.New(fault.InvalidParams,
		"Cut %d has no length when its times are rounded as %s (%s) does: choose a finer format, such as csv.", number, g.format, g.description)
}

// Loss says in one sentence each what of l would be lost in the format f, and
// why those who read f may make nothing of it: it is empty where neither is so.
// Rounding is not named; see Write for what is refused.
func Loss(f Format, l *List) []message.Text {
	g, ok := grammarOf(f)
	if !ok {
		return nil
	}
	var gaps, overlaps, titles int
	for i, t := range l.Tracks {
		if t.Title != "" {
			titles++
		}
		if i+1 == len(l.Tracks) || !t.HasEnd || l.Tracks[i+1].File != t.File {
			continue
		}
		switch t.End.Cmp(l.Tracks[i+1].Start) {
		case -1:
			gaps++
		case 1:
			overlaps++
		}
	}
	var said []message.Text
	say := func(n int, format string) {
		if n > 0 {
			said = append(said, message.New(format, n))
		}
	}
	if !g.ends {
		say(gaps, "The format names no ends: %d segments with a gap after them would last until the next.")
	}
	if !g.ends || g.order == chapters || g.format == EDL {
		say(overlaps, "The format has no overlaps: %d segments would end where the next begins.")
	}
	if g.format == Timestamps || g.format == MP3Splt || g.format == EDL {
		say(titles, "The format has no titles: %d would be lost.")
	}
	if g.format == Cue && len(l.Tracks) > 99 {
		say(len(l.Tracks), "A cue sheet has 99 tracks at most by its standard, and this has %d: some programs will refuse it.")
	}
	if g.format == YouTube {
		said = append(said, youTubeRules(l)...)
	}
	return said
}
