package cutlist

import (
	"slices"

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
