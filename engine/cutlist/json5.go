package cutlist

import "strings"

// readLosslessCut reads the project files of LosslessCut (.llc), which are JSON5:
// keys without quotes, texts in single quotes, commas before a bracket, comments.
func readLosslessCut(r *reader) error {
	r.text = plainJSON(r.text)
	return readJSON(r)
}

// plainJSON turns JSON5 into JSON, line by line the same. What is neither comes
// out as no JSON either.
func plainJSON(text string) string {
	var b strings.Builder
	comma := false // one is owed, unless a bracket closes
	flush := func() {
		if comma {
			b.WriteByte(',')
			comma = false
		}
	}
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case strings.HasPrefix(text[i:], "//"):
			end := strings.IndexByte(text[i:], '\n')
			if end < 0 {
				return b.String()
			}
			i += end
		case strings.HasPrefix(text[i:], "/*"):
			end := strings.Index(text[i:], "*/")
			if end < 0 {
				return b.String()
			}
			b.WriteString(strings.Repeat("\n", strings.Count(text[i:i+end], "\n")))
			i += end + 2
		case c == '"' || c == '\'':
			flush()
			i += copyText(&b, text[i:])
		case c == ',':
			flush()
			comma = true
			i++
		case c == '}' || c == ']':
			comma = false
			b.WriteByte(c)
			i++
		case c == ' ' || c == '\t' || c == '\n':
			b.WriteByte(c)
			i++
		case isWordByte(c):
			flush()
			n := i
			for n < len(text) && (isWordByte(text[n]) || text[n] >= '0' && text[n] <= '9') {
				n++
			}
			word := text[i:n]
			if rest := strings.TrimLeft(text[n:], " \t\n"); strings.HasPrefix(rest, ":") {
				word = `"` + word + `"`
			}
			b.WriteString(word)
			i = n
		default:
			flush()
			b.WriteByte(c)
			i++
		}
	}
	return b.String()
}

func isWordByte(c byte) bool {
	return c == '_' || c == '$' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

// copyText writes the text in quotes that s begins with as JSON has it, and
// returns how long it is in s.
func copyText(b *strings.Builder, s string) int {
	quote := s[0]
	b.WriteByte('"')
	i := 1
	for ; i < len(s) && s[i] != quote; i++ {
		switch {
		case s[i] == '\\' && i+1 < len(s) && s[i+1] == '\'':
			b.WriteByte('\'')
			i++
		case s[i] == '\\' && i+1 < len(s):
			b.WriteString(s[i : i+2])
			i++
		case s[i] == '"':
			b.WriteString(`\"`)
		default:
			b.WriteByte(s[i])
		}
	}
	b.WriteByte('"')
	return min(i+1, len(s))
}
