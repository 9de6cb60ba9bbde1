package plan

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// rate is low, so that tests can look at every sample.
const rate = timeline.Rate(10)

func seconds(s ...float64) []timeline.Time {
	times := make([]timeline.Time, len(s))
	for i := range s {
		times[i] = timeline.Millis(int64(math.Round(s[i] * 1000)))
	}
	return times
}

func second(s float64) timeline.Time { return seconds(s)[0] }

func span(start, end timeline.Position) timeline.Span { return timeline.Span{Start: start, End: end} }

// track has an end unless it is negative.
func track(start, end float64, title string) cutlist.Track {
	t := cutlist.Track{Start: second(start), Title: title, Line: int(start) + 1}
	if end >= 0 {
		t.End, t.HasEnd = second(end), true
	}
	return t
}

func list(tracks ...cutlist.Track) *cutlist.List { return &cutlist.List{Tracks: tracks} }

// show writes segments as "0-10 10-20:title".
func show(p Plan) string {
	var texts []string
	for _, s := range p.Segments {
		text := fmt.Sprintf("%d-%d", s.Start, s.End)
		if s.Title != "" {
			text += ":" + s.Title
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, " ")
}

func TestMake(t *testing.T) {
	t.Parallel()
	half := 0.25
	start := 0.0
	silent := SilenceSpec{Threshold: -40, Min: second(1)}
	pauses := record(100, span(0, 10), span(30, 50), span(70, 80), span(95, 100))
	pregap := second(4)
	withPregap := track(5, -1, "b")
	withPregap.Pregap = &pregap
	zero := second(0)
	hidden := track(3, -1, "a") // a pause, or a hidden song, before the first track
	hidden.Pregap = &zero
	point := track(5, -1, "")
	point.Point = true
	tests := []struct {
		name   string
		n      timeline.Position
		codec  string
		spec   Spec
		sound  Sound
		list   *cutlist.List
		want   string // segments, or the code of the error
		says   string // in the warnings or the error, where not ""
		source []media.Chapter
	}{
		{name: "duration", n: 25, spec: Spec{Mode: Duration, Every: second(1)}, want: "0-10 10-20 20-25"},
		{name: "duration without rest", n: 25, spec: Spec{Mode: Duration, Every: second(1), DropRest: true}, want: "0-10 10-20"},
		{name: "duration beyond the end", n: 25, spec: Spec{Mode: Duration, Every: second(9), DropRest: true}, want: "0-25", says: "shorter"},
		{name: "duration below a sample", n: 25, spec: Spec{Mode: Duration, Every: second(0.01)}, want: "INVALID_PARAMS", says: "every"},
		{name: "too many", n: 1 << 40, spec: Spec{Mode: Duration, Every: second(1)}, want: "INVALID_PARAMS", says: "every"},
		{name: "too many by maximum", n: 1 << 40, spec: Spec{Mode: Parts, Parts: 2, MaxSegment: second(1)}, want: "INVALID_PARAMS", says: "maxSegment"},
		{name: "empty", spec: Spec{Mode: Parts, Parts: 1}, want: "DURATION_TOO_SHORT"},
		{name: "overlap", n: 25, spec: Spec{Mode: Duration, Every: second(1), Overlap: second(0.2)}, want: "0-10 8-20 18-25"},
		{name: "short last joins", n: 25, spec: Spec{Mode: Duration, Every: second(1), MinSegment: second(0.6)}, want: "0-10 10-25"},
		{name: "long is split", n: 25, spec: Spec{Mode: Parts, Parts: 1, MaxSegment: second(1)}, want: "0-8 8-16 16-25"},
		{name: "parts", n: 11, spec: Spec{Mode: Parts, Parts: 3}, want: "0-3 3-7 7-11"},
		{name: "more parts than samples", n: 2, spec: Spec{Mode: Parts, Parts: 3}, want: "DURATION_TOO_SHORT"},
		{name: "exclude", n: 30, spec: Spec{Mode: Parts, Parts: 3, Exclude: []int{1, 7}}, want: "0-10 20-30", says: "index: 7"},
		{name: "exclude all", n: 30, spec: Spec{Mode: Parts, Parts: 1, Exclude: []int{0}}, want: "INVALID_PARAMS", says: "exclude"},

		{name: "timestamps", n: 100, spec: Spec{Mode: Timestamps, At: seconds(5, 2, 5, 20)}, want: "0-20 20-50 50-100", says: "00:00:20.000"},
		{name: "timestamps alone", n: 100, spec: Spec{Mode: Timestamps, At: seconds(2, 5), DropLead: true, DropRest: true}, want: "20-50"},
		{name: "nothing left", n: 100, spec: Spec{Mode: Timestamps, At: seconds(2), DropLead: true, DropRest: true}, want: "NO_CUTS_FOUND"},
		{name: "timestamp at 0", n: 100, spec: Spec{Mode: Timestamps, At: seconds(0, 5), DropLead: true}, want: "0-50 50-100"},
		{name: "timestamps beyond", n: 100, spec: Spec{Mode: Timestamps, At: seconds(10)}, want: "NO_CUTS_FOUND"},

		{name: "silence", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: silent}, want: "0-40 40-75 75-100"},
		{name: "silence at a quarter", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(1), CutAt: &half}}, want: "0-35 35-73 73-100"},
		{name: "longest silence", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(1), Longest: 1}}, want: "0-40 40-100"},
		{name: "fewer than the longest", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(1), Longest: 3}}, want: "0-40 40-75 75-100", says: "fewer"},
		{name: "silence between lead and rest", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: silent, DropLead: true, DropRest: true}, want: "40-75"},
		{name: "automatic threshold", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Auto: true, Min: second(1)}}, want: "0-40 40-75 75-100"},
		{name: "silence removed", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(0.5), Remove: true}}, want: "10-30 50-70 80-95"},
		{name: "silence removed but for padding", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(0.5), Remove: true, Pad: second(0.7)}}, want: "3-37 43-75 75-100"},
		{name: "removed silence is joined over", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(0.5), Remove: true}, MinSegment: second(2)}, want: "10-30 50-95"},
		{name: "removal at the edges only", n: 100, sound: record(100, span(0, 20)), spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(1), Remove: true}}, want: "20-100", says: "one segment"},
		{name: "silence at the edges only", n: 100, sound: record(100, span(0, 20), span(80, 100)), spec: Spec{Mode: Silence, Silence: silent}, want: "NO_CUTS_FOUND", says: "both sides"},
		{name: "all silent", n: 100, sound: record(100, span(0, 100)), spec: Spec{Mode: Silence, Silence: silent}, want: "NO_CUTS_FOUND", says: "whole source"},
		{name: "all digital silence", n: 100, sound: slices.Repeat(tape{math.Inf(-1)}, 100), spec: Spec{Mode: Silence, Silence: silent}, want: "NO_CUTS_FOUND", says: "digital silence: it holds no sound"},
		{name: "digital silence at the end", n: 100, sound: append(record(50), slices.Repeat(tape{math.Inf(-1)}, 50)...), spec: Spec{Mode: Silence, Silence: silent}, want: "NO_CUTS_FOUND", says: "00:00:05.000, is digital silence"},
		{name: "all silent, removed", n: 100, sound: record(100, span(0, 100)), spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(1), Remove: true}}, want: "NO_CUTS_FOUND"},
		{name: "no silence", n: 100, sound: record(100), spec: Spec{Mode: Silence, Silence: silent}, want: "NO_CUTS_FOUND", says: "below -40.0 dB of at least 1 s is in the source. The quietest moment, at 00:00:00.000, reaches -10.0 dB"},
		{name: "long between silences", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: silent, MaxSegment: second(3)}, want: "0-13 13-40 40-50 50-75 75-100"},

		{name: "trim", n: 100, sound: pauses, spec: Spec{Mode: Timestamps, At: seconds(3.5, 4.5, 8), TrimEdges: true, Silence: silent}, want: "10-30 35-45 50-70 80-100", says: "00:00:03.500"},
		{name: "padding at both sides of a cut", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(0.5), Remove: true, Pad: second(0.3), CutAt: &start}}, want: "7-33 47-73 77-98"},
		{name: "padding of both sides meets", n: 100, sound: pauses, spec: Spec{Mode: Silence, Silence: SilenceSpec{Threshold: -40, Min: second(0.5), Remove: true, Pad: second(0.7), CutAt: &start}}, want: "3-37 43-73 73-100"},
		{name: "trim but for padding", n: 100, sound: pauses, spec: Spec{Mode: Timestamps, At: seconds(4, 8), TrimEdges: true, Silence: SilenceSpec{Threshold: -40, Min: second(1), Pad: second(0.5)}}, want: "5-35 45-75 80-100"},

		{name: "snap", n: 100, sound: pauses, spec: Spec{Mode: Parts, Parts: 3, Snap: second(1), Silence: silent}, want: "0-40 40-75 75-100"},
		{name: "snap to the longest", n: 200, sound: record(200, span(95, 105), span(110, 130)), spec: Spec{Mode: Parts, Parts: 2, Snap: second(3), Silence: silent}, want: "0-120 120-200"},
		{name: "snap to the nearest", n: 200, sound: record(200, span(80, 90), span(105, 115)), spec: Spec{Mode: Parts, Parts: 2, Snap: second(3), Silence: silent}, want: "0-110 110-200"},
		{name: "no snap", n: 100, sound: record(100), spec: Spec{Mode: Parts, Parts: 2, Snap: second(3), Silence: silent}, want: "0-50 50-100", says: "1 of 1 cut, which stayed in place: 00:00:05.000"},
		{name: "snap to the quietest", n: 100, sound: record(100, span(57, 58)), spec: Spec{Mode: Parts, Parts: 2, Snap: second(3), SnapQuietest: true, Silence: silent}, want: "0-57 57-100"},

		{name: "labels", n: 100, spec: Spec{Mode: Labels}, list: list(track(1, 3, "a"), track(2, 4, "b"), track(6, 20, "c"), track(11, 12, "d")), want: "10-30:a 20-40:b 60-100:c", says: `4 "d" (line 12)`},
		{name: "labels cut short", n: 100, spec: Spec{Mode: Labels}, list: list(track(1, 13, "a")), want: "10-100:a", says: "cut short"},
		{name: "open labels", n: 100, spec: Spec{Mode: Labels}, list: list(track(1, -1, "a"), track(2, 4, "b"), track(6, -1, "c")), want: "0-10 10-20:a 20-40:b 60-100:c"},
		{name: "a point ends the labels", n: 100, spec: Spec{Mode: Labels, DropRest: true, DropLead: true}, list: list(track(1, -1, "a"), point), want: "10-50:a"},
		{name: "labels beyond", n: 100, spec: Spec{Mode: Labels}, list: list(track(11, -1, "a")), want: "NO_CUTS_FOUND", says: `"a" (line 12)`},
		{name: "short labels with gaps stay", n: 100, spec: Spec{Mode: Labels, MinSegment: second(1)}, list: list(track(1, 1.5, "a"), track(2, 3, "b"), track(3, 3.5, "c")), want: "10-15:a 20-35:b", says: "no neighbour to join"},
		{name: "empty list", n: 100, spec: Spec{Mode: Labels}, list: list(), want: "NO_CUTS_FOUND"},
		{name: "no list", n: 100, spec: Spec{Mode: Cue}, want: "NO_CUTS_FOUND"},

		{name: "chapters", n: 100, spec: Spec{Mode: Chapters}, source: []media.Chapter{{Start: second(0.1), End: second(3), Title: "a"}, {Start: second(3.1), End: second(9.9), Title: "b"}}, want: "0-31:a 31-100:b"},
		{name: "chapters with gaps", n: 100, spec: Spec{Mode: Chapters}, list: list(track(3, 4, "a"), track(7, 8, "b")), want: "0-30 30-70:a 70-80:b 80-100", says: `gaps`},
		{name: "chapters only", n: 100, spec: Spec{Mode: Chapters, DropLead: true, DropRest: true}, list: list(track(3, 4, "a"), track(7, 8, "b")), want: "30-70:a 70-80:b", says: "gaps"},
		{name: "chapters at one place", n: 100, spec: Spec{Mode: Chapters}, list: list(track(0, 9, "a"), track(0, 4, "b"), track(4, 9, "c")), want: "0-40:b 40-100:c", says: `1 "a"`},
		{name: "unsorted chapters", n: 100, spec: Spec{Mode: Chapters}, list: list(track(5, -1, "b"), track(0, -1, "a")), want: "0-50:a 50-100:b", says: "sorted"},
		{name: "a long chapter", n: 100, spec: Spec{Mode: Chapters, MaxSegment: second(3)}, list: list(track(0, -1, "a"), track(5, -1, "b"), track(8, -1, "c")), want: "0-25:a (1) 25-50:a (2) 50-80:b 80-100:c"},
		{name: "a short chapter", n: 100, spec: Spec{Mode: Chapters, MinSegment: second(1)}, list: list(track(0, -1, "a"), track(5, -1, "b"), track(5.5, -1, "c")), want: "0-50:a 50-100:c"},

		{name: "cue", n: 100, spec: Spec{Mode: Cue}, list: list(track(0, -1, "a"), withPregap), want: "0-50:a 50-100:b"},
		{name: "own pregap", n: 100, spec: Spec{Mode: Cue, Pregap: PregapOwn}, list: list(track(0, -1, "a"), withPregap), want: "0-40:a 40-100:b"},
		{name: "no pregap", n: 100, spec: Spec{Mode: Cue, Pregap: PregapDrop}, list: list(track(0, -1, "a"), withPregap), want: "0-40:a 50-100:b"},

		{name: "no pregap of the first", n: 100, spec: Spec{Mode: Cue, Pregap: PregapDrop}, list: list(hidden, track(5, -1, "b")), want: "30-50:a 50-100:b"},
		{name: "a first pregap", n: 100, spec: Spec{Mode: Cue}, list: list(hidden, track(5, -1, "b")), want: "0-30 30-50:a 50-100:b"},
		{name: "no pregap behind sound", n: 100, spec: Spec{Mode: Cue, Pregap: PregapDrop}, list: list(withPregap), want: "0-40 50-100:b"},

		{name: "manual", n: 100, spec: Spec{Mode: Manual, Segments: []ManualSegment{{Start: second(6), Title: "b"}, {Start: second(1), End: second(2)}}}, want: "10-20 60-100:b"},
		{name: "manual to the next", n: 100, spec: Spec{Mode: Manual, Segments: []ManualSegment{{Start: second(1)}, {Start: second(2), End: second(3)}}}, want: "10-20 20-30"},

		{name: "mp3 below two frames", n: 3000, codec: "mp3", spec: Spec{Mode: Timestamps, At: seconds(100, 101)}, want: "0-3000", says: "can be cut out of this format"},
		{name: "mp3 in two", n: 3000, codec: "mp3", spec: Spec{Mode: Timestamps, At: seconds(120, 130)}, want: "0-1200 1200-3000", says: "can be cut out of this format"},
		{name: "a tiny mp3 label", n: 3000, codec: "mp3", spec: Spec{Mode: Labels}, list: list(track(50, 51, "a"), track(290, 291, "b")), want: "500-1652:a 1848-3000:b", says: "can be cut out of this format"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			in := Input{
				Source: media.Source{Path: "/x/y.wav", Rate: rate, Samples: test.n, Channels: 2, Codec: test.codec, Chapters: test.source},
				Sound:  test.sound, List: test.list,
			}
			before := fmt.Sprintf("%#v", test.list)
			p, err := Make(context.Background(), in, test.spec)
			got, says := show(p), strings.Join(message.Strings(p.Warnings), "\n")
			if err != nil {
				got, says = string(fault.CodeOf(err)), err.Error()
			}
			if got != test.want || !strings.Contains(says, test.says) || (err == nil && test.says == "") != (err == nil && says == "") {
				t.Errorf("got %s\nsaying %s\nwant %s\nsaying %s", got, says, test.want, test.says)
			}
			if fmt.Sprintf("%#v", test.list) != before {
				t.Error("the list was changed")
			}
			for i, s := range p.Segments {
				if s.Index != i {
					t.Errorf("segment %d has the index %d", i, s.Index)
				}
			}
		})
	}
}

