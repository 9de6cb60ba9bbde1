package naming

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
	"pgregory.net/rapid"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

func names(t testing.TB, template string, all []Fields, ext string) []string {
	t.Helper()
	parsed, err := Parse(template)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Names(parsed, all, ext)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestNames(t *testing.T) {
	t.Parallel()
	full := Fields{
		Name: "Live", Index: 4, Count: 12, Title: "One / Two", Artist: "AC/DC", Album: "Who?", Genre: "Rock", Year: "1980",
		Track: "3/10", Start: timeline.Seconds(90), End: timeline.Millis(3700250),
		Date: time.Date(2024, 2, 29, 23, 59, 0, 0, time.UTC), Mode: "cue", Preset: "DJ: set", Meta: map[string]string{"show.id": "x:1"},
	}
	tests := []struct{ template, want string }{
		{"", "Live_004.mp3"},
		{"{name}_{index:03}.{ext}", "Live_004.mp3"},
		{"{index} {number} {count}", "4 5 12.mp3"},
		{"{index:2} {index}", "04 4.mp3"},
		{"{track:2}-{title}", "03-One - Two.mp3"},
		{"{artist}/{album}/{title}", "AC-DC/Who_/One - Two.mp3"},
		{"{start} {end} {duration}", "00-01-30.000 01-01-40.250 01-00-10.250.mp3"},
		{"{genre} {year} {date} {mode} {preset}", "Rock 1980 2024-02-29 cue DJ- set.mp3"},
		{"{meta.show.id}{meta.none}", "x-1.mp3"},
		{"{{{name}}}", "{Live}.mp3"},
		{"/./a//b/", ""},
		{"/./a//{ext}", "a/mp3.mp3"},
		{"{meta.none}", "Live_004.mp3"},
		{"{meta.none}/x", "Unknown/x.mp3"},
		{"...{meta.none}", "Live_004.mp3"},
		{"aux", "aux_.mp3"},
		{"Lpt9.x/{name}", "Lpt9_.x/Live.mp3"},
		{".hidden", "hidden.mp3"},
		{`a\b`, "a-b.mp3"},
		{"{name} - {meta.none} x", "Live - x.mp3"},
	}
	for _, test := range tests {
		parsed, err := Parse(test.template)
		if test.want == "" {
			if fault.CodeOf(err) != fault.InvalidParams {
				t.Errorf("Parse(%q): %v, want INVALID_PARAMS", test.template, err)
			}
			continue
		}
		if err != nil {
			t.Errorf("Parse(%q): %v", test.template, err)
			continue
		}
		got, err := Names(parsed, []Fields{full}, ".mp3")
		if err != nil || got[0] != test.want {
			t.Errorf("%q gives %q, %v, want %q", test.template, got, err, test.want)
		}
	}
}

func TestParseNamesTheFault(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		"é{nmae}":                 "character 2: there is no field {nmae}",
		"{name":                   "character 1: a {",
		"{name}}":                 "character 7: a }",
		"ab{title:03}":            "character 3: {title} is no number",
		"{index:x}":               `"x" is no width`,
		"{index:0}":               `"0" is no width`,
		"{index:99}":              `"99" is no width`,
		"{meta.}":                 "there is no field {meta.}",
		"a/../b":                  "cannot leave",
		"..":                      "cannot leave",
		"{artist}/":               "without a file name",
		".{ext}":                  "without a file name",
		"\xff":                    "UTF-8",
		strings.Repeat("x", 1001): "more than 1000 bytes",
		"{name}{}{name}":          "character 7",
	} {
		_, err := Parse(template)
		if err == nil || !strings.Contains(err.Error(), want) || fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("Parse(%q): %v, want INVALID_PARAMS with %q", template, err, want)
		}
	}
}

func TestWidthGrowsWithTheCount(t *testing.T) {
	t.Parallel()
	all := make([]Fields, 1001)
	for i := range all {
		all[i] = Fields{Name: "x", Index: i, Count: len(all)}
	}
	got := names(t, "{index:03}-{number:2}", all, "wav")
	for i, want := range map[int]string{0: "0000-0001.wav", 9: "0009-0010.wav", 1000: "1000-1001.wav"} {
		if got[i] != want {
			t.Errorf("name %d is %q, want %q", i, got[i], want)
		}
	}
	if !slices.IsSorted(got) {
		t.Error("the names do not sort as the segments do")
	}
}

