package cutlist

import (
	"fmt"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// check applies the rules of the package comment to what was read. Times of
// different files have nothing to do with each other, so each run of tracks of
// one file is looked at alone.
func (r *reader) check(o order) error {
	if len(r.list.Tracks) == 0 {
		return r.fail(0, "it holds no cuts")
	}
	if err := r.checkLengths(); err != nil {
		return err
	}
	all := r.list.Tracks
	kept := all[:0]
	for len(all) > 0 {
		n := 1
		for n < len(all) && all[n].File == all[0].File {
			n++
		}
		run, err := r.checkOrder(all[:n], o)
		if err != nil {
			return err
		}
		kept = append(kept, run...)
		all = all[n:]
	}
	r.list.Tracks = kept
	return nil
}

func (r *reader) checkLengths() error {
	limit := timeline.Seconds(timeline.MaxTime)
	var zero timeline.Time
	for i := range r.list.Tracks {
		t := &r.list.Tracks[i]
		if t.Start.Cmp(zero) < 0 {
			return r.fail(t.Line, "it begins before the beginning")
		}
		if t.Start.Cmp(limit) > 0 || t.HasEnd && t.End.Cmp(limit) > 0 {
			return r.fail(t.Line, "it is over a thousand days from the beginning")
		}
		if !t.HasEnd {
			continue
		}
		switch t.End.Cmp(t.Start) {
		case -1:
			return r.fail(t.Line, "it ends at %s, before it begins at %s", t.End.Clock(), t.Start.Clock())
		case 0:
			t.End, t.HasEnd = zero, false
			r.warn(t.Line, "it has no length, so it lasts until the next begins")
		}
	}
	return nil
}

// checkOrder returns the tracks of one file in order, without those that say
// nothing.
func (r *reader) checkOrder(run []Track, o order) ([]Track, error) {
	for i := 1; i < len(run); i++ {
		c := run[i].Start.Cmp(run[i-1].Start)
		if c > 0 || c == 0 && o != strict {
			continue
		}
		if o == strict {
			return nil, r.fail(run[i].Line, "it begins at %s, not after the one before it (%s)",
				run[i].Start.Clock(), run[i-1].Start.Clock())
		}
		r.warn(run[i].Line, "it begins before the one above it; the list was put in order of time")
		slices.SortStableFunc(run, func(a, b Track) int { return a.Start.Cmp(b.Start) })
		break
	}
	kept := run[:1]
	var reach timeline.Time // the latest end so far
	if run[0].HasEnd {
		reach = run[0].End
	}
	for _, t := range run[1:] {
		prev := &kept[len(kept)-1]
		same := t.Start.Cmp(prev.Start) == 0
		switch {
		case same && (o == chapters || t.sameCut(*prev)):
			r.warn(t.Line, "it begins where the one before it begins, and was left out")
			continue
		case same && !prev.HasEnd && !prev.Point:
			r.warn(prev.Line, "it begins where the next begins, and was left out")
			*prev = t
			if t.HasEnd && t.End.Cmp(reach) > 0 {
				reach = t.End
			}
			continue
		case o == chapters && prev.HasEnd && prev.End.Cmp(t.Start) > 0:
			r.warn(prev.Line, "it overlaps the next, and was cut short at %s", t.Start.Clock())
			prev.End = t.Start
		case o == regions && !t.Point && reach.Cmp(t.Start) > 0:
			r.warn(t.Line, "it overlaps one before it; both stay as they are")
		}
		if t.HasEnd && t.End.Cmp(reach) > 0 {
			reach = t.End
		}
		kept = append(kept, t)
	}
	return kept, nil
}

// sameCut reports whether t and u, which begin together, cut nowhere else.
func (t Track) sameCut(u Track) bool {
	return !t.HasEnd && !u.HasEnd && t.Point == u.Point
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

// Loss says in one sentence each what of l would be lost in the format f: it
// is empty where f can say all of it. Rounding is not named; see Write for what
// is refused.
func Loss(f Format, l *List) []string {
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
	var said []string
	say := func(n int, format string) {
		if n > 0 {
			said = append(said, fmt.Sprintf(format, n))
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
	return said
}
