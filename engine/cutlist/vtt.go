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

// readSubtitles reads lines with an arrow between two times, each with the lines
// of text up to an empty one or to the next such.
func readSubtitles(r *reader, title func(string) string) error {
	return readCues(r, func(line int, t Track, text []string) error {
		for _, s := range text {
			if t.Title == "" {
				t.Title = clean(title(s))
			}
		}
		return r.add(line, t)
	})
}

// readSpeech reads subtitles with all of their text.
func readSpeech(r *reader) error {
	return readCues(r, func(line int, t Track, text []string) error {
		t.Title = vttTag.ReplaceAllString(strings.Join(text, " "), "")
		return r.add(line, t)
	})
}

// readCues gives each subtitle with its line and its text.
func readCues(r *reader, give func(line int, t Track, text []string) error) error {
	var (
		cue     Track
		text    []string
		line    int
		inside  bool // no empty line has ended the text
		started bool
	)
	for r.next() {
		startText, rest, ok := strings.Cut(r.lines.text, "-->")
		if !ok || !isTime(startText) && started && inside {
			if inside = inside && strings.TrimSpace(r.lines.text) != ""; inside {
				text = append(text, r.lines.text)
			}
			continue
		}
		if started {
			// The number above the arrow is that of this cue.
			if n := len(text); inside && n > 0 && isDigits(strings.TrimSpace(text[n-1])) {
				text = text[:n-1]
			}
			if err := give(line, cue, text); err != nil {
				return err
			}
		}
		line = r.number
		start, err := r.time(line, startText)
		if err != nil {
			return err
		}
		endText, _ := cut(rest) // settings may follow
		end, err := r.time(line, endText)
		if err != nil {
			return err
		}
		cue, text, inside, started = closing(start, end), nil, true, true
	}
	if !started {
		return nil
	}
	return give(line, cue, text)
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
