package chat

import "strings"

// A style is how plain text services mark up a line.
type style struct {
	escape func(string) string // of text from outside
	bold   func(string) string // of text of ours, already marked up
}

// lines writes the note as lines of text, with so many of its items.
func (n note) lines(items int, s style) string {
	var b strings.Builder
	b.WriteString(n.outcome.mark() + " " + s.bold(n.title))
	if n.subject != "" {
		b.WriteString(": " + s.escape(n.subject))
	}
	line := func(text string) {
		if text != "" {
			b.WriteString("\n" + text)
		}
	}
	line(n.summary)
	for _, f := range n.facts {
		line(f.name + ": " + s.escape(f.value))
	}
	for _, i := range n.items[:items] {
		line("• " + i.text(s.escape))
	}
	line(more(len(n.items), items))
	return b.String()
}

// text is the item in one line.
func (i item) text(escape func(string) string) string {
	text := escape(i.label)
	if i.name != "" {
		text = i.name + ": " + text
	}
	if i.detail != "" {
		text += " (" + escape(i.detail) + ")"
	}
	return text
}
