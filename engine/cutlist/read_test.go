package cutlist

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// dump shows tracks one a line: start, end (- open, * point), title, file, tags.
func dump(l *List) string {
	var b strings.Builder
	for _, t := range l.Tracks {
		end := "-"
		if t.HasEnd {
			end = t.End.String()
		}
		if t.Point {
			end = "*"
		}
		fmt.Fprintf(&b, "%s %s %s", t.Start, end, t.Title)
		if t.File != "" {
			fmt.Fprintf(&b, " @%s", t.File)
		}
		if t.Pregap != nil {
			fmt.Fprintf(&b, " <%s", t.Pregap)
		}
		for _, k := range sortedKeys(t.Tags) {
			fmt.Fprintf(&b, " %s=%s", k, t.Tags[k])
		}
		b.WriteString("\n")
	}
	return b.String()
}

var readTests = []struct {
	name   string
	format Format // what it is recognised as
	text   string
	want   string
	album  string // fmt of Album, where it matters
	warns  int
}{
	{
		name: "cue", format: Cue,
		text: "REM GENRE \"Hard Rock\"\nREM DATE 1981\nREM DISCID 860B640B\nCATALOG 0123456789012\nPERFORMER \"The Band\"\ntitle \"The Album\"\n" +
			"FILE \"a b.wav\" WAVE\n  TRACK 01 AUDIO\n    TITLE \"One \"quoted\" x\"\n    PERFORMER Someone Else\n    ISRC USABC1234567\n    FLAGS DCP\n    INDEX 01 00:00:00\n" +
			"  TRACK 02 AUDIO\n    TITLE Two\n    SONGWRITER \"W\"\n    INDEX 00 01:00:00\n    INDEX 01 01:02:37\n    INDEX 02 02:00:00\n" +
			"FILE second.flac WAVE\n  TRACK 03 AUDIO\n    INDEX 01 00:00:00\n  TRACK 04 MODE1/2352\n    INDEX 01 100:00:00\n",
		want: "0 - One \"quoted\" x @a b.wav artist=Someone Else isrc=USABC1234567 track=1\n" +
			"4687/75 - Two @a b.wav <60 composer=W track=2\n0 -  @second.flac track=3\n",
		album: "map[album:The Album artist:The Band catalog:0123456789012 date:1981 discid:860B640B genre:Hard Rock]",
		warns: 1,
	},
	{
		name: "cue with the gap in the file before", format: Cue,
		text: "FILE \"1.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:00\nTRACK 02 AUDIO\nINDEX 00 03:00:00\nFILE \"2.wav\" WAVE\nINDEX 01 00:00:00\n",
		want: "0 -  @1.wav track=1\n0 -  @2.wav track=2\n",
	},
	{
		name: "audacity", format: Audacity,
		text: "\uFEFF0.000000\t67.500000\tfirst\r\n\\\t100.0\t200.0\r\n67.5\t67.5\tpoint\twith tab\r\n\r\n149,25\t206\r\n",
		want: "0 67.5 first\n67.5 * point with tab\n149.25 206 \n",
	},
	{
		name: "audacity overlapping and unordered", format: Audacity,
		text: "10\t20\tb\n0\t12\ta\n", want: "0 12 a\n10 20 b\n", warns: 2,
	},
	{
		name: "csv with headings", format: CSV,
		text: "Name,Start,End,Performer\n\"a, \"\"b\"\"\",0,1:30,X\nlast,1:30,,\n",
		want: "0 90 a, \"b\" artist=X\n90 - last\n",
	},
	{
		name: "csv without headings", format: CSV,
		text: ",10,a\n10.5,20,b,more\n20,20,p\n00:00:30.250,,c\n", want: "0 10 a\n10.5 20 b\n20 * p\n30.25 - c\n",
	},
	{
		name: "csv with commas in titles that have no quotes", format: CSV,
		text: "0,10,a, b, c\n10,d, e\n20,f\n", want: "0 10 a, b, c\n10 - d, e\n20 - f\n",
	},
	{
		name: "csv of a decimal comma", format: CSV,
		text: "0;12,5;a\n12,5;20;b\n", want: "0 12.5 a\n12.5 20 b\n",
	},
	{
		name: "csv with lengths", format: CSV,
		text: "start time,duration,title\n10,5,x\n", want: "10 15 x\n",
	},
	{
		name: "tsv", format: TSV, text: "Start\tEnd\tName\n0\t10\ta\n10\t\tb\n", want: "0 10 a\n10 - b\n",
	},
	{
		name: "tsv by its open end", format: TSV, text: "0\t\ta\n10\t\tb\n", want: "0 - a\n10 - b\n",
	},
	{
		name: "youtube", format: YouTube,
		text: "My great mix! Recorded at 10:30 in Rome.\n\n0:00 Intro\n(1:30) - Second\n02:45 – Third (Live)\n• 3:00 | Fourth\n5. [04:00] Fifth\n" +
			"Sixth - 5:00\n7) Seventh (6:00)\n7:00 - 8:00 Eighth\nNinth 8:00 - 9:30\n1:00:00 Tenth 10:30\nLike and subscribe\n",
		want: "0 - Intro\n90 - Second\n165 - Third (Live)\n180 - Fourth\n240 - Fifth\n300 - Sixth\n360 - Seventh\n420 480 Eighth\n480 570 Ninth\n3600 - Tenth 10:30\n",
		// The talk with a time in it is named.
		warns: 1,
	},
	{
		name: "youtube, other hands", format: YouTube,
		text: "**0:00** Bold\n1 - 0:10 Numbered\n[0:20] Bracketed\n0:30: Colon\n▶ 0:40 Arrow\nTrack 05 (0:50)\n00:01:00 → 01:10 Range\n1:20–1:30\n2:00,5 Half\n",
		want: "0 - Bold\n10 - Numbered\n20 - Bracketed\n30 - Colon\n40 - Arrow\n50 - Track 05\n60 70 Range\n80 90 \n120.5 - Half\n",
	},
	{
		name: "mp4chaps", format: MP4Chaps,
		text: "00:00:00.000 Intro\n00:01:02.500 Two <https://example.org/a>\n## comment\n01:00:00.000 a <b> <>\n",
		want: "0 - Intro\n62.5 - Two url=https://example.org/a\n3600 - a <b>\n",
	},
	{
		name: "ffmetadata", format: FFMetadata,
		text: ";FFMETADATA1\ntitle=All\\=x\nartist=A\\\nB\n; comment\n[STREAM]\nlanguage=eng\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=1500\ntitle=One \\; \\# \\\\ \\= two\n" +
			"[CHAPTER]\nTIMEBASE=1/44100\nSTART=66150\nEND=132300\nartist=X\n[CHAPTER]\nSTART=4000000000\n",
		want:  "0 1.5 One ; # \\ = two\n1.5 3  artist=X\n4 - \n",
		album: "map[artist:A B title:All=x]",
	},
	{
		name: "ogg", format: OGG,
		text: "CHAPTER01=00:00:00.000\nCHAPTER01NAME=Intro = start\nCHAPTER02=00:01:00.250\nCHAPTER02NAME=\nCHAPTER02URL=http://x\n",
		want: "0 - Intro = start\n60.25 -  url=http://x\n",
	},
	{
		name: "podcast", format: PodcastJSON,
		text: "{\"version\":\"1.2.0\",\"author\":\"A\",\"podcastName\":\"P\",\"waypoints\":{\"a\":[1]},\"chapters\":[\n{\"startTime\":0,\"title\":\"One\"},\n" +
			"{\"startTime\":12.5,\"endTime\":20,\"title\":\"Two\\nlines\",\"url\":\"u\",\"img\":\"i\"},\n{\"startTime\":15,\"toc\":false},\n{\"startTime\":2e1}]}",
		want:  "0 - One\n12.5 20 Two lines img=i url=u\n20 - \n",
		album: "map[album:P artist:A]", warns: 1,
	},
	{
		name: "psc in a feed", format: PSC,
		text: "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n<rss xmlns:psc=\"http://podlove.org/simple-chapters\"><channel><item><title>&nbsp;x</title>\n" +
			"<psc:chapters><psc:chapter start=\"00:00:00\" title=\"A &amp; B\"/>\n<psc:chapter start=\"1:30.5\" title=\"C\" href=\"h\" image=\"i\"/></psc:chapters></item></channel></rss>",
		want: "0 - A & B\n90.5 - C img=i url=h\n",
	},
	{
		name: "matroska", format: Matroska,
		text: "<?xml version=\"1.0\"?>\n<Chapters><EditionEntry>\n<ChapterAtom><ChapterTimeStart>00:00:00.000000000</ChapterTimeStart><ChapterTimeEnd>00:01:00.000000001</ChapterTimeEnd>" +
			"<ChapterDisplay><ChapterString>Eins</ChapterString></ChapterDisplay><ChapterDisplay><ChapterString>One</ChapterString></ChapterDisplay>\n" +
			"<ChapterAtom><ChapterTimeStart>00:00:30</ChapterTimeStart></ChapterAtom></ChapterAtom>\n" +
			"<ChapterAtom><ChapterTimeStart>00:01:30</ChapterTimeStart></ChapterAtom>\n" +
			"<ChapterAtom><ChapterFlagHidden>1</ChapterFlagHidden><ChapterTimeStart>00:02:00</ChapterTimeStart></ChapterAtom></EditionEntry>\n" +
			"<EditionEntry><ChapterAtom><ChapterTimeStart>00:00:09</ChapterTimeStart></ChapterAtom></EditionEntry></Chapters>",
		want: "0 60.000000001 Eins\n90 - \n", warns: 3,
	},
	{
		name: "vtt", format: VTT,
		text: "WEBVTT - x\n\nNOTE a note\nof lines\n\nid-1\n00:00.000 --> 00:10.500 align:start\n<v Roger>First &amp; <b>best</b>\nsecond line\n\n01:00:00.000 --> 99:59:59.999\n\n",
		want: "0 10.5 First & best\n3600 - \n",
	},
	{
		name: "srt", format: SRT,
		text: "1\r\n00:00:00,000 --> 00:00:10,500\r\n<i>First</i> {\\an8}x < y\r\nmore\r\n\r\n2\r\n00:00:10,500 --> 00:00:20,000\r\nSecond\r\n",
		want: "0 10.5 First x < y\n10.5 20 Second\n",
	},
	{
		name: "pbf", format: PBF,
		text: "[Bookmark]\r\n0=12500*One*2800000048\r\n1=60000*a*b*\r\n2=70000*c\r\n3=\r\n[PlayRepeat]\r\n0=1*2\r\n",
		want: "12.5 - One\n60 - a*b\n70 - c\n",
	},
	{
		name: "edl", format: EDL,
		text: "5.0 10.0 0\n20 30 3\n15 15 2\n16 17 1\n", want: "0 5 \n10 15 \n15 20 \n30 - \n", warns: 1,
	},
	{
		name: "cmx3600 with its rate", format: CMX3600,
		text: "TITLE: Mix\nFCM: NON-DROP FRAME\n* FRAME RATE: 25\n\n001  AX  V  C  00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:12\n* FROM CLIP NAME: One\n" +
			"002  AX  AA C  00:00:00:00 00:00:10:00 01:00:00:00 01:00:10:12\n003  BL  A  D  024  00:00:00:00 00:00:10:00 01:00:10:12 01:00:20:00\n" +
			"004  001  V C 01:00:30:00 01:00:30:01 01:00:30:00 01:00:30:01\n |C:ResolveColorBlue |M:Marker 1 |D:1\n",
		want: "0 10.48 One\n10.48 20 \n30 * Marker 1\n", album: "map[album:Mix]", warns: 1,
	},
	{
		name: "cmx3600 drop-frame", format: CMX3600,
		// 17982 frames of 1001/30000 s are 10 minutes of the drop-frame clock.
		text: "FCM: DROP FRAME\n001  AX  V  C  00:00:00;00 00:10:00;00 00:00:00;00 00:10:00;00\n",
		want: "0 599.9994 \n",
	},
	{
		name: "audition", format: Audition,
		text: "Name\tStart\tDuration\tTime Format\tType\tDescription\nMarker 01\t0:01.500\t0:00.000\tdecimal\tCue\tnote\nMarker 02\t1:00:00.000\t0:30.250\tdecimal\tCue\t\nM3\t1:00:40:30\t0:00:10:15\t75 fps\tCue\t\n",
		want: "1.5 * Marker 01 comment=note\n3600 3630.25 Marker 02\n3640.4 3650.6 M3\n",
	},
	{
		name: "reaper", format: Reaper,
		text: "#,Name,Start,End,Length\nR1,\"a, b\",0:00.000,1:00.500,1:00.500\nM1,mark,1:10.000,,\n", want: "0 60.5 a, b\n70 * mark\n",
	},
	{
		name: "mp3splt", format: MP3Splt,
		text: "a.mp3\n-48.00\t0.00\t25\n6.210000\t7.180000\t97\n3.130000\t4.100000\t96\n", want: "3.906 * \n6.986 * \n",
	},
	{name: "timestamps", format: Timestamps, text: "# cuts\n10:00\n1200.5\n00:30:00.250\n", want: "600 * \n1200.5 * \n1800.25 * \n"},
	{name: "timestamps unordered and twice", format: Timestamps, text: "20\n10\n20\n", want: "10 * \n20 * \n", warns: 2},
	{
		name: "chapters that overlap, begin together or have no length", format: FFMetadata,
		text: ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=0\nEND=12\n[CHAPTER]\nTIMEBASE=1/1\nSTART=10\nEND=10\n[CHAPTER]\nTIMEBASE=1/1\nSTART=10\nEND=20\n",
		want: "0 10 \n10 - \n", warns: 3,
	},
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, test := range readTests {
		l, err := Read(strings.NewReader(test.text), Options{})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if l.Format != test.format {
			t.Errorf("%s: read as %s, want %s", test.name, l.Format, test.format)
		}
		if got := dump(l); got != test.want {
			t.Errorf("%s: got\n%swant\n%s", test.name, got, test.want)
		}
		if got := fmt.Sprint(l.Album); test.album != "" && got != test.album {
			t.Errorf("%s: album %s, want %s", test.name, got, test.album)
		}
		if len(l.Warnings) != test.warns {
			t.Errorf("%s: warnings %q, want %d", test.name, l.Warnings, test.warns)
		}
	}
}

