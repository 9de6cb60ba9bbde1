package cutlist

import (
	"html"
	"regexp"
	"strings"

	"audiospliter/engine/timeline"
)

var vttTag = regexp.MustCompile(`<[^>]*>`)

// readVTT reads WebVTT (w3.org/TR/webvtt1): each cue is a segment, the first
// line of its text the title. Notes, styles and identifiers hold no arrow and
// are passed over.
func readVTT(r *reader) error {
	return readSubtitles(r, func(text string) string {
		if strings.ContainsRune(text, '<') {
			text = vttTag.ReplaceAllString(text, "")
		}
		return html.UnescapeString(text)
	})
}

// readSubtitles reads blocks of a line with an arrow between two times and
// lines of text up to an empty one.
func readSubtitles(r *reader, title func(string) string) error {
	for r.next() {
		startText, rest, ok := strings.Cut(r.lines.text, "-->")
		if !ok {
			continue
		}
		line := r.number
		start, err := r.time(line, startText)
		if err != nil {
			return err
		}
		endText, _ := cut(rest) // settings may follow
		end, err := r.time(line, endText)
		if err != nil {
			return err
		}
		t := closing(start, end)
		for r.next() && strings.TrimSpace(r.lines.text) != "" {
			if t.Title == "" {
				t.Title = clean(title(r.lines.text))
			}
		}
		if err := r.add(line, t); err != nil {
			return err
		}
	}
	return nil
}

// subtitleEnd returns the end to write for track i: subtitles cannot do without.
func subtitleEnd(l *List, i int) timeline.Time {
	if end, ok := l.end(i); ok {
		return end
	}
	return openEndAfter(l.Tracks[i].Start)
}

var vttEscaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func writeVTT(p *printer, l *List) {
	p.f("WEBVTT\n")
	for i, t := range l.Tracks {
		p.f("\n%s --> %s\n%s\n", clock(t.Start, 3, "."), clock(subtitleEnd(l, i), 3, "."), vttEscaper.Replace(t.Title))
	}
}
