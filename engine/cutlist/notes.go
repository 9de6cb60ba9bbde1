package cutlist

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"audiospliter/engine/timeline"
)

// What stands around times in notes people write by hand.
const (
	separators = "-–—―－〜～~:：|｜•・·=→⇒,，、;；.。/ \t"
	closers    = ")]}>）］｝】」』〕〉》\"'”’*_`"
	dashes     = "-–—―－〜～~→⇒"
)

// chapterWord is what may stand before a time although it is letters: the kind
// of part and its number.
var chapterWord = regexp.MustCompile(`(?i)^[^\pL\d]*(?:(?:track|chapter|chap|ch|part|pt|song|kapitel|kap|teil|titel|lied|chapitre|partie|piste|cap[ií]tulo|cap|parte|canci[oó]n|pista|tema|capitolo|глава|часть|трек)\b\.?\s*#?\d{1,3}|第\s*[\p{Nd}一二三四五六七八九十百]+\s*[章話话回曲部節节首])[^\pL\d]*$`)

// noteTag is a tag of descriptions that were copied from a page.
var noteTag = regexp.MustCompile(`</?(?i:a|br|b|i|p|span|li)\b[^>]*>`)

// A note is a line of notes: what its times leave of it.
type note struct {
	line    int
	clocks  []clockAt
	text    string // all of it
	leading bool   // it begins with a time; else it ends with one
	from    int    // where the title begins
}

// A clockAt is a time and where it stands in a line, in bytes.
type clockAt struct {
	from, to int
	time     timeline.Time
}

// readYouTube reads chapters as people write them in descriptions and show
// notes: a clock time at the beginning or the end of a line, whatever signs and
// numbers are around it. Lines without a time are talk, and are passed over.
//
// What a second time in a line is depends on all of them: where the next begins,
// how long this one is, another entry, or a part of the title.
func readYouTube(r *reader) error {
	var notes []note
	for r.next() {
		n, ok := showNote(r.lines.text)
		if !ok {
			if clockWithin(r.lines.text) {
				r.warn(r.number, "it has a time amid its text, and was taken for talk")
			}
			continue
		}
		if len(notes) >= maxTracks {
			return r.fail(r.number, "there are over %d cuts", maxTracks)
		}
		n.line = r.number
		notes = append(notes, n)
	}
	for _, t := range tracksOf(splitNotes(notes)) {
		if err := r.add(t.Line, t); err != nil {
			return err
		}
	}
	return nil
}

// showNote reads one line of notes; ok is false for talk.
func showNote(line string) (n note, ok bool) {
	if strings.Contains(line, "</a>") || strings.Contains(line, "<br") {
		line = noteTag.ReplaceAllString(line, " ")
	}
	n.text = clean(line)
	n.clocks = clocksIn(n.text)
	if len(n.clocks) == 0 {
		return n, false
	}
	last := n.clocks[len(n.clocks)-1]
	before, behind := n.text[:n.clocks[0].from], n.text[last.to:]
	switch {
	case isOrnament(before), chapterWord.MatchString(before) && hasWords(n.text[n.clocks[0].to:]):
		n.leading, n.from = true, n.clocks[0].to
		return n, true
	case !hasWords(behind):
		return n, true
	}
	return n, false
}

// isOrnament reports whether what stands before a time says nothing: bullets,
// brackets, emoji, and the number of the line.
func isOrnament(s string) bool {
	digits := 0
	for _, r := range s {
		switch {
		case unicode.IsLetter(r):
			return false
		case unicode.IsDigit(r):
			digits++
		}
	}
	return digits < 4
}

func hasWords(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) >= 0
}

// splitNotes makes a note of each time in lines that hold several entries.
func splitNotes(notes []note) []note {
	every := len(notes) > 1 // whether all lines may be several entries
	var last timeline.Time
	for _, n := range notes {
		every = every && n.isList() && (last.IsZero() || n.clocks[0].time.Cmp(last) > 0)
		last = n.clocks[len(n.clocks)-1].time
	}
	all := make([]note, 0, len(notes))
	for _, n := range notes {
		if !n.isList() || len(n.clocks) < 3 && !every {
			all = append(all, n)
			continue
		}
		for k, c := range n.clocks {
			end := len(n.text)
			if k+1 < len(n.clocks) {
				end = n.clocks[k+1].from
			}
			part := n.text[:end]
			if k+1 < len(n.clocks) {
				part = trimBack(part)
			}
			all = append(all, note{line: n.line, text: part, clocks: []clockAt{c}, leading: true, from: c.to})
		}
	}
	return all
}

// isList reports whether a line begins with a time and has later times with
// words behind each.
func (n *note) isList() bool {
	if !n.leading || len(n.clocks) < 2 {
		return false
	}
	for k, c := range n.clocks {
		end := len(n.text)
		if k+1 < len(n.clocks) {
			end = n.clocks[k+1].from
		}
		if k > 0 && c.time.Cmp(n.clocks[k-1].time) <= 0 || !hasWords(n.text[c.to:end]) {
			return false
		}
	}
	return true
}

// tracksOf makes the tracks of notes.
func tracksOf(notes []note) []Track {
	tracks := make([]Track, len(notes))
	seconds := make([]secondTime, len(notes))
	for i, n := range notes {
		tracks[i], seconds[i] = n.track()
	}
	for _, place := range []place{column, tail} {
		applySeconds(tracks, seconds, place)
	}
	return tracks
}