func TestReadRefuses(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name, text, want string
		format           Format
	}{
		{"nothing", "", "empty", ""},
		{"blank", " \n\n", "empty", ""},
		{"talk", "hello\nworld\n", "no cut list", ""},
		{"binary", "ID3\x00\x01\x02", "not text", ""},
		{"cue: bad frame", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:00:75\n", "Line 3", Cue},
		{"cue: order", "FILE x WAVE\nTRACK 01 AUDIO\nINDEX 01 00:10:00\nTRACK 02 AUDIO\nINDEX 01 00:05:00\n", "Line 4", ""},
		{"cue: same place", "TRACK 01 AUDIO\nINDEX 01 00:10:00\nTRACK 02 AUDIO\nINDEX 01 00:10:00\n", "Line 3", ""},
		{"cue: no index", "TRACK 01 AUDIO\nTRACK 02 AUDIO\nINDEX 01 00:10:00\n", "Line 1", ""},
		{"cue: index first", "INDEX 01 00:10:00\nTRACK 02 AUDIO\n", "Line 1", ""},
		{"cue: only data", "TRACK 01 MODE1/2048\nINDEX 01 00:10:00\n", "no cuts", ""},
		{"audacity: end before start", "0\t10\ta\n20\t15\tb\n", "Line 2", ""},
		{"audacity: negative", "0\t10\ta\n-5\t15\tb\n", "Line 2", ""},
		{"audacity: no time", "0\t10\ta\nx\t15\tb\n", "Line 2", ""},
		{"csv: no start", "0,10,a\n,20,b\n", "Line 2", ""},
		{"csv: quoted lines", "0,10,\"a\nb\"\nx,20,b\n", "Line 3", ""},
		{"youtube: order", "0:00 a\n5:00 b\ntalk\n4:00 c\n", "Line 4", ""},
		{"ogg: twice", "CHAPTER01=00:00:00.000\nCHAPTER01=00:00:01.000\n", "Line 2", ""},
		{"ffmetadata: no start", ";FFMETADATA1\n[CHAPTER]\nEND=5\n", "Line 2", ""},
		{"ffmetadata: huge", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1\nSTART=9000000000000000000\n", "Line 2", ""},
		{"ffmetadata: before", ";FFMETADATA1\n[CHAPTER]\nSTART=-5\n", "Line 2", ""},
		{"ffmetadata: timebase", ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/0\nSTART=5\n", "Line 3", ""},
		{"podcast: syntax", "{\"chapters\":[{\"startTime\":1},\n{\"startTime\":}]}", "Line 2", ""},
		{"podcast: no start", "{\"chapters\":[\n{\"title\":\"a\"}]}", "Line 2", ""},
		{"podcast: none", "{\"chapters\":[]}", "no cuts", ""},
		{"podcast: far", "{\"chapters\":[{\"startTime\":1e300}]}", "Line 1", ""},
		{"psc: syntax", "<psc:chapters>\n<psc:chapter start=\"0\"", "Line 2", ""},
		{"psc: two episodes", "<r><psc:chapters><psc:chapter start=\"0\"/></psc:chapters>\n<psc:chapters/></r>", "Line 2", ""},
		{"matroska: no start", "<Chapters>\n<ChapterAtom></ChapterAtom></Chapters>", "Line 2", ""},
		{"vtt: time", "WEBVTT\n\n00:00.000 --> x\n", "Line 3", ""},
		{"edl: action", "1 2 0\n3 4 7\n", "Line 2", ""},
		{"edl: backwards", "1 2 0\n4 3 0\n", "Line 2", ""},
		{"cmx3600: no rate", "001  AX  V  C  00:00:00:00 00:00:10:00 00:00:00:00 00:00:10:00\n", "frame rate", ""},
		{"cmx3600: frame", "* FRAME RATE: 24\n001  AX  V  C  00:00:00:00 00:00:10:00 00:00:00:24 00:00:10:00\n", "Line 2", ""},
		{"audition: samples", "Name\tStart\tDuration\tTime Format\na\t44100\t0\tsamples\n", "Line 2", ""},
		{"reaper: beats", "#,Name,Start,End,Length\nM1,x,1.1.00,,\n", "Line 2", ""},
		{"a label before the beginning", "-1\t10\ta\n", "Line 1", ""},
		{"a row before the beginning", "-1.5,10,a\n", "Line 1", ""},
		{"a thousand days", "0\n90000000\n", "Line 2", Timestamps},
		{"unknown format", "0\n", "choose one of", "nonsense"},
		{"a line of 70 kB", "0\n" + strings.Repeat("1", 70_000), "Line 2", Timestamps},
		{"20 MB", strings.Repeat("0:00 a\n", 3_000_000), "16 MB", ""},
		{"100,001 cuts", strings.Repeat("1\n", 100_001), "Line 100001", ""},
		{"an element of 2 MB", "<psc:chapters>\n<a " + strings.Repeat("b=\"\"\n", 500_000), "1 MB", ""},
	}
	for _, test := range tests {
		l, err := Read(strings.NewReader(test.text), Options{Format: test.format})
		if err == nil {
			t.Errorf("%s: read as %s\n%s", test.name, l.Format, dump(l))
			continue
		}
		if fault.CodeOf(err) != fault.InvalidParams || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %s %v, want %q", test.name, fault.CodeOf(err), err, test.want)
		}
	}
}

func utf16Bytes(s string, big bool) string {
	var b strings.Builder
	for _, u := range utf16.Encode([]rune(s)) {
		if big {
			u = u<<8 | u>>8
		}
		b.WriteByte(byte(u))
		b.WriteByte(byte(u >> 8))
	}
	return b.String()
}

func TestCharset(t *testing.T) {
	t.Parallel()
	const text = "0:00 Prélude à l’été\n1:00 x\n"
	tests := []struct {
		name, data, charset, want string
		warns                     int
	}{
		{"utf-8", text, "", "Prélude à l’été", 0},
		{"utf-8 mark", "\uFEFF" + text, "", "Prélude à l’été", 0},
		{"utf-16le mark", utf16Bytes("\uFEFF"+text, false), "", "Prélude à l’été", 0},
		{"utf-16be mark", utf16Bytes("\uFEFF"+text, true), "", "Prélude à l’été", 0},
		{"utf-16le", utf16Bytes(text, false), "", "Prélude à l’été", 0},
		{"utf-16be", utf16Bytes(text, true), "", "Prélude à l’été", 0},
		{"windows-1252", "0:00 Pr\xe9lude \xe0 l\x92\xe9t\xe9\n", "", "Prélude à l’été", 1},
		{"windows-1251", "0:00 \xcf\xf0\xe8\xe2\xe5\xf2\n", "windows-1251", "Привет", 0},
		{"shift_jis", "0:00 \x82\xb1\x82\xf1\n", "Shift_JIS", "こん", 0},
		{"a mark outranks the name", "\uFEFF" + text, "windows-1251", "Prélude à l’été", 0},
	}
	for _, test := range tests {
		l, err := Read(strings.NewReader(test.data), Options{Charset: test.charset})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := l.Tracks[0].Title; got != test.want || len(l.Warnings) != test.warns {
			t.Errorf("%s: %q with %q, want %q", test.name, got, l.Warnings, test.want)
		}
	}
	if _, err := Read(strings.NewReader(text), Options{Charset: "klingon"}); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("unknown charset: %v", err)
	}
	xml := "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><psc:chapters><psc:chapter start=\"0\" title=\"\xb1\"/></psc:chapters>"
	l, err := Read(strings.NewReader(xml), Options{})
	if err != nil || l.Tracks[0].Title != "ą" {
		t.Errorf("declared charset: %v, %v", l, err)
	}
}

