package cutlist

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// nasty are pieces that mean something in one grammar or another.
var nasty = []string{
	`"`, `'`, "\t", "\n", "\r\n", ";", "#", "=", `\`, "<", ">", "&", "*", ",", "-->", "<b>", "{\\an8}", "[", "]", "(", ")", "{", "}",
	"10:30", "- ", "00:00:01.000", "|M:x |", "]]>", "&amp;", "%s", "\x00", "\x1b", "\u202E", "\u2066", "\u200F", "\uFEFF", "\u2028",
	"\xff", "é", "日本", "🎧", "CHAPTER01=", "[CHAPTER]", "\uFFFE", "INDEX 01", "  ", ".", "1. ", "http://x/?a=b&c",
}

func title() *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		var b strings.Builder
		for range rapid.IntRange(0, 5).Draw(t, "pieces") {
			if rapid.Bool().Draw(t, "word") {
				b.WriteString(rapid.StringMatching(`[a-zA-Z0-9 ]{1,8}`).Draw(t, "letters"))
			} else {
				b.WriteString(rapid.SampledFrom(nasty).Draw(t, "nasty"))
			}
		}
		return b.String()
	})
}

// lists draws lists with cuts at least two seconds apart, so that even whole
// seconds tell them apart.
func lists(kinds ...string) *rapid.Generator[*List] {
	return rapid.Custom(func(t *rapid.T) *List {
		l := &List{Album: map[string]string{"artist": title().Draw(t, "album artist"), "album": title().Draw(t, "album")}}
		var at timeline.Time
		for range rapid.IntRange(1, 12).Draw(t, "tracks") {
			den := rapid.SampledFrom([]int64{1, 75, 1000, 44100, 48000, 1_000_000_000, 29_970_000}).Draw(t, "den")
			step := func(name string) timeline.Time {
				return timeline.Ratio(rapid.Int64Range(2*den+1, 4000*den).Draw(t, name), den)
			}
			if rapid.Bool().Draw(t, "gap") {
				at = timeline.Millis(ticks(at.Add(step("gap length")), 1000))
			}
			track := Track{Start: at, Title: title().Draw(t, "title")}
			at = at.Add(step("length"))
			switch rapid.SampledFrom(kinds).Draw(t, "kind") {
			case "segment":
				track.End, track.HasEnd = at, true
			case "point":
				track.Point = true
			}
			track.tag("artist", title().Draw(t, "artist"))
			track.tag("isrc", rapid.StringMatching(`[A-Z]{2}[A-Z0-9]{3}[0-9]{7}`).Draw(t, "isrc"))
			track.tag("url", rapid.SampledFrom([]string{"", "https://example.org/?a=1&b=<2>", `x"y`}).Draw(t, "url"))
			l.Tracks = append(l.Tracks, track)
		}
		return l
	})
}

// letters is what must be left of a title in every format.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.So, r) {
			return r
		}
		return -1
	}, s)
}

// exactTitles are the formats whose grammar can say every clean title.
var exactTitles = map[Format]bool{
	Audacity: true, CSV: true, TSV: true, MP4Chaps: true, FFMetadata: true, OGG: true, PodcastJSON: true, PSC: true,
	Matroska: true, VTT: true, CMX3600: true, Audition: true, Reaper: true,
}

func noTitles(f Format) bool { return f == EDL || f == MP3Splt || f == Timestamps }

// sameTime reports whether got is want rounded to f.
func sameTime(f Format, rate FrameRate, want, got timeline.Time) bool {
	g, _ := grammarOf(f)
	if f == CMX3600 {
		return rate.frames(want) == rate.frames(got)
	}
	return ticks(want, g.unit) == ticks(got, g.unit)
}

func TestWriteReadsBack(t *testing.T) {
	t.Parallel()
	for _, f := range Formats() {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			rapid.Check(t, func(t *rapid.T) {
				l := lists("segment", "open", "point").Draw(t, "list")
				l.FrameRate = rapid.SampledFrom([]FrameRate{{}, {24, 1}, {30000, 1001}, {60, 1}, {24000, 1001}}).Draw(t, "rate")
				checkRoundTrip(t, f, l)
			})
		})
	}
}

