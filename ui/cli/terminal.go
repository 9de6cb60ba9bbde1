package cli

import (
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// A plainWriter writes lines for people: what a terminal would obey, as names of files
// may have it, is replaced. Each Write has whole characters.
type plainWriter struct{ to io.Writer }

func (w plainWriter) Write(b []byte) (int, error) {
	lines := mapped(strings.Split(string(b), "\n"), printable)
	if _, err := io.WriteString(w.to, strings.Join(lines, "\n")); err != nil {
		return 0, err
	}
	return len(b), nil
}

// printable returns a text for one line: what a terminal would obey is replaced by a
// mark. That are controls, among them line ends and those of C1, and the marks that
// change the direction of text (UAX #9).
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r != '\u2028' && r != '\u2029' && !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// plain returns w for text that is for people: a terminal. What goes into a file or
// another program stays as it is.
func plain(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return plainWriter{w}
	}
	return w
}