func TestReadFile(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "x.edl")
	if err := os.WriteFile(path, []byte("0\t5\t0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l, err := ReadFile(path, Options{})
	if err != nil || l.Format != EDL || l.Path != path {
		t.Errorf("got %v, %v: want an edit list by its extension, which says where it is", l, err)
	}
	if _, err := ReadFile(filepath.Join(dir, "none"), Options{}); fault.CodeOf(err) != fault.FileNotFound {
		t.Errorf("missing: %v", err)
	}
	if _, err := ReadFile(dir, Options{}); fault.CodeOf(err) != fault.InvalidParams {
		t.Errorf("folder: %v", err)
	}
}

func TestParseTimeIsTimelines(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"0", "90", "90.5", "90,5", "1:30", "01:30:00.250", "100:00", "10m", "1/75", "00:00:00.123456789", "1:75", "1:60:00", "1.5:00",
		"1:2:3:4", ".5", "5.", "1:", ":1", "", " 7 ", "86400000", "86400001", "99999999999999999", "1.5.2", "1.2:3", "0.0000000001", "1:30.5",
	} {
		got, err := parseTime(s)
		want, wantErr := timeline.Parse(s)
		if (err == nil) != (wantErr == nil) || got.Cmp(want) != 0 {
			t.Errorf("%q: %v, %v; want %v, %v", s, got, err, want, wantErr)
		}
	}
}

