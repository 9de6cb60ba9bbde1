package cutlist

import (
	"regexp"
	"strings"
)

// srtMark is the markup players of SubRip files know: a few HTML tags, and
// overrides in braces.
var srtMark = regexp.MustCompile(`(?i)</?(?:[bius]|font[^>]*)>|\{\\[^}]*\}`)

// readSRT reads SubRip subtitles: each is a segment, the first line of its text
// the title.
func readSRT(r *reader) error {
	return readSubtitles(r, func(text string) string {
		if strings.ContainsAny(text, "<{") {
			text = srtMark.ReplaceAllString(text, "")
		}
		return text
	})
}

// srtSafe takes the meaning from what a player would take for markup; SubRip
// has no way to escape it.
var srtSafe = strings.NewReplacer("-->", "→", "<", "‹", ">", "›", `{\`, `(\`)

func writeSRT(p *printer, l *List) {
	for i, t := range l.Tracks {
		title := t.Title
		if strings.Contains(title, "-->") || srtMark.MatchString(title) {
			title = srtSafe.Replace(title)
		}
		p.f("%d\n%s --> %s\n%s\n\n", i+1, clock(t.Start, 3, ","), clock(subtitleEnd(l, i), 3, ","), title)
	}
}
