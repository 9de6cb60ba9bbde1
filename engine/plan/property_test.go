package plan

import (
	"context"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// samples returns n samples as a time.
func samples(n int) timeline.Time { return rate.Time(timeline.Position(n)) }

// drawTape draws a source of sounds, breaths and silences.
func drawTape(t *rapid.T) tape {
	var sound tape
	for _, length := range rapid.SliceOfN(rapid.IntRange(1, 60), 1, 15).Draw(t, "stretches") {
		level := rapid.SampledFrom([]float64{loud, loud, -30, quiet, -80}).Draw(t, "level")
		for range length {
			sound = append(sound, level)
		}
	}
	return sound
}

func input(sound tape) Input {
	return Input{Source: media.Source{Path: "x.wav", Rate: rate, Samples: timeline.Position(len(sound)), Channels: 2}, Sound: sound}
}

// silentRuns returns for each sample the length of the run of silence it is in,
// 0 where it is in none of at least so many samples.
func silentRuns(sound tape, threshold float64, least int) []int {
	runs := make([]int, len(sound))
	for i := 0; i < len(sound); {
		end := i
		for end < len(sound) && sound[end] < threshold {
			end++
		}
		for k := i; k < end && end-i >= least; k++ {
			runs[k] = end - i
		}
		i = max(end, i+1)
	}
	return runs
}

// drawContiguous draws a spec of a mode whose pieces cover the whole source.
func drawContiguous(t *rapid.T, n int) Spec {
	s := Defaults()
	s.Mode = rapid.SampledFrom([]Mode{Duration, Parts, Timestamps, Chapters, Cue, Silence}).Draw(t, "mode")
	s.Every = samples(rapid.IntRange(1, n+5).Draw(t, "every"))
	s.Parts = rapid.IntRange(1, n).Draw(t, "parts")
	for _, at := range rapid.SliceOfN(rapid.IntRange(0, n+5), 1, 20).Draw(t, "at") {
		s.At = append(s.At, samples(at))
	}
	s.Silence.Min = samples(rapid.IntRange(1, 30).Draw(t, "shortest silence"))
	at := rapid.Float64Range(0, 1).Draw(t, "cut at")
	s.Silence.CutAt = &at
	s.Silence.Longest = rapid.IntRange(0, 4).Draw(t, "longest")
	if rapid.Bool().Draw(t, "snaps") {
		s.Snap = samples(rapid.IntRange(1, 50).Draw(t, "snap"))
		s.SnapQuietest = rapid.Bool().Draw(t, "quietest")
	}
	if rapid.Bool().Draw(t, "has minimum") {
		s.MinSegment = samples(rapid.IntRange(1, 60).Draw(t, "minimum"))
	}
	if rapid.Bool().Draw(t, "has maximum") {
		s.MaxSegment = s.MinSegment.Add(s.MinSegment).Add(samples(rapid.IntRange(1, 60).Draw(t, "maximum")))
	}
	return s
}

// chaptersAt returns chapters that begin at the times.
func chaptersAt(at []timeline.Time) []media.Chapter {
	var chapters []media.Chapter
	for _, t := range at {
		chapters = append(chapters, media.Chapter{Start: t})
	}
	return chapters
}

func TestPiecesCoverTheSource(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := input(drawTape(t))
		n := in.Source.Samples
		s := drawContiguous(t, int(n))
		in.Source.Chapters = chaptersAt(s.At)
		in.Source.Codec = rapid.SampledFrom([]string{"flac", "mp3"}).Draw(t, "codec")
		p, err := Make(context.Background(), in, s)
		if fault.CodeOf(err) == fault.NoCutsFound {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		end := timeline.Position(0)
		for _, seg := range p.Segments {
			if seg.Start != end || seg.Len() <= 0 {
				t.Fatalf("%s does not go on at %d", show(p), end)
			}
			end = seg.End
		}
		if end != n {
			t.Fatalf("%s ends before %d", show(p), n)
		}
		floor := timeline.Position(1)
		if in.Source.Codec == "mp3" {
			floor = 1152
		}
		least, most := max(floor, rate.Position(s.MinSegment)), max(2*floor, rate.Position(s.MaxSegment))
		for _, seg := range p.Segments {
			if seg.Len() < least && n >= least {
				t.Fatalf("%s has a piece shorter than %d", show(p), least)
			}
			if !s.MaxSegment.IsZero() && seg.Len() > most {
				t.Fatalf("%s has a piece longer than %d", show(p), most)
			}
		}
		if s.Mode == Parts && s.Snap.IsZero() && s.MinSegment.IsZero() && s.MaxSegment.IsZero() && floor == 1 {
			if len(p.Segments) != s.Parts {
				t.Fatalf("%d segments, not %d", len(p.Segments), s.Parts)
			}
			for _, seg := range p.Segments {
				if l := seg.Len(); l != n/timeline.Position(s.Parts) && l != n/timeline.Position(s.Parts)+1 {
					t.Fatalf("%s are no equal parts", show(p))
				}
			}
		}
	})
}