func TestFrameRate(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]FrameRate{
		"25": {25, 1}, "29.97": {30000, 1001}, "23.976": {24000, 1001}, "30000/1001": {30000, 1001}, "12.5": {125, 10},
		"0": {}, "": {}, "-25": {}, "x": {}, "1001": {}, "25/0": {}, "1/": {}, "25.": {25, 1}, "1.2.3": {}, "99999999999999999999": {},
	} {
		got, err := ParseFrameRate(text)
		if got != want || (err != nil) != (want == FrameRate{}) {
			t.Errorf("%q: %v, %v, want %v", text, got, err, want)
		}
	}
	// SMPTE: in each tenth minute the drop-frame clock agrees with the real one to the frame.
	rate := FrameRate{30000, 1001}
	for label, want := range map[string]int64{"00:00:59;29": 1799, "00:01:00;02": 1800, "00:10:00;00": 17982, "01:00:00;00": 107892} {
		code, ok := parseTimecode(label)
		if n, ok2 := rate.count(code); !ok || !ok2 || n != want {
			t.Errorf("%s is frame %d, want %d", label, n, want)
		}
	}
	if code, _ := parseTimecode("00:01:00;01"); code.drop {
		if n, ok := rate.count(code); ok {
			t.Errorf("a label that is dropped is frame %d", n)
		}
	}
}
