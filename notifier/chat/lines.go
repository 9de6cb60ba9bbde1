package chat

import "slices"

// A style is how plain text services mark up a line.
type style struct {
	escape func(string) string // of text from outside
	bold   func(string) string // of text of ours, already marked up
}

// lines writes the note as lines of text, with so many of its items.
func (n note) lines(items int, s style) string {
	title := n.outcome.mark() + " " + s.bold(n.title)
	if n.subject != "" {
		title += ": " + s.escape(n.subject)
	}
	lines := []string{title, n.summary}
	for _, f := range n.facts {
		lines = append(lines, f.name+": "+s.escape(f.value))
	}
	for _, i := range n.items[:items] {
		lines = append(lines, "• "+i.text(s.escape))
	}
	return joinLines(append(lines, more(len(n.items), items))...)
}

// rows are what is below the title and the subject, each with a name or with "", as
// plain text.
func (n note) rows(items int) []fact {
	rows := append([]fact{{"", n.summary}}, n.facts...)
	for _, i := range n.items[:items] {
		rows = append(rows, fact{"", i.text(same)})
	}
	rows = append(rows, fact{"", more(len(n.items), items)})
	return slices.DeleteFunc(rows, func(f fact) bool { return f.value == "" })
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
