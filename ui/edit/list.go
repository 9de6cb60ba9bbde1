package edit

import (
	"bytes"
	"slices"
	"strings"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// Pasted is what a text was taken for.
type Pasted int

// What a text may be.
const (
	PastedTitles Pasted = iota // a title a line
	PastedList                 // a list of cuts: timestamps, labels, a cue sheet
)

// IsList reports whether a text is a list of cuts, in any grammar that cutlist
// reads.
func IsList(text string) bool {
	_, ok := listed(text)
	return ok
}

func listed(text string) (*cutlist.List, bool) {
	list, err := cutlist.Read(strings.NewReader(text), cutlist.Options{})
	return list, err == nil && len(list.Tracks) > 0
}

// Paste applies a text: a list of cuts takes the place of all segments; other
// lines are titles for the segments from the i-th on.
func (c Cuts) Paste(i int, text string) (Cuts, Pasted, error) {
	if list, ok := listed(text); ok {
		next, err := c.Apply(list)
		return next, PastedList, err
	}
	titles := strings.FieldsFunc(text, func(r rune) bool { return r == '\n' || r == '\r' })
	for n := range titles {
		titles[n] = strings.Join(strings.Fields(titles[n]), " ")
	}
	titles = slices.DeleteFunc(titles, func(t string) bool { return t == "" })
	if len(titles) == 0 {
		return c, PastedTitles, fault.New(fault.InvalidParams, "There is no text to paste.")
	}
	return c.Titles(max(i, 0), titles), PastedTitles, nil
}

// Apply returns the cuts of a list. Points cut what is between them; what lies
// before the first point is a segment of its own.
func (c Cuts) Apply(list *cutlist.List) (Cuts, error) {
	next := Cuts{Rate: c.Rate, Samples: c.Samples, Album: list.Album}
	tracks := slices.Clone(list.Tracks)
	slices.SortStableFunc(tracks, func(a, b cutlist.Track) int { return a.Start.Cmp(b.Start) })
	for i, t := range tracks {
		s := Segment{Start: c.Rate.Position(t.Start), End: c.Samples, Title: t.Title, Tags: t.Tags}
		if i+1 < len(tracks) {
			s.End = min(c.Rate.Position(tracks[i+1].Start), c.Samples)
		}
		if t.HasEnd {
			s.End = min(c.Rate.Position(t.End), c.Samples)
		}
		if i == 0 && !t.HasEnd && s.Start > 0 && s.Start < c.Samples {
			next.Segments = append(next.Segments, Segment{End: s.Start})
		}
		if s.Start < s.End {
			next.Segments = append(next.Segments, s)
		}
	}
	if len(next.Segments) == 0 {
		return c, fault.New(fault.NoCutsFound, "The cuts are all beyond the end of this file (%s).", c.Rate.Time(c.Samples).Clock())
	}
	return next, nil
}

// Export writes the segments that are not left out, in the grammar of f, and
// says what of them it cannot say.
func (c Cuts) Export(f cutlist.Format, file string) (text []byte, lost []message.Text, err error) {
	list := &cutlist.List{Format: f, Album: c.Album}
	for _, s := range c.Segments {
		if s.Excluded {
			continue
		}
		list.Tracks = append(list.Tracks, cutlist.Track{
			Start: c.Rate.Time(s.Start), End: c.Rate.Time(s.End), HasEnd: true, Title: s.Title, Tags: s.Tags, File: file,
		})
	}
	var out bytes.Buffer
	if err := cutlist.Write(&out, f, cutlist.Titled(f, list)); err != nil {
		return nil, nil, err
	}
	return out.Bytes(), cutlist.Loss(f, list), nil
}

// Position reads a time as a person types it, on the source's timeline.
func (c Cuts) Position(text string) (timeline.Position, error) {
	t, err := timeline.Parse(text)
	if err != nil {
		return 0, err
	}
	return c.Rate.Position(t), nil
}
