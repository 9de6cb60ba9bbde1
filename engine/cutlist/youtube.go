package cutlist

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// What stands around times in notes people write by hand.
const (
	bullets    = "-–—*•·►▶>+ \t"
	separators = "-–—:|•·~=→,; \t"
	openers    = "([{"
	closers    = ")]}"
)

// readYouTube reads chapters as people write them in descriptions and show
// notes: a clock time at the beginning or the end of a line, with or without
// brackets, bullets, a number in front, or a range. Lines without a time are
// talk, and are passed over.
func readYouTube(r *reader) error {
	for r.next() {
		t, ok := showNote(r.lines.text)
		if !ok {
			if clockWithin(r.lines.text) {
				r.warn(r.number, "it has a time amid its text, and was taken for talk")
			}
			continue
		}
		if err := r.add(r.number, t); err != nil {
			return err
		}
	}
	return nil
}

// showNote reads one line of notes.
func showNote(line string) (Track, bool) {
	line = clean(line)
	if t, ok := leadingTime(line); ok {
		return t, true
	}
	return trailingTime(line)
}

func leadingTime(line string) (Track, bool) {
	rest := strings.TrimLeft(line, bullets)
	start, n := scanClock(strings.TrimLeft(rest, openers))
	if n == 0 {
		rest = strings.TrimLeft(dropNumber(rest), bullets)
		if start, n = scanClock(strings.TrimLeft(rest, openers)); n == 0 {
			return Track{}, false
		}
	}
	t := Track{Start: start}
	// The stars of a time in bold, in Markdown, are no part of the title.
	rest = strings.TrimPrefix(strings.TrimLeft(strings.TrimLeft(rest, openers)[n:], closers), "**")
	if after := strings.TrimLeft(rest, separators); strings.ContainsAny(rest[:len(rest)-len(after)], "-–—~→") {
		if end, n := scanClock(strings.TrimLeft(after, openers)); n > 0 && end.Cmp(start) > 0 {
			t.End, t.HasEnd = end, true
			rest = strings.TrimLeft(after, openers)[n:]
		}
	}
	t.Title = strings.TrimLeft(strings.TrimLeft(rest, closers), separators)
	return t, true
}

func trailingTime(line string) (Track, bool) {
	at, rest := lastClock(line)
	if rest == line {
		return Track{}, false
	}
	t := Track{Start: at}
	if before := strings.TrimRight(rest, separators+openers); strings.ContainsAny(rest[len(before):], "-–—~→") {
		if start, title := lastClock(before); title != before && at.Cmp(start) > 0 {
			t = Track{Start: start, End: at, HasEnd: true}
			rest = title
		}
	}
	rest = strings.TrimLeft(strings.TrimRight(rest, separators+openers), bullets)
	t.Title = strings.TrimLeft(dropNumber(rest), bullets)
	if t.Title == "" {
		t.Title = rest
	}
	return t, true
}

// dropNumber drops the number of a numbered line: "1. ", "02) ", "#3 ", "4 ".
func dropNumber(s string) string {
	rest := strings.TrimPrefix(s, "#")
	n := 0
	for n < len(rest) && n < 4 && rest[n] >= '0' && rest[n] <= '9' {
		n++
	}
	if n == 0 {
		return s
	}
	after := strings.TrimLeft(rest[n:], ".):")
	if !strings.HasPrefix(after, " ") {
		return s
	}
	return strings.TrimLeft(after, " ")
}

