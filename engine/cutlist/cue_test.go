package cutlist

import (
	"strings"
	"testing"

	"audiospliter/engine/timeline"
)

// sheet returns a cue sheet of one file with a track for each time, titled A, B
// and so on.
func sheet(head string, times ...string) string {
	var b strings.Builder
	b.WriteString(head + "FILE \"s.wav\" WAVE\n")
	for i, at := range times {
		b.WriteString("TRACK " + pad2(int64(i+1)) + " AUDIO\nTITLE \"" + string(rune('A'+i)) + "\"\nINDEX 01 " + at + "\n")
	}
	return b.String()
}

func TestCueSheetsThatAreNotQuiteRight(t *testing.T) {
	t.Parallel()
	const rekordbox = "REM RECORDED_BY \"rekordbox-dj\"\n"
	hours := []string{"00:00:00", "00:04:10", "01:02:03"}
	asClock := "0 - A @s.wav track=1\n250 - B @s.wav track=2\n3723 - C @s.wav track=3\n"
	inside := "FILE \"mix.wav\" WAVE\nTRACK 01 AUDIO\nTITLE A\nFILE \"/m/1.mp3\" MP3\nINDEX 01 00:00:00\n" +
		"TRACK 02 AUDIO\nTITLE B\nFILE \"/m/2.mp3\" MP3\nINDEX 01 00:04:10\nTRACK 03 AUDIO\nTITLE C\nFILE \"/m/3.mp3\" MP3\nINDEX 01 01:02:03\n"
	for _, test := range []struct {
		name, text string
		length     int64 // s of the audio; 0 if not known
		want       string
		warns      int
	}{
		{"hours, by its program", sheet(rekordbox, hours...), 5400, asClock, 0},
		{"hours, by its program, without audio", sheet(rekordbox, hours...), 0, asClock, 0},
		{"hours, as a guess", sheet("", hours...), 5400, asClock, 1},
		{"hours, as a guess without audio", sheet("", "00:00:00", "00:04:10", "00:09:03"), 0, "0 - A @s.wav track=1\n250 - B @s.wav track=2\n543 - C @s.wav track=3\n", 1},
		{"hours beyond the audio", sheet("", hours...), 100, "0 - A @s.wav track=1\n62/15 - B @s.wav track=2\n62.04 - C @s.wav track=3\n", 0},
		{"frames, by their size", sheet("", "00:00:00", "00:04:10", "01:02:60"), 5400, "0 - A @s.wav track=1\n62/15 - B @s.wav track=2\n62.8 - C @s.wav track=3\n", 0},
		{"frames, by their word", sheet("REM FRAMES 75\n", hours...), 5400, "0 - A @s.wav track=1\n62/15 - B @s.wav track=2\n62.04 - C @s.wav track=3\n", 0},
		{"frames of common tracks", sheet("", "00:00:00", "04:10:00", "08:20:00"), 800, "0 - A @s.wav track=1\n250 - B @s.wav track=2\n500 - C @s.wav track=3\n", 0},
		{"two tracks, with the audio", sheet("", "00:00:00", "00:04:10"), 600, "0 - A @s.wav track=1\n250 - B @s.wav track=2\n", 1},
		{
			"a file for each played track", rekordbox + inside, 5400,
			"0 - A @mix.wav track=1\n250 - B @mix.wav track=2\n3723 - C @mix.wav track=3\n", 0,
		},
		{"minutes and seconds", sheet("", "00:00", "20:59", "125:01"), 0, "0 - A @s.wav track=1\n1259 - B @s.wav track=2\n7501 - C @s.wav track=3\n", 1},
		{"hours with decimals", sheet("", "00:00:00.0", "00:04:10.5"), 0, "0 - A @s.wav track=1\n250.5 - B @s.wav track=2\n", 1},
		{"hours with frames", sheet("", "00:00:00:00", "01:04:10:15"), 0, "0 - A @s.wav track=1\n3850.2 - B @s.wav track=2\n", 0},
		{"hundredths", sheet("", "00:00:00", "04:10:99", "08:00:80"), 0, "0 - A @s.wav track=1\n250.99 - B @s.wav track=2\n480.8 - C @s.wav track=3\n", 1},
		{"thousandths", sheet("", "00:00:000", "04:10:250"), 0, "0 - A @s.wav track=1\n250.25 - B @s.wav track=2\n", 1},
		{"INDEX 00 alone", "FILE s.wav WAVE\nTRACK 1 AUDIO\nINDEX 00 00:00:00\nTRACK 2 AUDIO\nINDEX 02 01:00:00\n", 0, "0 -  @s.wav track=1\n60 -  @s.wav track=2\n", 2},
		{
			"hidden audio in a file of its own",
			"FILE \"00.wav\" WAVE\nTRACK 01 AUDIO\nTITLE A\nINDEX 00 00:00:00\nFILE \"01.wav\" WAVE\nINDEX 01 00:00:00\n", 0,
			"0 -  @00.wav track=0\n0 - A @01.wav track=1\n", 0,
		},
		{"quotes missing", "TITLE \"The Album\nFILE \"a b.wav WAVE\nTRACK 01 AUDIO\nTITLE \"One\nPERFORMER Some One\"\nINDEX 01 00:00:00\n", 0, "0 - One @a b.wav artist=Some One track=1\n", 0},
		{"inches, and a quote from the web", "FILE &quot;a b.wav&quot; WAVE\nTRACK 01 AUDIO\nTITLE Mix 12\"\nPERFORMER &quot;A &amp; B&quot;\nINDEX 01 00:00:00\n", 0, "0 - Mix 12\" @a b.wav artist=A & B track=1\n", 0},
		{"no type of the file", "FILE my song.wav\nTRACK 01 AUDIO\nINDEX 01 00:00:00\n", 0, "0 -  @my song.wav track=1\n", 0},
		{"curly quotes", "FILE “a b.wav” WAVE\nTRACK 01 AUDIO\nTITLE “One”\nPERFORMER „Wer“\nINDEX 01 00:00:00\n", 0, "0 - One @a b.wav artist=Wer track=1\n", 0},
		{
			"a file for each track", "FILE \"1.wav\" WAVE\nTRACK 01 AUDIO\nINDEX 01 00:02:00\nFILE \"2.wav\" WAVE\nTRACK 02 AUDIO\nINDEX 01 00:02:00\n", 0,
			"2 -  @1.wav track=1\n2 -  @2.wav track=2\n", 0,
		},
	} {
		l, err := Read(strings.NewReader(test.text), Options{Length: timeline.Seconds(test.length)})
		if err != nil {
			t.Errorf("%s: %v", test.name, err)
			continue
		}
		if got := dump(l); l.Format != Cue || got != test.want || len(l.Warnings) != test.warns {
			t.Errorf("%s: %s with %q\n%swant\n%s", test.name, l.Format, l.Warnings, got, test.want)
		}
	}
}

// A sheet of ours is read back to the same cuts also where they lie as the
// times of a program for DJs would.
func TestOurShortTracksStayShort(t *testing.T) {
	t.Parallel()
	l := &List{}
	for i := range int64(5) {
		l.Tracks = append(l.Tracks, Track{Start: timeline.Seconds(4 * i), File: "x.wav"})
	}
	var b strings.Builder
	if err := Write(&b, Cue, l); err != nil {
		t.Fatal(err)
	}
	back, err := Read(strings.NewReader(b.String()), Options{Length: timeline.Seconds(3600)})
	if err != nil || len(back.Tracks) != 5 || back.Tracks[4].Start != timeline.Seconds(16) {
		t.Errorf("%v, %v, of\n%s", back, err, b.String())
	}
}