func TestCollisions(t *testing.T) {
	t.Parallel()
	var all []Fields
	for _, title := range []string{"A", "a", "A (2)", "Caf\u00e9", "cafe\u0301", "Stra\u00dfe", "STRASSE", "A", "A."} {
		all = append(all, Fields{Title: title})
	}
	want := []string{"A.mp3", "a (3).mp3", "A (2).mp3", "Caf\u00e9.mp3", "caf\u00e9 (2).mp3", "Stra\u00dfe.mp3", "STRASSE (2).mp3", "A (4).mp3", "A (5).mp3"}
	if got := names(t, "{title}", all, "mp3"); !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
	folders := names(t, "{title}/x", []Fields{{Title: "B"}, {Title: "b"}}, "mp3")
	if want := []string{"B/x.mp3", "b/x (2).mp3"}; !slices.Equal(folders, want) {
		t.Errorf("got %q, want %q", folders, want)
	}
}

func TestLongNamesKeepTheirNumbers(t *testing.T) {
	t.Parallel()
	all := []Fields{{Name: strings.Repeat("ü", 300), Index: 7, Title: "t"}, {Name: strings.Repeat("ü", 300), Index: 7, Title: "t"}}
	got := names(t, "{name}_{index:03} {title}", all, "flac")
	for i, tail := range []string{"_007 t.flac", "_007 t (2).flac"} {
		if !strings.HasSuffix(got[i], "ü"+tail) || len(got[i]) > 255 || len(got[i]) < 254 {
			t.Errorf("got %d bytes, %q", len(got[i]), got[i])
		}
	}
}

func TestLongTextsShareTheRoom(t *testing.T) {
	t.Parallel()
	all := []Fields{{Name: strings.Repeat("n", 1000), Title: strings.Repeat("t", 500), Artist: "short"}}
	want := strings.Repeat("n", 122) + " " + strings.Repeat("t", 122) + " short.mp3"
	if got := names(t, "{name} {title} {artist}", all, "mp3"); got[0] != want {
		t.Errorf("got %d bytes, %q", len(got[0]), got[0])
	}
}

func TestExtension(t *testing.T) {
	t.Parallel()
	for _, ext := range []string{"", ".", "a/b", "..", "m p3", strings.Repeat("x", 17)} {
		if _, err := Names(Template{}, []Fields{{}}, ext); fault.CodeOf(err) != fault.InvalidParams {
			t.Errorf("extension %q: %v, want INVALID_PARAMS", ext, err)
		}
	}
}

func TestFolder(t *testing.T) {
	t.Parallel()
	for source, want := range map[string]string{
		"/music/Live at Home.mp3": "Live at Home",
		"recording":               "recording segments",
		"a.b.mp3":                 "a.b",
		".mp3":                    "segments",
		"segments":                "segments segments",
		"con.wav":                 "con_",
		"what?.wav":               "what_",
		"dots...mp3":              "dots",
	} {
		if got := Folder(source); got != want {
			t.Errorf("Folder(%q) = %q, want %q", source, got, want)
		}
	}
	if got := Folder(strings.Repeat("é", 127)); len(got) > 255 || !strings.HasSuffix(got, "é segments") {
		t.Errorf("got %d bytes, %q", len(got), got)
	}
}

// checkComponent is the oracle: what each system forbids in a name, as its own
// documentation lists it.
func checkComponent(t testing.TB, name string) {
	t.Helper()
	fail := func(why string) { t.Errorf("%q %s", name, why) }
	if name == "" || len(name) > 255 {
		fail(fmt.Sprintf("has %d bytes", len(name)))
		return
	}
	if !utf8.ValidString(name) || !norm.NFC.IsNormalString(name) {
		fail("is not UTF-8 in normal form C")
	}
	if strings.ContainsAny(name, `<>:"/\|?*`) {
		fail("has a reserved character")
	}
	if i := strings.IndexFunc(name, func(r rune) bool {
		return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\u2028' || r == '\u2029' || r == '\ufeff' || r == utf8.RuneError
	}); i >= 0 {
		fail("has a control character")
	}
	if strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, " ") || strings.HasPrefix(name, ".") {
		fail("begins or ends with a dot or space")
	}
	device := strings.ToLower(strings.TrimRight(strings.Split(name, ".")[0], " "))
	for _, d := range strings.Fields("con prn aux nul conin$ conout$ com0 com1 com2 com3 com4 com5 com6 com7 com8 com9 com¹ com² com³ " +
		"lpt0 lpt1 lpt2 lpt3 lpt4 lpt5 lpt6 lpt7 lpt8 lpt9 lpt¹ lpt² lpt³") {
		if device == d {
			fail("is a device of Windows")
		}
	}
}

func checkNames(t testing.TB, got []string, ext string) {
	t.Helper()
	seen := map[string]bool{}
	for _, name := range got {
		if path.IsAbs(name) || path.Clean(name) != name || !strings.HasSuffix(name, "."+ext) {
			t.Errorf("%q is no relative path with the extension %s", name, ext)
		}
		for component := range strings.SplitSeq(name, "/") {
			checkComponent(t, component)
		}
		folded := strings.ToLower(norm.NFD.String(name))
		if seen[folded] {
			t.Errorf("%q is there twice", name)
		}
		seen[folded] = true
	}
}