// scanClock reads [[H:]MM:]SS[.fff], with at least one colon, from the
// beginning of s. It returns how many bytes it read, 0 for none.
func scanClock(s string) (timeline.Time, int) {
	n, colons, run := 0, 0, 0
scan:
	for ; n < len(s); n++ {
		switch c := s[n]; {
		case c >= '0' && c <= '9':
			run++
			if run > 5 || colons > 0 && run > 2 {
				return timeline.Time{}, 0
			}
		case c == ':' && run > 0 && n+1 < len(s) && s[n+1] >= '0' && s[n+1] <= '9':
			colons++
			run = 0
		default:
			break scan
		}
	}
	if colons < 1 || colons > 2 || run != 2 {
		return timeline.Time{}, 0
	}
	if n+1 < len(s) && (s[n] == '.' || s[n] == ',') && s[n+1] >= '0' && s[n+1] <= '9' {
		for n++; n < len(s) && s[n] >= '0' && s[n] <= '9'; n++ {
		}
	}
	if next, _ := utf8.DecodeRuneInString(s[n:]); n < len(s) && (unicode.IsLetter(next) || unicode.IsDigit(next)) {
		return timeline.Time{}, 0
	}
	t, err := parseTime(s[:n])
	if err != nil {
		return timeline.Time{}, 0
	}
	return t, n
}

// lastClock reads a clock time from the end of s, and returns what is before
// it; all of s where there is none.
func lastClock(s string) (timeline.Time, string) {
	trimmed := strings.TrimRight(s, closers+" \t.")
	i := len(trimmed)
	for i > 0 && strings.IndexByte("0123456789:.,", trimmed[i-1]) >= 0 {
		i--
	}
	// "Vol.10:30" and "Part 2, 10:30" begin the run with a sign of their own.
	for i < len(trimmed) && (trimmed[i] < '0' || trimmed[i] > '9') {
		i++
	}
	if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && unicode.IsLetter(before) {
		return timeline.Time{}, s
	}
	if t, n := scanClock(trimmed[i:]); n > 0 && i+n == len(trimmed) {
		return t, s[:i]
	}
	return timeline.Time{}, s
}

// clockWithin reports whether something like a time stands anywhere in s.
func clockWithin(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] != ':' || i == 0 || s[i-1] < '0' || s[i-1] > '9' {
			continue
		}
		if i+2 < len(s) && isDigits(s[i+1:i+3]) {
			return true
		}
	}
	return false
}

// writeYouTube writes whole seconds, as YouTube reads no fractions.
func writeYouTube(p *printer, l *List) {
	for _, t := range l.Tracks {
		s := ticks(t.Start, 1)
		at := fmt.Sprintf("%02d:%02d", s/60, s%60)
		if s >= 3600 {
			at = fmt.Sprintf("%d:%02d:%02d", s/3600, s/60%60, s%60)
		}
		title := strings.TrimLeft(t.Title, separators+closers)
		if title != "" {
			at += " " + title
		}
		p.f("%s\n", at)
	}
}

// YouTube's rules for chapters (YouTube Help, "Add chapters to your videos"):
// where one is broken it shows none.
const (
	youTubeFewest   = 3
	youTubeShortest = 10 // s
)

// youTubeRules says which of them the list breaks, by the times that are written.
func youTubeRules(l *List) []message.Text {
	if len(l.Tracks) == 0 {
		return nil
	}
	var said []message.Text
	if first := l.Tracks[0].Start; ticks(first, 1) != 0 {
		said = append(said, message.New("YouTube shows no chapters unless the first begins at 0:00: here it begins at %s.", first.Clock()))
	}
	if n := len(l.Tracks); n < youTubeFewest {
		said = append(said, message.New("YouTube shows no chapters where there are fewer than %d: here there are %d.", youTubeFewest, n))
	}
	short := 0
	for i, t := range l.Tracks {
		end := t.End
		switch {
		case i+1 < len(l.Tracks):
			end = l.Tracks[i+1].Start
		case !t.HasEnd:
			continue
		}
		if ticks(end, 1)-ticks(t.Start, 1) < youTubeShortest {
			short++
		}
	}
	if short > 0 {
		said = append(said, message.New("YouTube shows no chapters where one is shorter than %d seconds: here %d of %d are.", youTubeShortest, short, len(l.Tracks)))
	}
	return said
}