func checkRoundTrip(t *rapid.T, f Format, l *List) {
	g, _ := grammarOf(f)
	var b bytes.Buffer
	if err := Write(&b, f, l); err != nil {
		t.Fatalf("writing: %v", err)
	}
	text := b.String()
	back, err := Read(&b, Options{Format: f})
	if err != nil {
		t.Fatalf("reading back: %v\n%s", err, text)
	}
	if f == EDL {
		checkEdits(t, l, back, text)
		return
	}
	if len(back.Tracks) != len(l.Tracks) {
		t.Fatalf("%d tracks came back as %d\n%s", len(l.Tracks), len(back.Tracks), text)
	}
	for i, want := range l.Tracks {
		got := back.Tracks[i]
		if !sameTime(f, back.FrameRate, want.Start, got.Start) {
			t.Fatalf("track %d began at %v and came back at %v\n%s", i, want.Start, got.Start, text)
		}
		// An open track may come back with the end it has by its place.
		if end, ok := l.end(i); g.ends && want.HasEnd || got.HasEnd {
			if !ok || got.HasEnd != ok || !sameTime(f, back.FrameRate, end, got.End) {
				t.Fatalf("track %d ended at %v and came back with %v, %v\n%s", i, end, got.End, got.HasEnd, text)
			}
		}
		if g.ends && g.points && want.Point != got.Point && (f == CSV || f == TSV) {
			t.Fatalf("track %d: point %v came back %v\n%s", i, want.Point, got.Point, text)
		}
		wantTitle := clean(want.Title)
		switch {
		case noTitles(f):
			wantTitle = ""
		case f == Cue:
			wantTitle = clean(strings.ReplaceAll(wantTitle, `"`, "'"))
		case !exactTitles[f]:
			if letters(got.Title) != letters(wantTitle) {
				t.Fatalf("title %q came back as %q\n%s", wantTitle, got.Title, text)
			}
			continue
		}
		if got.Title != wantTitle {
			t.Fatalf("title %q came back as %q\n%s", wantTitle, got.Title, text)
		}
		for key, value := range got.Tags {
			if f != Cue && f != MP4Chaps && clean(want.Tags[key]) != value {
				t.Fatalf("tag %s %q came back as %q\n%s", key, want.Tags[key], value, text)
			}
		}
		if f == Cue || f == CSV || f == TSV || f == FFMetadata {
			if got.Tags["isrc"] != want.Tags["isrc"] || letters(got.Tags["artist"]) != letters(want.Tags["artist"]) {
				t.Fatalf("tags %v came back as %v\n%s", want.Tags, got.Tags, text)
			}
		}
	}
	var again bytes.Buffer
	back.Album = l.Album
	if err := Write(&again, f, back); err != nil {
		t.Fatalf("writing again: %v\n%s", err, text)
	}
	third, err := Read(&again, Options{Format: f})
	if err != nil || dump(third) != dump(back) {
		t.Fatalf("%v: a second round changed\n%sto\n%s", err, dump(back), dump(third))
	}
}

// checkEdits checks that the same audio is kept, cut at the same places.
func checkEdits(t *rapid.T, l, back *List, text string) {
	cuts := func(l *List) string {
		seen := map[int64]bool{}
		for i, track := range l.Tracks {
			seen[ticks(track.Start, 1_000_000)] = true
			if end, ok := l.end(i); ok {
				seen[ticks(end, 1_000_000)] = true
			}
		}
		delete(seen, 0)
		return fmt.Sprint(seen)
	}
	if got, want := cuts(back), cuts(l); got != want {
		t.Fatalf("cuts %s came back as %s\n%s", want, got, text)
	}
}

func TestWrittenIsRecognised(t *testing.T) {
	t.Parallel()
	l := &List{Tracks: []Track{
		{Start: timeline.Seconds(0), End: timeline.Seconds(10), HasEnd: true, Title: "One", File: "a.mp3"},
		{Start: timeline.Seconds(10), End: timeline.Seconds(25), HasEnd: true, Title: "Two", File: "a.mp3"},
		{Start: timeline.Seconds(30), End: timeline.Seconds(3700), HasEnd: true, Title: "Three", File: "a.mp3"},
	}}
	for _, f := range Formats() {
		var b bytes.Buffer
		if err := Write(&b, f, l); err != nil {
			t.Errorf("%s: %v", f, err)
			continue
		}
		back, err := Read(&b, Options{})
		if err != nil || back.Format != f {
			t.Errorf("%s was recognised as %v, %v", f, back, err)
			continue
		}
		if len(back.Warnings) > 0 {
			t.Errorf("%s: reading our own warns %q", f, back.Warnings)
		}
		if f.Description() == "" || !strings.HasPrefix(f.Extension(), ".") {
			t.Errorf("%s: %q %q", f, f.Description(), f.Extension())
		}
	}
}

func TestTitledGivesTitlesWhereTheyAreNeeded(t *testing.T) {
	t.Parallel()
	l := &List{Tracks: []Track{{Title: "One"}, {Start: timeline.Seconds(10)}, {Start: timeline.Seconds(20)}}}
	for f, want := range map[Format]string{
		YouTube: "00:00 One\n00:10 Segment 2\n00:20 Segment 3\n",
		SRT:     "1\n00:00:00,000 --> 00:00:10,000\nOne\n\n2\n00:00:10,000 --> 00:00:20,000\nSegment 2\n\n3\n00:00:20,000 --> 99:59:59,999\nSegment 3\n\n",
		CSV:     "Start,End,Name\n0,,One\n10,,\n20,,\n",
	} {
		var b bytes.Buffer
		if err := Write(&b, f, Titled(f, l)); err != nil || b.String() != want {
			t.Errorf("%s: %q, %v, want %q", f, b.String(), err, want)
		}
	}
	if l.Tracks[1].Title != "" {
		t.Error("the list was changed")
	}
}