func TestNamesAreSafeAndDifferent(t *testing.T) {
	t.Parallel()
	nasty := rapid.SampledFrom([]string{"", ".", "..", "/", "con", "NUL.txt", " a. ", "a", "A", "é", "e\u0301", "\u202egnp", "a\x00b", "\xff\xfe", "x/y", "(2)", "a (2)", "😀", "\u1100\u1161", "\u0958", "%", "-rf"})
	value := rapid.OneOf(nasty, rapid.String(), rapid.Custom(func(t *rapid.T) string {
		return strings.Repeat(nasty.Draw(t, "piece"), rapid.IntRange(1, 300).Draw(t, "times"))
	}))
	templates := rapid.SampledFrom([]string{"", "{title}", "{name}/{title}", "{title}{artist}", "{index:3}{title}", "{artist}/{album} {title}", "{title}.{ext}", "CON", "{meta.k}", " {title}. "})
	rapid.Check(t, func(rt *rapid.T) {
		all := make([]Fields, rapid.IntRange(1, 8).Draw(rt, "count"))
		for i := range all {
			all[i] = Fields{
				Name: value.Draw(rt, "name"), Index: i, Count: len(all), Title: value.Draw(rt, "title"),
				Artist: value.Draw(rt, "artist"), Album: value.Draw(rt, "album"), Track: value.Draw(rt, "track"),
				Meta: map[string]string{"k": value.Draw(rt, "k")},
			}
		}
		parsed, err := Parse(templates.Draw(rt, "template"))
		if err != nil {
			rt.Fatal(err)
		}
		got, err := Names(parsed, all, "mp3")
		if err != nil || len(got) != len(all) {
			rt.Fatalf("%d names for %d segments, %v", len(got), len(all), err)
		}
		checkNames(t, got, "mp3")
		checkComponent(t, Folder(value.Draw(rt, "source")))
		if t.Failed() {
			rt.FailNow()
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, seed := range [][2]string{{"{name}_{index:03}", "x"}, {"{artist}/{{}}{title}", "../a"}, {"{title}.{ext}", "con"}, {"{meta.é}", "\u202ea"}, {"..{title}", "."}, {"{index:20}{track:9}", "99999999999999999999999"}} {
		f.Add(seed[0], seed[1])
	}
	f.Fuzz(func(t *testing.T, template, value string) {
		parsed, err := Parse(template)
		if err != nil {
			if fault.CodeOf(err) != fault.InvalidParams {
				t.Fatal(err)
			}
			return
		}
		fields := Fields{Name: value, Title: value, Artist: value, Album: value, Genre: value, Year: value, Track: value, Mode: value, Preset: value, Meta: map[string]string{"é": value}}
		got, err := Names(parsed, []Fields{fields, fields, {}}, "opus")
		if err != nil {
			t.Fatal(err)
		}
		checkNames(t, got, "opus")
		if once := safe(value); safe(once) != once {
			t.Errorf("safe(%q) = %q, then %q", value, once, safe(once))
		}
	})
}

func BenchmarkNames(b *testing.B) {
	all := make([]Fields, 10_000)
	for i := range all {
		all[i] = Fields{Name: "a recording", Index: i, Count: len(all), Title: "Interview"}
	}
	t, _ := Parse("{name} {title}")
	for b.Loop() {
		if _, err := Names(t, all, "mp3"); err != nil {
			b.Fatal(err)
		}
	}
}

// What has no value takes its separator with it, and an ending that the template
// spells out is not there twice.
func TestNothingDangles(t *testing.T) {
	t.Parallel()
	both := Fields{Index: 5, Title: "Song", Artist: "Band"}
	for _, test := range []struct {
		template string
		fields   Fields
		want     string
	}{
		{"{number:02} - {title}", both, "06 - Song.mp3"},
		{"{number:02} - {title}", Fields{Index: 5}, "06.mp3"},
		{"{number:02} {artist} - {title}", Fields{Index: 5}, "06.mp3"},
		{"{number:02} {artist} - {title}", Fields{Index: 5, Title: "Song"}, "06 - Song.mp3"},
		{"{number:02} {artist} - {title}", Fields{Index: 5, Artist: "Band"}, "06 Band.mp3"},
		{"{title} - {artist}", Fields{Artist: "Band"}, "Band.mp3"},
		{"{title} (part) {number}", Fields{}, "(part) 1.mp3"},
		{"{title}.mp3", both, "Song.mp3"},
		{"{title}.MP3", both, "Song.mp3"},
		{"{title}.mp3", Fields{Title: "a.mp3"}, "a.mp3.mp3"},
		{"{title}.wav", both, "Song.wav.mp3"},
	} {
		if got := names(t, test.template, []Fields{test.fields}, "mp3"); got[0] != test.want {
			t.Errorf("%q: %q, want %q", test.template, got[0], test.want)
		}
	}
}
