package cutlist

import (
	"strconv"
	"strings"
	"unicode/utf16"

	"audiospliter/engine/timeline"
)

// readPBF reads the bookmarks of PotPlayer: lines number=milliseconds*title*
// and a picture, in the section [Bookmark].
func readPBF(r *reader) error {
	in := false
	for r.next() {
		text := strings.TrimSpace(r.lines.text)
		if strings.HasPrefix(text, "[") {
			in = strings.EqualFold(text, "[Bookmark]")
			continue
		}
		number, value, ok := strings.Cut(text, "=")
		if !in || !ok || !isDigits(number) || value == "" {
			continue // the entry after the last is empty
		}
		at, rest, _ := strings.Cut(value, "*")
		ms, err := strconv.ParseInt(at, 10, 64)
		if err != nil || ms < 0 {
			return r.fail(r.number, "%q is no number of milliseconds", short(at))
		}
		title := rest
		if i := strings.LastIndexByte(rest, '*'); i >= 0 {
			title = rest[:i]
		}
		if err := r.add(r.number, Track{Start: timeline.Millis(ms), Title: title}); err != nil {
			return err
		}
	}
	return nil
}

// writePBF writes UTF-16 with a byte order mark, all that PotPlayer reads. A
// star ends a title, so one within it becomes the operator that looks like it.
func writePBF(p *printer, l *List) {
	var b strings.Builder
	b.WriteString("\uFEFF[Bookmark]\r\n")
	for i, t := range l.Tracks {
		title := strings.ReplaceAll(t.Title, "*", "∗")
		b.WriteString(strconv.Itoa(i) + "=" + strconv.FormatInt(ticks(t.Start, 1000), 10) + "*" + title + "*\r\n")
	}
	b.WriteString(strconv.Itoa(len(l.Tracks)) + "=\r\n")
	units := utf16.Encode([]rune(b.String()))
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		out = append(out, byte(u), byte(u>>8))
	}
	p.f("%s", out)
}