func TestTagsOfAList(t *testing.T) {
	t.Parallel()
	a := track(0, -1, "a")
	a.Tags = map[string]string{"track": "7", "isrc": "X"}
	l := list(a, track(5, -1, "b"))
	l.Album, l.Warnings = map[string]string{"album": "Z"}, []message.Text{message.Literal("odd")}
	p, err := Make(context.Background(), Input{Source: media.Source{Rate: rate, Samples: 100}, List: l}, Spec{Mode: Cue})
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(p.Segments[0].Tags, a.Tags) || p.Album["album"] != "Z" || !slices.Contains(message.Strings(p.Warnings), "odd") {
		t.Errorf("got %+v", p)
	}
}

func TestCueOfSeveralFiles(t *testing.T) {
	t.Parallel()
	in := func(file string, start float64, title string) cutlist.Track {
		c := track(start, -1, title)
		c.File = file
		return c
	}
	sheet := list(in("Side A.wav", 0, "a1"), in("Side A.wav", 5, "a2"), in("Side B.wav", 0, "b1"), in("Side B.wav", 4, "b2"))
	one := list(in("CDImage.wav", 0, "a"), in("CDImage.wav", 5, "b"))
	beside := list(one.Tracks...)
	beside.Path = "/x/album.cue"
	for _, test := range []struct {
		path string
		list *cutlist.List
		want string
		says string
	}{
		{"/x/side b.flac", sheet, "0-40:b1 40-100:b2", ""},
		{"/x/Side A.wav", sheet, "0-50:a1 50-100:a2", ""},
		{"/x/other.wav", sheet, "INVALID_PARAMS", `"other.wav"`},
		{"/x/album.flac", one, "0-50:a 50-100:b", ""},
		{"/x/album.flac", beside, "0-50:a 50-100:b", `"CDImage.wav"`},
	} {
		p, err := Make(context.Background(), Input{Source: media.Source{Path: test.path, Rate: rate, Samples: 100}, List: test.list}, Spec{Mode: Cue})
		got, says := show(p), strings.Join(message.Strings(p.Warnings), "\n")
		if err != nil {
			got, says = string(fault.CodeOf(err)), err.Error()
		}
		if got != test.want || !strings.Contains(says, test.says) || (test.says == "") != (says == "") {
			t.Errorf("%s: got %s, %s, want %s, %s", test.path, got, says, test.want, test.says)
		}
	}
}