func TestWriteRefuses(t *testing.T) {
	t.Parallel()
	at := func(ms ...int64) *List {
		l := &List{}
		for _, m := range ms {
			l.Tracks = append(l.Tracks, Track{Start: timeline.Millis(m)})
		}
		return l
	}
	files := at(0, 0)
	files.Tracks[0].File, files.Tracks[1].File = "a", "b"
	short := at(1000)
	short.Tracks[0].End, short.Tracks[0].HasEnd = timeline.Ratio(10_000_001, 10_000_000), true
	tests := []struct {
		name   string
		format Format
		list   *List
		ok     bool
	}{
		{"nothing", CSV, &List{}, false},
		{"unknown format", "nonsense", at(0), false},
		{"unordered", CSV, at(5000, 1000), false},
		{"two in one frame of a cue sheet", Cue, at(1000, 1006), false},
		{"two in two frames", Cue, at(1000, 1014), true},
		{"two in one second", YouTube, at(1000, 1400), false},
		{"several files", CSV, files, false},
		{"several files in a cue sheet", Cue, files, true},
		{"a segment shorter than a microsecond", Audacity, short, false},
		{"a segment of 100 ns", CSV, short, true},
		{"an event of one frame", CMX3600, at(1000, 1040), false},
	}
	for _, test := range tests {
		err := Write(&bytes.Buffer{}, test.format, test.list)
		if test.ok != (err == nil) || err != nil && fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("%s: %v", test.name, err)
		}
	}
}

func TestLoss(t *testing.T) {
	t.Parallel()
	l := &List{Tracks: []Track{
		{Start: timeline.Seconds(0), End: timeline.Seconds(12), HasEnd: true, Title: "One"},
		{Start: timeline.Seconds(10), End: timeline.Seconds(20), HasEnd: true},
		{Start: timeline.Seconds(30), End: timeline.Seconds(40), HasEnd: true},
	}}
	for f, want := range map[Format]int{CSV: 0, Cue: 2, FFMetadata: 1, Timestamps: 3, EDL: 2, Audacity: 0} {
		if got := Loss(f, l); len(got) != want {
			t.Errorf("%s loses %q, want %d sentences", f, got, want)
		}
	}
}

// YouTube shows no chapters where one of its rules is broken: each is told.
func TestYouTubesRulesAreTold(t *testing.T) {
	t.Parallel()
	at := func(ends bool, millis ...int64) *List {
		l := &List{}
		for i, start := range millis[:len(millis)-1] {
			l.Tracks = append(l.Tracks, Track{Start: timeline.Millis(start), End: timeline.Millis(millis[i+1]), HasEnd: ends})
		}
		return l
	}
	for _, test := range []struct {
		name string
		list *List
		want []string
	}{
		{"as it should be", at(true, 0, 10_000, 20_000, 30_000), nil},
		{"to the second", at(true, 400, 10_400, 20_000, 30_000), nil},
		{"no ends", at(false, 0, 10_000, 20_000, 21_000), nil},
		{"late", at(true, 1000, 20_000, 40_000, 60_000), []string{"begins at 00:00:01.000"}},
		{"two", at(true, 0, 20_000, 40_000), []string{"there are 2"}},
		{"short", at(true, 0, 9_000, 20_000, 29_000, 50_000), []string{"10 seconds: here 2 of 4 are"}},
		{"the last short", at(true, 0, 10_000, 20_000, 29_000), []string{"10 seconds: here 1 of 3 are"}},
		{"all of it", at(true, 5000, 6000), []string{"begins at", "there are 1", "here 1 of 1 are"}},
	} {
		got := Loss(YouTube, test.list)
		same := slices.EqualFunc(got, test.want, func(said message.Text, part string) bool { return strings.Contains(said.String(), part) })
		if !same {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
		if other := Loss(CSV, test.list); len(other) > 0 {
			t.Errorf("%s: %q of a table", test.name, other)
		}
	}
}

func TestCleanIsSafe(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := clean(title().Draw(t, "title"))
		if clean(s) != s {
			t.Fatalf("%q is cleaned further", s)
		}
		for _, r := range s {
			if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) && r != '\u200E' && r != '\u200F' && r != '\u061C' {
				t.Fatalf("%q holds %U", s, r)
			}
		}
	})
}