func TestSnapFindsTheBestSilence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sound := drawTape(t)
		in := input(sound)
		s := Defaults()
		s.Mode, s.Parts = Parts, rapid.IntRange(1, min(len(sound), 12)).Draw(t, "parts")
		plain, err := Make(context.Background(), in, s)
		if err != nil {
			t.Fatal(err)
		}
		reach := rapid.IntRange(1, 60).Draw(t, "snap")
		s.Snap, s.Silence.Min = samples(reach), samples(5)
		snapped, err := Make(context.Background(), in, s)
		if err != nil || len(snapped.Segments) != len(plain.Segments) {
			t.Fatalf("%s became %s, %v", show(plain), show(snapped), err)
		}
		run := silentRuns(sound, s.Silence.Threshold, 5)
		missed := 0
		for i := 1; i < len(plain.Segments); i++ {
			from, to := int(plain.Segments[i].Start), int(snapped.Segments[i].Start)
			before, after := int(plain.Segments[i-1].Start), int(plain.Segments[i].End)
			longest := 0
			for k := from - min(reach, (from-before)/3); k <= from+min(reach, (after-from)/3) && k < len(sound); k++ {
				longest = max(longest, run[k])
			}
			switch {
			case longest == 0:
				missed++
				if to != from {
					t.Fatalf("cut %d moved to %d without a silence", from, to)
				}
			// A cut may lie right behind the last sample of its silence.
			case to < from-min(reach, (from-before)/3) || to > from+min(reach, (after-from)/3):
				t.Fatalf("cut %d moved to %d, out of reach", from, to)
			case run[to] != longest && run[to-1] != longest:
				t.Fatalf("cut %d moved to %d, which is not in the longest silence", from, to)
			}
		}
		if (missed > 0) != (len(snapped.Warnings) > 0) {
			t.Fatalf("%d cuts found no silence: %q", missed, snapped.Warnings)
		}
	})
}

