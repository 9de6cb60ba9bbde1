package cli

import (
	"io"
	"os"
	"strings"
	"unicode"

	"golang.org/x/term"
)

// A plainWriter writes text for people: what a terminal would obey, as names of files
// may have it, is replaced. Each Write has whole characters.
type plainWriter struct{ to io.Writer }

func (w plainWriter) Write(b []byte) (int, error) {
	if _, err := io.WriteString(w.to, strings.Map(shown, string(b))); err != nil {
		return 0, err
	}
	return len(b), nil
}

// shown returns r, or a mark for what is not shown: controls, among them those of
// C1, and the marks that change the direction of text (UAX #9).
func shown(r rune) rune {
	if r == '\n' || r == '\t' || !unicode.IsControl(r) && !unicode.Is(unicode.Bidi_Control, r) {
		return r
	}
	return unicode.ReplacementChar
}

// plain returns w for text that is for people: a terminal. What goes into a file or
// another program stays as it is.
func plain(w io.Writer) io.Writer {
	if f, ok := w.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		return plainWriter{w}
	}
	return w
}
