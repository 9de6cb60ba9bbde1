package naming

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// safe returns s as the name of one file or folder that Windows, macOS and Linux
// take: in Unicode's normal form C; with the nearest harmless character in place
// of each that some system reserves; without control, direction and invisible
// characters; without dots and spaces at its ends, runs of spaces being one; and
// not the name of a Windows device. It does not bound the length, and is "" where
// nothing is left. safe(safe(s)) is safe(s).
func safe(s string) string {
	s = strings.Join(strings.FieldsFunc(harmless(s), func(r rune) bool { return r == ' ' }), " ")
	s = trim(norm.NFC.String(s)) // characters that were apart may compose now
	if isDevice(s) {
		base, rest, dot := strings.Cut(s, ".")
		if s = base + "_"; dot {
			s += "." + rest
		}
	}
	return s
}

// harmless returns s with only characters that file names may have.
func harmless(s string) string {
	return strings.Map(safeRune, norm.NFC.String(strings.ToValidUTF8(s, "_")))
}

// trim takes away what Windows ignores at the end of a name, and at its start
// what hides a file or cannot be seen.
func trim(s string) string { return strings.Trim(s, " .") }

// safeRune returns what stands for r in a file name, -1 for nothing.
func safeRune(r rune) rune {
	switch r {
	case '/', '\\', ':', '|':
		return '-'
	case '"':
		return '\''
	case '<':
		return '('
	case '>':
		return ')'
	case '?', '*', utf8.RuneError:
		return '_'
	case '\u200c', '\u200d': // they join letters and emoji, and show
		return r
	case '\u115f', '\u1160', '\u2800', '\u3164', '\uffa0': // letters that are blank
		return ' '
	}
	switch {
	case r >= ' ' && r <= '~':
		return r
	case unicode.IsSpace(r), unicode.Is(unicode.Z, r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf, unicode.Other_Default_Ignorable_Code_Point):
		return -1
	case unicode.IsGraphic(r):
		return r
	}
	return '_' // not assigned, or private: macOS refuses the one, nobody can read the other
}

// isDevice reports whether Windows takes the name for a device: it looks at what
// is before the first dot, without the spaces there.
func isDevice(s string) bool {
	base, _, _ := strings.Cut(s, ".")
	base = strings.ToUpper(strings.TrimRight(base, " "))
	if slices.Contains([]string{"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}, base) {
		return true
	}
	number, ok := strings.CutPrefix(base, "COM")
	if !ok {
		number, ok = strings.CutPrefix(base, "LPT")
	}
	return ok && utf8.RuneCountInString(number) == 1 && strings.Contains("0123456789¹²³", number)
}

// shorten returns as much of the beginning of s as n bytes hold, cut between
// runes.
func shorten(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n]
}
