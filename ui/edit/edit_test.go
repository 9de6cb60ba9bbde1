package edit

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/media"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// of makes cuts at 10 samples a second from words such as "0-50 intro", and with
// a minus in front those that are left out.
func of(samples timeline.Position, segments ...string) Cuts {
	c := Cuts{Rate: 10, Samples: samples}
	for _, text := range segments {
		var s Segment
		text, s.Excluded = strings.CutPrefix(text, "-")
		span, title, _ := strings.Cut(text, " ")
		fmt.Sscanf(span, "%d-%d", &s.Start, &s.End)
		s.Title = title
		c.Segments = append(c.Segments, s)
	}
	return c
}

func (c Cuts) String() string {
	var words []string
	for _, s := range c.Segments {
		text := fmt.Sprintf("%d-%d", s.Start, s.End)
		if s.Excluded {
			text = "-" + text
		}
		words = append(words, strings.TrimSpace(text+" "+s.Title))
	}
	return strings.Join(words, ", ")
}

func TestEdits(t *testing.T) {
	t.Parallel()
	chain := of(100, "0-30 a", "30-60 b", "60-100 c")
	gaps := of(100, "10-30 a", "40-60 b", "-70-90 c")
	move := func(c Cuts, from, to timeline.Position) (Cuts, error) { d, _, err := c.Move(from, to); return d, err }
	for _, c := range []struct {
		name string
		edit func() (Cuts, error)
		want string
		err  error
	}{
		{"move a joint", func() (Cuts, error) { return move(chain, 30, 45) }, "0-45 a, 45-60 b, 60-100 c", nil},
		{"not over the next", func() (Cuts, error) { return move(chain, 30, 80) }, "0-59 a, 59-60 b, 60-100 c", nil},
		{"not over the one before", func() (Cuts, error) { return move(chain, 60, -5) }, "0-30 a, 30-31 b, 31-100 c", nil},
		{"move a start at a gap", func() (Cuts, error) { return move(gaps, 40, 5) }, "10-30 a, 30-60 b, -70-90 c", nil},
		{"move an end at a gap", func() (Cuts, error) { return move(gaps, 60, 99) }, "10-30 a, 40-70 b, -70-90 c", nil},
		{"move the first start", func() (Cuts, error) { return move(gaps, 10, -3) }, "0-30 a, 40-60 b, -70-90 c", nil},
		{"move the last end", func() (Cuts, error) { return move(gaps, 90, 400) }, "10-30 a, 40-60 b, -70-100 c", nil},
		{"move nothing", func() (Cuts, error) { return move(chain, 31, 40) }, chain.String(), ErrNoMarker},
		{"add", func() (Cuts, error) { return chain.Add(40) }, "0-30 a, 30-40 b, 40-60, 60-100 c", nil},
		{"add to one left out", func() (Cuts, error) { return gaps.Add(80) }, "10-30 a, 40-60 b, -70-80 c, -80-90", nil},
		{"add at a cut", func() (Cuts, error) { return chain.Add(30) }, chain.String(), ErrNoSegment},
		{"add in a gap", func() (Cuts, error) { return gaps.Add(35) }, gaps.String(), ErrNoSegment},
		{"remove a joint", func() (Cuts, error) { return chain.Remove(30) }, "0-60 a, 60-100 c", nil},
		{"remove a start", func() (Cuts, error) { return gaps.Remove(40) }, "10-30 a, 30-60 b, -70-90 c", nil},
		{"remove an end", func() (Cuts, error) { return gaps.Remove(90) }, "10-30 a, 40-60 b, -70-100 c", nil},
		{"remove the first start", func() (Cuts, error) { return gaps.Remove(10) }, "0-30 a, 40-60 b, -70-90 c", nil},
		{"remove nothing", func() (Cuts, error) { return gaps.Remove(11) }, gaps.String(), ErrNoMarker},
		{"merge", func() (Cuts, error) { return gaps.Merge(1) }, "10-30 a, 40-90 b", nil},
		{"merge the last", func() (Cuts, error) { return gaps.Merge(2) }, gaps.String(), ErrLast},
		{"leave out", func() (Cuts, error) { return gaps.Exclude(0, true) }, "-10-30 a, 40-60 b, -70-90 c", nil},
		{"leave all out", func() (Cuts, error) { return of(9, "0-9").Exclude(0, true) }, "0-9", ErrOnly},
		{"start", func() (Cuts, error) { return chain.Start(1, 20) }, "0-20 a, 20-60 b, 60-100 c", nil},
		{"start after the end", func() (Cuts, error) { return chain.Start(1, 70) }, chain.String(), ErrOrder},
		{"end", func() (Cuts, error) { return chain.End(2, 90) }, "0-30 a, 30-60 b, 60-90 c", nil},
		{"end after the file", func() (Cuts, error) { return chain.End(2, 101) }, chain.String(), ErrOrder},
		{"titles", func() (Cuts, error) { return chain.Titles(1, []string{"x", "y", "z"}), nil }, "0-30 a, 30-60 x, 60-100 y", nil},
		{"paste titles", func() (Cuts, error) { d, _, err := chain.Paste(0, "One\r\n\n Two  words \n"); return d, err }, "0-30 One, 30-60 Two words, 60-100 c", nil},
		{"paste timestamps", func() (Cuts, error) { d, _, err := chain.Paste(0, "0:00 Intro\n0:04 Song\n0:07.5 End"); return d, err }, "0-40 Intro, 40-75 Song, 75-100 End", nil},
		{"paste points", func() (Cuts, error) { d, _, err := chain.Paste(0, "0:02\n0:05"); return d, err }, "0-20, 20-50, 50-100", nil},
	} {
		before := c.want
		got, err := c.edit()
		if !errors.Is(err, c.err) || got.String() != before {
			t.Errorf("%s: %v and %v, want %v and %v", c.name, got, err, c.want, c.err)
		}
	}
	if chain.String() != "0-30 a, 30-60 b, 60-100 c" || gaps.String() != "10-30 a, 40-60 b, -70-90 c" {
		t.Errorf("edits have changed what was edited: %v; %v", chain, gaps)
	}
	if !IsList("0:00 Intro\n0:04 Song") || IsList("Intro\nSong") || IsList("") {
		t.Error("what is a list of cuts is not told from what is none")
	}
	if _, _, err := chain.Paste(0, "1:00:00 far\n2:00:00 away"); err == nil {
		t.Error("cuts beyond the end are taken")
	}
}

