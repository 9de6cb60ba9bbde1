package cutlist

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	// wideClock is a time with digits, colons or points of East Asian width, and
	// wideNumber a number of such digits that a line or a column begins with.
	wideClock  = regexp.MustCompile(`[0-9０-９]+(?:[:：∶꞉︰][0-9０-９]+)+(?:[.．,，][0-9０-９]+)?`)
	wideNumber = regexp.MustCompile(`(?m)(?:^|\t)[ \t]*[0-9０-９]+(?:[.．][0-9０-９]+)?`)

	// A quote opens before an argument or a field, and closes behind one.
	openingQuote = regexp.MustCompile(`(^|[\s,;=:{\[])[“”„‟〝〞＂]`)
	closingQuote = regexp.MustCompile(`[“”„‟〝〞＂]([\s,;:}\]/>]|$)`)

	lineEnds = strings.NewReplacer("\r\r\n", "\n", "\r\n", "\n", "\r", "\n", "\u0085", "\n", "\u2028", "\n", "\u2029", "\n")
)

// normalise returns a text as the grammars expect it: lines that end in LF,
// plain spaces, no byte order marks or characters without width, and times in
// ASCII. In JSON and XML, characters that end lines elsewhere may stand within a
// text, and become spaces.
func normalise(text string) string {
	if !strings.ContainsRune(text, '\r') && isASCII(text) {
		return text
	}
	if isDocument(text) {
		text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
		if !strings.Contains(text, `"`) { // a word processor had it
			text = straightQuotes(text)
		}
	} else {
		text = lineEnds.Replace(text)
	}
	wide := false
	text = strings.Map(func(r rune) rune {
		switch {
		case isHidden(r):
			return -1
		case r > 0x7f && unicode.IsSpace(r):
			return ' '
		case r >= '０' && r <= '９', r == '：', r == '∶', r == '꞉', r == '︰':
			wide = true
		}
		return r
	}, text)
	if wide {
		text = wideClock.ReplaceAllStringFunc(text, narrow)
		text = wideNumber.ReplaceAllStringFunc(text, narrow)
	}
	return text
}

// isDocument reports whether a text begins as JSON or XML does.
func isDocument(text string) bool {
	text = strings.TrimLeftFunc(text, func(r rune) bool { return unicode.IsSpace(r) || isHidden(r) })
	if rest, ok := strings.CutPrefix(text, "["); ok {
		rest = strings.TrimLeftFunc(rest, unicode.IsSpace)
		return strings.HasPrefix(rest, "{") || strings.HasPrefix(rest, "[") || strings.HasPrefix(rest, "]")
	}
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "<")
}

// isHidden reports whether a character has no width and no meaning: byte order
// marks, zero-width spaces and word joiners. Joiners within emoji and letters of
// Persian and the Indic scripts have one.
func isHidden(r rune) bool { return r == '\uFEFF' || r == '\u200B' || r == '\u2060' || r == '\u180E' }

// narrow returns the ASCII forms of digits and what stands between them.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r == '：', r == '∶', r == '꞉', r == '︰':
			return ':'
		case r == '．':
			return '.'
		case r == '，':
			return ','
		}
		return r
	}, s)
}

// straightQuotes makes ASCII quotes of the curly ones around arguments and
// fields. Lines that have ASCII quotes mean the curly ones as text.
func straightQuotes(text string) string {
	curly := func(r rune) bool {
		switch r {
		case '“', '”', '„', '‟', '〝', '〞', '＂':
			return true
		}
		return false
	}
	if !strings.ContainsFunc(text, curly) {
		return text
	}
	all := strings.Split(text, "\n")
	for i, line := range all {
		if !strings.Contains(line, `"`) {
			all[i] = closingQuote.ReplaceAllString(openingQuote.ReplaceAllString(line, `$1"`), `"$1`)
		}
	}
	return strings.Join(all, "\n")
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}