func TestTrimSeesSilenceThatBeginsAMomentLater(t *testing.T) {
	t.Parallel()
	const rate = timeline.Rate(1000)
	for _, test := range []struct {
		begins timeline.Position
		want   string
	}{
		{1000, "0-1000 2500-4000"},
		{1005, "0-1000 2500-4000"},
		{1006, "0-1000 1000-4000"},
	} {
		in := Input{
			Source: media.Source{Rate: rate, Samples: 4000},
			Sound:  record(4000, span(test.begins, 2500)),
		}
		p, err := Make(context.Background(), in, Spec{
			Mode: Timestamps, At: seconds(1), TrimEdges: true, Silence: SilenceSpec{Threshold: -40, Min: second(1)},
		})
		if err != nil || show(p) != test.want {
			t.Errorf("a silence from %d: %s, %v, want %s", test.begins, show(p), err, test.want)
		}
	}
}

func TestWhereTheCutsComeFrom(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		path, named string
		want        string // in the notes; "" for none
	}{
		{"", "", "inside the file"},
		{"/x/song.cue", "", "song.cue, which lies beside"},
		{"/x/song.cue", "/x/song.cue", ""},
	} {
		l := list(track(0, -1, "a"))
		l.Path = test.path
		p, err := Make(context.Background(), Input{Source: media.Source{Rate: rate, Samples: 100}, List: l}, Spec{Mode: Cue, CutsFile: test.named})
		if err != nil {
			t.Fatal(err)
		}
		if notes := strings.Join(message.Strings(p.Notes), "\n"); !strings.Contains(notes, test.want) || (test.want == "") != (notes == "") {
			t.Errorf("%+v: got %q", test, notes)
		}
	}
}