func TestSizeKeepsTheLimitAndFillsIt(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sound := drawTape(t)
		in := input(sound)
		n := in.Source.Samples
		sizes := packets(rapid.SliceOfN(rapid.Int64Range(1, 100), len(sound)/packetLength+1, len(sound)/packetLength+1).Draw(t, "packets"))
		in.Size = sizes
		s := Defaults()
		s.Mode, s.MaxSize = Size, rapid.Int64Range(100, 800).Draw(t, "limit")
		s.Overlap = samples(rapid.IntRange(0, 20).Draw(t, "overlap"))
		if rapid.Bool().Draw(t, "snaps") {
			s.Snap = samples(rapid.IntRange(1, 40).Draw(t, "snap"))
		}
		p, err := Make(context.Background(), in, s)
		if fault.CodeOf(err) == fault.InvalidParams {
			// Then two packets and the overlap's fit nowhere safely.
			if s.MaxSize >= header+4*100 {
				t.Fatal(err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		overlap := rate.Position(s.Overlap)
		end := timeline.Position(0)
		for i, seg := range p.Segments {
			if want := max(0, end-overlap); seg.Start != want || seg.End <= end {
				t.Fatalf("%s: segment %d does not begin at %d", show(p), i, want)
			}
			if size, _ := sizes.Size(seg.Start, seg.End); size > s.MaxSize {
				t.Fatalf("%s: segment %d has %d bytes", show(p), i, size)
			}
			if size, _ := sizes.Size(seg.Start, min(seg.End+1, n)); s.Snap.IsZero() && seg.End < n && size <= s.MaxSize {
				t.Fatalf("%s: segment %d could be longer", show(p), i)
			}
			end = seg.End
		}
		if end != n {
			t.Fatalf("%s ends before %d", show(p), n)
		}
		var meet meetings
		for at := timeline.Position(0); at < n; at += packetLength {
			meet = append(meet, at)
		}
		in.Packets, s.SnapPackets = append(meet, n), true
		moved, err := Make(context.Background(), in, s)
		if err != nil || len(moved.Segments) != len(p.Segments) {
			t.Fatalf("%s became %s, %v", show(p), show(moved), err)
		}
		for i, seg := range moved.Segments {
			if size, _ := sizes.Size(seg.Start, seg.End); size > s.MaxSize || seg.Len() <= 0 {
				t.Fatalf("%s: segment %d has %d bytes", show(moved), i, size)
			}
		}
	})
}

// Cuts move to the nearest place where packets meet, and pieces that met still
// do; only what would become too short stays.
func TestCutsMoveToPackets(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		in := input(drawTape(t))
		n := in.Source.Samples
		s := drawContiguous(t, int(n))
		in.Source.Chapters = chaptersAt(s.At)
		s.Overlap = samples(rapid.IntRange(0, 9).Draw(t, "overlap"))
		if s.Mode == Duration {
			s.Overlap = timeline.Time{}
		}
		plain, err := Make(context.Background(), in, s)
		if err != nil {
			return // which other tests look at
		}
		var meet meetings
		for at := timeline.Position(0); at < n; at += timeline.Position(rapid.IntRange(1, 30).Draw(t, "packet")) {
			meet = append(meet, at)
		}
		in.Packets, s.SnapPackets = append(meet, n), true
		moved, err := Make(context.Background(), in, s)
		if err != nil || len(moved.Segments) != len(plain.Segments) {
			t.Fatalf("%s became %s, %v", show(plain), show(moved), err)
		}
		nearest := func(p timeline.Position) timeline.Position {
			around, _ := in.Packets.Around(context.Background(), []timeline.Position{p})
			if around[0].End-p < p-around[0].Start {
				return around[0].End
			}
			return around[0].Start
		}
		stay := map[timeline.Position]bool{}
		place := func(c timeline.Position) timeline.Position {
			if stay[c] {
				return c
			}
			return nearest(c)
		}
		for range plain.Segments { // what stays may have the one beside it stay
			for _, p := range plain.Segments {
				if place(p.End) <= place(p.Start) {
					stay[p.Start], stay[p.End] = true, true
				}
			}
		}
		for i, p := range plain.Segments {
			for _, c := range []struct{ from, to timeline.Position }{{p.Start, moved.Segments[i].Start}, {p.End, moved.Segments[i].End}} {
				if want := place(c.from); c.to != want {
					t.Fatalf("%s became %s between %v: %d did not go to %d", show(plain), show(moved), in.Packets, c.from, want)
				}
			}
			if moved.Segments[i].Len() <= 0 {
				t.Fatalf("%s became %s", show(plain), show(moved))
			}
		}
		if (len(stay) > 0) != (len(moved.Warnings) > len(plain.Warnings)) {
			t.Fatalf("%d places stayed: %q", len(stay), moved.Warnings)
		}
	})
}

