// Package edit is what a person does to the segments of a file by hand: cuts are
// moved, added and removed, segments renamed, left out, joined and split, lists
// pasted, and all of it undone.
//
// Cuts are never changed: each edit returns other ones, and a History keeps those
// before. The package writes nothing and plans nothing; Spec says what was
// edited in the words of the plan.
package edit

import (
	"errors"
	"maps"
	"slices"

	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A Segment is one piece [Start, End) of the source.
type Segment struct {
	Start, End timeline.Position
	Title      string
	Tags       map[string]string // never changed
	Excluded   bool              // it is not written
}

// Cuts are the segments of a source of so many samples, in order of their
// starts. Segments may have gaps between them, and overlap where the plan made
// them so.
type Cuts struct {
	Rate     timeline.Rate
	Samples  timeline.Position
	Segments []Segment
	Album    map[string]string // tags for all of them; never changed
}

// Of returns the cuts of a plan.
func Of(p plan.Plan, rate timeline.Rate, samples timeline.Position) Cuts {
	c := Cuts{Rate: rate, Samples: samples, Album: p.Album}
	for _, s := range p.Segments {
		c.Segments = append(c.Segments, Segment{Start: s.Start, End: s.End, Title: s.Title, Tags: s.Tags})
	}
	return c
}

// Spec returns the spec that plans these cuts, to the sample: one of mode manual
// that moves and joins nothing.
func (c Cuts) Spec() plan.Spec {
	spec := plan.Spec{Mode: plan.Manual, Album: c.Album}
	for i, s := range c.Segments {
		spec.Segments = append(spec.Segments, plan.ManualSegment{
			Start: c.Rate.Time(s.Start), End: c.Rate.Time(s.End), Title: s.Title, Tags: s.Tags,
		})
		if s.Excluded {
			spec.Exclude = append(spec.Exclude, i)
		}
	}
	return spec
}

// The reasons why an edit cannot be made.
var (
	ErrNoSegment = errors.New("there is no segment here to cut")
	ErrNoMarker  = errors.New("there is no cut here")
	ErrOnly      = errors.New("at least one segment is written")
	ErrLast      = errors.New("there is no next segment")
	ErrOrder     = errors.New("a segment ends after it begins, and within the file")
)

// with returns cuts with other segments, in order.
func (c Cuts) with(s []Segment) Cuts {
	slices.SortStableFunc(s, func(a, b Segment) int { return int(min(max(a.Start-b.Start, -1), 1)) })
	c.Segments = s
	return c
}

// Move returns cuts in which what began or ended at from does so at to, or as
// near to it as leaves every segment a sample and their order, and where that is.
func (c Cuts) Move(from, to timeline.Position) (Cuts, timeline.Position, error) {
	low, high := timeline.Position(0), c.Samples
	found := false
	for i, s := range c.Segments {
		if s.Start == from {
			found, high = true, min(high, s.End-1)
			if i > 0 && c.Segments[i-1].Start < from {
				low = max(low, c.Segments[i-1].Start+1)
			}
			if i > 0 && c.Segments[i-1].End < from { // a gap stays one
				low = max(low, c.Segments[i-1].End)
			}
		}
		if s.End == from {
			found, low = true, max(low, s.Start+1)
			if i+1 < len(c.Segments) && c.Segments[i+1].Start > from {
				high = min(high, c.Segments[i+1].Start)
			}
		}
	}
	if !found || low > high {
		return c, from, ErrNoMarker
	}
	to = min(max(to, low), high)
	segments := slices.Clone(c.Segments)
	for i := range segments {
		if s := &segments[i]; s.Start == from {
			s.Start = to
		} else if s.End == from {
			s.End = to
		}
	}
	return c.with(segments), to, nil
}

// Add returns cuts with one more, at p: what holds p is split there. Both halves
// are written if it was, and the first keeps its title.
func (c Cuts) Add(p timeline.Position) (Cuts, error) {
	var segments []Segment
	for _, s := range c.Segments {
		if s.Start < p && p < s.End {
			second := s
			s.End, second.Start, second.Title = p, p, ""
			segments = append(segments, s, second)
			continue
		}
		segments = append(segments, s)
	}
	if len(segments) == len(c.Segments) {
		return c, ErrNoSegment
	}
	return c.with(segments), nil
}

// Remove returns cuts without the border at p: segments that meet there are
// joined, one that begins or ends at a gap takes it in.
func (c Cuts) Remove(p timeline.Position) (Cuts, error) {
	segments := slices.Clone(c.Segments)
	ends := slices.IndexFunc(segments, func(s Segment) bool { return s.End == p })
	starts := slices.IndexFunc(segments, func(s Segment) bool { return s.Start == p })
	switch {
	case ends >= 0 && starts >= 0:
		segments[ends] = join(segments[ends], segments[starts])
		segments = slices.Delete(segments, starts, starts+1)
	case starts >= 0:
		segments[starts].Start = 0
		if starts > 0 {
			segments[starts].Start = min(segments[starts-1].End, p-1)
		}
	case ends >= 0:
		segments[ends].End = c.Samples
		if ends+1 < len(segments) {
			segments[ends].End = max(segments[ends+1].Start, p+1)
		}
	default:
		return c, ErrNoMarker
	}
	return c.with(segments), nil
}

// join returns what is left of two segments in one: it is written if one of them was.
func join(a, b Segment) Segment {
	if a.Title == "" || a.Excluded && !b.Excluded {
		a.Title, a.Tags = b.Title, b.Tags
	}
	a.End, a.Excluded = max(a.End, b.End), a.Excluded && b.Excluded
	return a
}

// Merge joins segment i with the next, and with what lies between them.
func (c Cuts) Merge(i int) (Cuts, error) {
	if i < 0 || i+1 >= len(c.Segments) {
		return c, ErrLast
	}
	segments := slices.Clone(c.Segments)
	segments[i] = join(segments[i], segments[i+1])
	return c.with(slices.Delete(segments, i+1, i+2)), nil
}

// Exclude leaves a segment out, or takes it in again.
func (c Cuts) Exclude(i int, out bool) (Cuts, error) {
	segments := slices.Clone(c.Segments)
	segments[i].Excluded = out
	if !slices.ContainsFunc(segments, func(s Segment) bool { return !s.Excluded }) {
		return c, ErrOnly
	}
	return c.with(segments), nil
}

// Title names a segment.
func (c Cuts) Title(i int, title string) Cuts {
	segments := slices.Clone(c.Segments)
	segments[i].Title = title
	if tags := segments[i].Tags; tags["title"] != "" {
		tags = maps.Clone(tags)
		delete(tags, "title")
		segments[i].Tags = tags
	}
	return c.with(segments)
}

// Titles names segments from the i-th on, one a title; what is too much is left
// over.
func (c Cuts) Titles(i int, titles []string) Cuts {
	for n, title := range titles {
		if i+n < len(c.Segments) {
			c = c.Title(i+n, title)
		}
	}
	return c
}

// Start lets segment i begin at p. One that ended where it began ends there, too.
func (c Cuts) Start(i int, p timeline.Position) (Cuts, error) {
	if p == c.Segments[i].Start {
		return c, nil
	}
	next, at, err := c.Move(c.Segments[i].Start, p)
	if err != nil || at != p {
		return c, ErrOrder
	}
	return next, nil
}

// End lets segment i end at p. One that began where it ended begins there, too.
func (c Cuts) End(i int, p timeline.Position) (Cuts, error) {
	if p == c.Segments[i].End {
		return c, nil
	}
	next, at, err := c.Move(c.Segments[i].End, p)
	if err != nil || at != p {
		return c, ErrOrder
	}
	return next, nil
}

// Titled reports whether a segment has a title.
func (c Cuts) Titled() bool {
	return slices.ContainsFunc(c.Segments, func(s Segment) bool { return s.Title != "" })
}

// Equal reports whether two cuts are the same.
func (c Cuts) Equal(d Cuts) bool {
	return c.Rate == d.Rate && c.Samples == d.Samples && slices.EqualFunc(c.Segments, d.Segments, func(a, b Segment) bool {
		return a.Start == b.Start && a.End == b.End && a.Title == b.Title && a.Excluded == b.Excluded && maps.Equal(a.Tags, b.Tags)
	})
}