func TestChannels(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		channels int
		layout   string
		pairs    bool
		want     string
	}{
		{2, "stereo", false, "Left[0] Right[1]"},
		{2, "stereo", true, "Left and Right[0 1]"},
		{1, "mono", false, "Mono[0]"},
		{3, "", false, "Channel 1[0] Channel 2[1] Channel 3[2]"},
		{3, "", true, "Channel 1 and Channel 2[0 1] Channel 3[2]"},
		{6, "5.1", true, "Left and Right[0 1] Center and LFE[2 3] Back left and Back right[4 5]"},
	} {
		src := media.Source{Rate: rate, Samples: 100, Channels: test.channels, Layout: test.layout}
		p, err := Make(context.Background(), Input{Source: src}, Spec{Mode: Channels, Pairs: test.pairs, TrimEdges: true, Overlap: second(1)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, s := range p.Segments {
			got = append(got, fmt.Sprint(s.Title, s.Channels))
			if s.Start != 0 || s.End != 100 {
				t.Errorf("%+v is not the whole source", s)
			}
		}
		if strings.Join(got, " ") != test.want {
			t.Errorf("%d channels: got %s, want %s", test.channels, got, test.want)
		}
	}
}

func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	bad := func(change func(*Spec)) Spec {
		s := Defaults()
		change(&s)
		return s
	}
	nan, two := math.NaN(), 2.0
	for field, s := range map[string]Spec{
		"mode":              bad(func(s *Spec) { s.Mode = "x" }),
		"every":             bad(func(s *Spec) { s.Every = timeline.Time{} }),
		"overlap":           bad(func(s *Spec) { s.Overlap = s.Every }),
		"maxSize":           bad(func(s *Spec) { s.Mode, s.MaxSize = Size, 0 }),
		"parts":             bad(func(s *Spec) { s.Mode, s.Parts = Parts, 0 }),
		"at":                bad(func(s *Spec) { s.Mode = Timestamps }),
		"at[1]":             bad(func(s *Spec) { s.Mode, s.At = Timestamps, seconds(1, -1) }),
		"segments":          bad(func(s *Spec) { s.Mode = Manual }),
		"segments[0].start": bad(func(s *Spec) { s.Mode, s.Segments = Manual, []ManualSegment{{Start: second(-1)}} }),
		"segments[0].end":   bad(func(s *Spec) { s.Mode, s.Segments = Manual, []ManualSegment{{Start: second(2), End: second(1)}} }),
		"cutsKind":          bad(func(s *Spec) { s.Mode, s.CutsKind = Cue, "x" }),
		"frameRate":         bad(func(s *Spec) { s.Mode, s.FrameRate = Labels, "x" }),
		"pregap":            bad(func(s *Spec) { s.Mode, s.Pregap = Cue, "x" }),
		"minSegment":        bad(func(s *Spec) { s.MinSegment = second(-1) }),
		"maxSegment":        bad(func(s *Spec) { s.MinSegment, s.MaxSegment = second(2), second(3) }),
		"exclude[1]":        bad(func(s *Spec) { s.Exclude = []int{1, -1} }),
		"silence.threshold": bad(func(s *Spec) { s.Mode, s.Silence.Threshold = Silence, nan }),
		"silence.min":       bad(func(s *Spec) { s.Snap, s.Silence.Min = second(1), timeline.Time{} }),
		"silence.cutAt":     bad(func(s *Spec) { s.TrimEdges, s.Silence.CutAt = true, &two }),
		"silence.longest":   bad(func(s *Spec) { s.Mode, s.Silence.Longest = Silence, -1 }),
	} {
		err := s.Validate()
		if fault.CodeOf(err) != fault.InvalidParams || !strings.HasSuffix(err.Error(), "("+field+")") {
			t.Errorf("%s: %v", field, err)
		}
	}
	for _, mode := range Modes {
		s := Defaults()
		s.Mode, s.At, s.Segments = mode, seconds(1), []ManualSegment{{}}
		if err := s.Validate(); err != nil {
			t.Errorf("defaults of %s: %v", mode, err)
		}
	}
}