// TestAnyEditsPlanAsTheyAre makes edits at random and asks the plan what comes
// of them: the very segments, to the sample.
func TestAnyEditsPlanAsTheyAre(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		rate := timeline.Rate(rapid.SampledFrom([]int{8000, 22050, 44100, 48000, 96000}).Draw(t, "rate"))
		c := Cuts{Rate: rate, Samples: timeline.Position(rapid.Int64Range(1000, 1e10).Draw(t, "samples"))}
		c.Segments = []Segment{{End: c.Samples}}
		var h History
		anywhere := rapid.Int64Range(0, int64(c.Samples))
		for range rapid.IntRange(0, 30).Draw(t, "edits") {
			i := rapid.IntRange(0, len(c.Segments)-1).Draw(t, "segment")
			p := timeline.Position(anywhere.Draw(t, "position"))
			var next Cuts
			var err error
			switch rapid.IntRange(0, 6).Draw(t, "edit") {
			case 0, 1:
				next, err = c.Add(p)
			case 2:
				next, _, err = c.Move(c.Segments[i].Start, p)
			case 3:
				next, _, err = c.Move(c.Segments[i].End, p)
			case 4:
				next, err = c.Remove(c.Segments[i].Start)
			case 5:
				next, err = c.Merge(i)
			case 6:
				next, err = c.Exclude(i, !c.Segments[i].Excluded)
			}
			if err == nil {
				c = next
				h.Do(c, "")
			}
			for k, s := range c.Segments {
				if s.Start < 0 || s.End > c.Samples || s.Start >= s.End || k > 0 && s.Start < c.Segments[k-1].End {
					t.Fatalf("segment %d of %v is not possible in %d samples", k, c, c.Samples)
				}
			}
		}
		p, err := plan.Make(context.Background(), plan.Input{Source: media.Source{Rate: rate, Samples: c.Samples}}, c.Spec())
		if err != nil {
			t.Fatalf("%v: %v", c, err)
		}
		var want, got Cuts
		for _, s := range c.Segments {
			if !s.Excluded {
				want.Segments = append(want.Segments, s)
			}
		}
		if got = Of(p, 0, 0); !got.Equal(want) {
			t.Fatalf("the plan is %v, want %v", got, want)
		}
		edits := 0
		for h.Undo() {
			edits++
		}
		if _, edited := h.Cuts(); edited {
			t.Fatal("with all undone the file is still edited")
		}
		for h.Redo() {
			edits--
		}
		if again, edited := h.Cuts(); edits != 0 || edited && !again.Equal(c) {
			t.Fatalf("done again it is %v, want %v", again, c)
		}
	})
}

func TestHistory(t *testing.T) {
	t.Parallel()
	var h History
	if h.Undo() || h.Redo() || h.CanUndo() || h.CanRedo() {
		t.Error("there is something to undo in a file that was not edited")
	}
	for _, s := range []struct{ cuts, series string }{{"0-1", ""}, {"0-2", "move"}, {"0-3", "move"}, {"0-4", "other"}} {
		h.Do(of(9, s.cuts), s.series)
	}
	h.Reset()
	want := func(text string) {
		t.Helper()
		c, edited := h.Cuts()
		if got := c.String(); edited != (text != "") || got != text {
			t.Errorf("the cuts are %q, want %q", got, text)
		}
	}
	want("")
	for _, text := range []string{"0-4", "0-3", "0-1", ""} {
		h.Undo()
		want(text)
	}
	for _, text := range []string{"0-1", "0-3"} {
		h.Redo()
		want(text)
	}
	h.Do(of(9, "0-8"), "move")
	if want("0-8"); h.CanRedo() {
		t.Error("after an edit what was undone before it can be done again")
	}
	h.Undo()
	want("0-3")
}

func TestExportAndBack(t *testing.T) {
	t.Parallel()
	c := of(1000, "0-300 a", "-300-600 b", "600-1000 c, \"d\"")
	for _, f := range []cutlist.Format{cutlist.Audacity, cutlist.CSV} {
		text, lost, err := c.Export(f, "x.wav")
		if err != nil || len(lost) > 0 {
			t.Fatalf("%s: %v, lost %q", f, err, lost)
		}
		list, err := cutlist.Read(strings.NewReader(string(text)), cutlist.Options{Format: f})
		if err != nil {
			t.Fatal(err)
		}
		if got, err := c.Apply(list); err != nil || got.String() != "0-300 a, 600-1000 c, \"d\"" {
			t.Errorf("%s gives back %v, %v", f, got, err)
		}
	}
}