func TestRemovedSilenceIsOnlySilence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sound := drawTape(t)
		in := input(sound)
		s := Defaults()
		s.Mode, s.Silence.Remove = Silence, true
		least := rapid.IntRange(1, 30).Draw(t, "shortest")
		s.Silence.Min = samples(least)
		run := silentRuns(sound, s.Silence.Threshold, least)
		pad := rapid.IntRange(0, 20).Draw(t, "pad")
		s.Silence.Pad = samples(pad)
		p, err := Make(context.Background(), in, s)
		if fault.CodeOf(err) == fault.NoCutsFound {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		held := make([]int, len(sound))
		for _, seg := range p.Segments {
			for i := seg.Start; i < seg.End; i++ {
				held[i]++
			}
			for _, edge := range []timeline.Position{seg.Start, seg.End - 1} {
				heard := false
				for i := max(int(edge)-pad, 0); i <= int(edge)+pad && i < len(sound); i++ {
					heard = heard || run[i] == 0
				}
				if !heard {
					t.Fatalf("%s has more than %d samples of silence at an edge", show(p), pad)
				}
			}
		}
		for i, times := range held {
			if times > 1 || run[i] == 0 && times == 0 {
				t.Fatalf("%s: sample %d is written %d times", show(p), i, times)
			}
		}
	})
}

func TestLabelsHoldWhatTheListSays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(1, 300).Draw(t, "length")
		in := Input{Source: media.Source{Rate: rate, Samples: timeline.Position(n)}, List: &cutlist.List{}}
		starts := rapid.SliceOfN(rapid.IntRange(0, 320), 1, 20).Draw(t, "starts")
		slices.Sort(starts)
		var want []timeline.Span
		for _, start := range starts {
			end := start + rapid.IntRange(1, 60).Draw(t, "length of a label")
			in.List.Tracks = append(in.List.Tracks, cutlist.Track{Start: samples(start), End: samples(end), HasEnd: true})
			if start < n {
				want = append(want, timeline.Span{Start: timeline.Position(start), End: timeline.Position(min(end, n))})
			}
		}
		p, err := Make(context.Background(), in, Spec{Mode: Labels})
		if len(want) == 0 {
			if fault.CodeOf(err) != fault.NoCutsFound {
				t.Fatalf("got %s, %v, want NO_CUTS_FOUND", show(p), err)
			}
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		var got []timeline.Span
		for _, seg := range p.Segments {
			got = append(got, timeline.Span{Start: seg.Start, End: seg.End})
		}
		if !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
	})
}

func TestOverlapAndTrim(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		sound := drawTape(t)
		in := input(sound)
		s := Defaults()
		s.Mode, s.Parts = Parts, rapid.IntRange(1, len(sound)).Draw(t, "parts")
		s.Silence.Min, s.Silence.Pad = samples(1), timeline.Time{}
		plain, err := Make(context.Background(), in, s)
		if err != nil {
			t.Fatal(err)
		}
		overlap := rapid.IntRange(0, 30).Draw(t, "overlap")
		s.Overlap, s.TrimEdges = samples(overlap), true
		p, err := Make(context.Background(), in, s)
		if err != nil || len(p.Segments) != len(plain.Segments) {
			t.Fatalf("%s became %s, %v", show(plain), show(p), err)
		}
		for i, seg := range p.Segments {
			start, end := int(plain.Segments[i].Start), int(plain.Segments[i].End)
			if i > 0 {
				start = max(start-overlap, 0)
			}
			wantStart, wantEnd := start, end
			for wantStart < end && sound[wantStart] < s.Silence.Threshold {
				wantStart++
			}
			for wantEnd > start && sound[wantEnd-1] < s.Silence.Threshold {
				wantEnd--
			}
			if wantStart == end { // silent throughout
				wantStart, wantEnd = start, end
			}
			if int(seg.Start) != wantStart || int(seg.End) != wantEnd {
				t.Fatalf("segment %d is %d-%d, want %d-%d", i, seg.Start, seg.End, wantStart, wantEnd)
			}
		}
	})
}