func TestSpecSurvivesJSON(t *testing.T) {
	t.Parallel()
	zero := 0.0
	s := Defaults()
	s.Silence.CutAt, s.Segments, s.Pregap, s.Exclude = &zero, []ManualSegment{{Title: "x", End: second(1)}}, PregapOwn, []int{0}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back Spec
	if err := json.Unmarshal(text, &back); err != nil || !reflect.DeepEqual(back, s) {
		t.Errorf("%s came back as %+v, %v", text, back, err)
	}
}

func TestCanceled(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	in := Input{Source: media.Source{Rate: rate, Samples: 100}, Size: packets(make([]int64, 7))}
	if _, err := Make(ctx, in, Spec{Mode: Size, MaxSize: 100}); fault.CodeOf(err) != fault.Canceled {
		t.Errorf("got %v, want CANCELED", err)
	}
}

func BenchmarkLabels(b *testing.B) {
	var l cutlist.List
	for i := range 10_000 {
		l.Tracks = append(l.Tracks, cutlist.Track{Start: timeline.Millis(int64(i) * 1000), End: timeline.Millis(int64(i)*1000 + 900), HasEnd: true, Title: "x", Line: i + 1})
	}
	in := Input{Source: media.Source{Rate: 44100, Samples: 10_000 * 44100}, List: &l}
	for b.Loop() {
		if _, err := Make(context.Background(), in, Spec{Mode: Labels, MinSegment: timeline.Millis(500)}); err != nil {
			b.Fatal(err)
		}
	}
}

// What is left at the end is no segment of its own where it is next to nothing.
func TestRemnantJoins(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		n    timeline.Position
		spec Spec
		want string
	}{
		{304, Spec{Every: second(10)}, "0-100 100-200 200-304"},
		{304, Spec{Every: second(10), KeepShortEnd: true}, "0-100 100-200 200-300 300-304"},
		{304, Spec{Every: second(10), DropRest: true}, "0-100 100-200 200-300"},
		{310, Spec{Every: second(10)}, "0-100 100-200 200-300 300-310"}, // a second is not
		{62, Spec{Every: second(2)}, "0-20 20-40 40-60 60-62"},          // nor a tenth of the others
		{4, Spec{Every: second(10)}, "0-4"},
	} {
		test.spec.Mode = Duration
		p, err := Make(t.Context(), Input{Source: media.Source{Rate: rate, Samples: test.n, Channels: 1}}, test.spec)
		if err != nil || show(p) != test.want || strings.HasSuffix(test.want, "200-304") != (len(p.Notes) == 1) {
			t.Errorf("%d by %v: %s, %v, %v, want %s", test.n, test.spec.Every, show(p), p.Notes, err, test.want)
		}
	}
}
