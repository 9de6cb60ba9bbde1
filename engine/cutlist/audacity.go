package cutlist

import (
	"strings"
)

// readAudacity reads labels as Audacity exports them: start, end and text
// between tabs, in seconds; a following line that begins with a backslash holds
// frequencies. A label of no length is a point.
func readAudacity(r *reader) error {
	for r.next() {
		line := r.lines.text
		if strings.HasPrefix(line, "\\") || strings.TrimSpace(line) == "" {
			continue
		}
		startText, rest, ok := strings.Cut(line, "\t")
		if !ok {
			return r.fail(r.number, "a label is start, end and text with tabs between them")
		}
		endText, title, _ := strings.Cut(rest, "\t")
		start, err := r.time(r.number, startText)
		if err != nil {
			return err
		}
		end, err := r.time(r.number, endText)
		if err != nil {
			return err
		}
		t := span(start, end)
		t.Title = title
		if err := r.add(r.number, t); err != nil {
			return err
		}
	}
	return nil
}

// writeAudacity writes regions, and points for what has no end of its own.
func writeAudacity(p *printer, l *List) {
	for _, t := range l.Tracks {
		end := t.Start
		if t.HasEnd {
			end = t.End
		}
		p.f("%s\t%s\t%s\n", micros(t.Start), micros(end), t.Title)
	}
}
