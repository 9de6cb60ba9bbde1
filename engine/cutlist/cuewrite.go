package cutlist

import (
	"path"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// quote writes an argument. A cue sheet cannot escape a quote, so it becomes an
// apostrophe.
func quote(s string) string {
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}

func writeCue(p *printer, l *List) {
	if looksLikeClock(l) {
		p.f("REM FRAMES 75\n")
	}
	for _, f := range []struct{ format, key string }{
		{"REM GENRE %s\n", "genre"},
		{"REM DATE %s\n", "date"},
		{"REM DISCID %s\n", "discid"},
		{"REM COMMENT %s\n", "comment"},
		{"CATALOG %s\n", "catalog"},
		{"PERFORMER %s\n", "artist"},
		{"SONGWRITER %s\n", "composer"},
		{"TITLE %s\n", "album"},
		{"REM DISCNUMBER %s\n", "disc"},
		{"REM TOTALDISCS %s\n", "disctotal"},
	} {
		writeCueTag(p, f.format, f.key, l.Album)
	}
	tracks := withLeads(l.Tracks)
	numbers := cueNumbers(tracks)
	for i, t := range tracks {
		first := i == 0 || tracks[i-1].File != t.File
		if first {
			p.f("FILE %s %s\n", quote(t.File), cueType(t.File))
		}
		p.f("  TRACK %02d AUDIO\n", numbers[i])
		if t.Title != "" {
			p.f("    TITLE %s\n", quote(t.Title))
		}
		for _, f := range []struct{ format, key string }{
			{"    PERFORMER %s\n", "artist"},
			{"    SONGWRITER %s\n", "composer"},
			{"    ISRC %s\n", "isrc"},
			{"    REM GENRE %s\n", "genre"},
			{"    REM DATE %s\n", "date"},
			{"    REM COMMENT %s\n", "comment"},
		} {
			writeCueTag(p, f.format, f.key, t.Tags)
		}
		if t.Pregap != nil && ticks(*t.Pregap, 75) >= 0 && ticks(*t.Pregap, 75) < ticks(t.Start, 75) {
			p.f("    INDEX 00 %s\n", cueTime(*t.Pregap))
		}
		p.f("    INDEX 01 %s\n", cueTime(t.Start))
	}
}

// withLeads makes audio that lies before the first track, number 0, the pregap of
// the track behind it.
func withLeads(tracks []Track) []Track {
	var out []Track
	for i, t := range tracks {
		if i > 0 {
			lead := tracks[i-1]
			if len(out) == 1 && lead.Tags["track"] == "0" && lead.Title == "" && lead.File == t.File &&
				(!lead.HasEnd || lead.End.Cmp(t.Start) == 0) && ticks(lead.Start, 75) < ticks(t.Start, 75) {
				t.Pregap = &lead.Start
				out = out[:0]
			}
		}
		out = append(out, t)
	}
	return out
}

// cueNumbers returns the numbers of tracks: their own where those rise from 1 to
// 99, else by their places.
func cueNumbers(tracks []Track) []int {
	numbers := make([]int, len(tracks))
	last := 0
	for i, t := range tracks {
		n, err := strconv.Atoi(t.Tags["track"])
		if err != nil || n <= last || n > 99 {
			for i := range numbers {
				numbers[i] = i + 1
			}
			break
		}
		numbers[i], last = n, n
	}
	return numbers
}

// looksLikeClock reports whether the times of a sheet could be taken for hours,
// minutes and seconds by readCue.
func looksLikeClock(l *List) bool {
	for _, t := range l.Tracks {
		if ticks(t.Start, 75)%75 > 59 || t.Pregap != nil && ticks(*t.Pregap, 75)%75 > 59 {
			return false
		}
	}
	n := int64(len(l.Tracks) - 1)
	if n < 1 {
		return false
	}
	last := l.Tracks[n]
	tiny := ticks(last.Start, 1) <= 10*n
	early := !last.HasEnd || 20*ticks(last.Start, 1) <= ticks(last.End, 1)
	return tiny || early && ticks(last.Start, 1) <= 60*n
}

// writeCueTag writes a tag that is there. Codes go without quotes, as the
// programs that check their form expect.
func writeCueTag(p *printer, format, key string, tags map[string]string) {
	value := tags[key]
	switch {
	case value == "":
	case (key == "isrc" || key == "catalog" || key == "date" || strings.HasPrefix(key, "disc")) && !strings.ContainsAny(value, " \""):
		p.f(format, value)
	default:
		p.f(format, quote(value))
	}
}

func cueTime(t timeline.Time) string {
	n := ticks(t, 75)
	return pad2(n/75/60) + ":" + pad2(n/75%60) + ":" + pad2(n%75)
}

func pad2(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// cueType returns the type a sheet gives a file: WAVE stands for all that a
// player decodes by itself.
func cueType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp3":
		return "MP3"
	case ".aif", ".aiff":
		return "AIFF"
	}
	return "WAVE"
}
