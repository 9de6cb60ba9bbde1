package cutlist

import "strings"

// readTimestamps reads bare times, each a point: one a line, or several with
// spaces, commas or semicolons between. Lines beginning with # are comments.
func readTimestamps(r *reader) error {
	for r.next() {
		text := strings.TrimSpace(r.lines.text)
		if strings.HasPrefix(text, "#") {
			continue
		}
		for _, field := range timesOf(text) {
			start, err := r.time(r.number, field)
			if err != nil {
				return err
			}
			if err := r.add(r.number, Track{Start: start, Point: true}); err != nil {
				return err
			}
		}
	}
	return nil
}

// timesOf splits a line of times. A comma separates, so decimals need a point.
func timesOf(text string) []string {
	return strings.FieldsFunc(text, func(c rune) bool {
		return c == ' ' || c == '\t' || c == ',' || c == ';'
	})
}

func writeTimestamps(p *printer, l *List) {
	for _, t := range l.Tracks {
		text := strings.TrimRight(clock(t.Start, 9, "."), "0")
		// Three decimals at least, for the eye.
		for len(text)-strings.IndexByte(text, '.') < 4 {
			text += "0"
		}
		p.f("%s\n", text)
	}
}