// A place is where in a line a second time stands.
type place int

const (
	nowhere place = iota
	column        // beside the first
	tail          // at the other end of the title
)

// A secondTime is a time beside the one a track begins at.
type secondTime struct {
	place place
	time  timeline.Time
	title string // without it
}

// track returns the track of a note, with the second time in its title where
// only other lines can tell what that is.
func (n *note) track() (Track, secondTime) {
	if !n.leading {
		return n.trailing()
	}
	t := Track{Line: n.line, Start: n.clocks[0].time, Title: titleOf(n.text[n.from:])}
	if len(n.clocks) < 2 {
		return t, secondTime{}
	}
	second, last := n.clocks[1], n.clocks[len(n.clocks)-1]
	between := n.text[n.clocks[0].to:second.from]
	switch {
	case !hasWords(between) && strings.ContainsAny(between, dashes) && second.time.Cmp(t.Start) > 0:
		t.End, t.HasEnd = second.time, true
		t.Title = titleOf(n.text[second.to:])
	case !hasWords(between):
		return t, secondTime{column, second.time, titleOf(n.text[second.to:])}
	case !hasWords(n.text[last.to:]):
		return t, secondTime{tail, last.time, titleOf(trimBack(n.text[n.from:last.from]))}
	}
	return t, secondTime{}
}

// trailing returns the track of a line that ends in a time, or in a range.
func (n *note) trailing() (Track, secondTime) {
	last := len(n.clocks) - 1
	at := n.clocks[last]
	t := Track{Line: n.line, Start: at.time}
	end := at.from
	var second secondTime
	if last > 0 {
		before := n.clocks[last-1]
		between := n.text[before.to:at.from]
		switch {
		case hasWords(between):
		case strings.ContainsAny(between, dashes) && at.time.Cmp(before.time) > 0:
			t.Start, t.End, t.HasEnd = before.time, at.time, true
			end = before.from
		default:
			t.Start, end = before.time, before.from
			second = secondTime{place: column, time: at.time}
		}
	}
	t.Title = titleOf(dropNumber(trimBack(n.text[:end])))
	if t.Title == "" {
		t.Title = titleOf(n.text[:end])
	}
	second.title = t.Title
	return t, second
}

// applySeconds gives the second times that stand at one place their meaning:
// where the tracks end, or how long they are; it is told by where the next
// begins. Times that are neither stay in the titles.
func applySeconds(tracks []Track, seconds []secondTime, at place) {
	var there, ends, within, lengths int
	slack := timeline.Seconds(1)
	if len(tracks) < 3 { // one line tells less than several
		slack = timeline.Time{}
	}
	near := func(a, b timeline.Time) bool { return a.Sub(b).Cmp(slack) <= 0 && b.Sub(a).Cmp(slack) <= 0 }
	for i, s := range seconds {
		if s.place != at || i+1 == len(tracks) || !hasWords(s.title) {
			continue
		}
		there++
		next := tracks[i+1].Start
		if s.time.Cmp(tracks[i].Start) > 0 && s.time.Cmp(next) <= 0 {
			within++
		}
		if near(s.time, next) {
			ends++
		}
		if near(tracks[i].Start.Add(s.time), next) {
			lengths++
		}
	}
	most := func(n int) bool { return (there > 1 || len(tracks) < 3) && there > 0 && 3*n >= 2*there }
	isEnd := most(ends) && ends >= lengths || at == column && there > 1 && within == there && !most(lengths)
	if !isEnd && !most(lengths) {
		return
	}
	for i, s := range seconds {
		t := &tracks[i]
		if s.place != at || !hasWords(s.title) {
			continue
		}
		if isEnd && s.time.Cmp(t.Start) > 0 {
			t.End, t.HasEnd = s.time, true
		}
		t.Title = s.title
	}
}

// titleOf returns the text behind a time without what stands between the two.
func titleOf(s string) string {
	if strings.HasPrefix(s, "](") { // a link in Markdown
		if _, rest, ok := strings.Cut(s, ")"); ok {
			s = rest
		}
	}
	return strings.TrimSpace(strings.TrimLeft(strings.TrimLeft(s, closers), separators))
}

// trimBack drops what stands between a title and the time behind it.
func trimBack(s string) string {
	return strings.TrimRight(s, separators+"([{<（［｛【「『〔〈《*_`@")
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

// clocksIn finds the clock times in s.
func clocksIn(s string) []clockAt {
	var all []clockAt
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(s[:i])
		if at, n := scanClock(s[i:]); n > 0 && (i == 0 || !isWordy(before)) {
			all = append(all, clockAt{i, i + n, at})
			i += n
			continue
		}
		for i < len(s) && (s[i] >= '0' && s[i] <= '9' || s[i] == ':') {
			i++
		}
	}
	return all
}

// isWordy reports whether a letter beside a time makes it a part of a word:
// Chinese and Japanese are written without spaces.
func isWordy(r rune) bool {
	return unicode.IsLetter(r) && !unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
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
	if next, _ := utf8.DecodeRuneInString(s[n:]); n < len(s) && (isWordy(next) || unicode.IsDigit(next)) {
		return timeline.Time{}, 0
	}
	t, err := parseTime(s[:n])
	if err != nil {
		return timeline.Time{}, 0
	}
	return t, n
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
