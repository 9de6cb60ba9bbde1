package cli

import (
	"strings"
	"testing"
)

// What a name has a terminal do is not done.
func TestPlainWriter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"song.mp3: 2 segments\n":         "song.mp3: 2 segments\n",
		"\x1b[31mred\x07\r.mp3\tZwölf\n": "\ufffd[31mred\ufffd\ufffd.mp3\tZwölf\n",
		"\u009b2Jc1 \x7f \u202egpm.exe":  "\ufffd2Jc1 \ufffd \ufffdgpm.exe",
		"日本語 \u2066x\u2069 é \xff raw":   "日本語 \ufffdx\ufffd é \ufffd raw",
	} {
		var b strings.Builder
		if n, err := (plainWriter{&b}).Write([]byte(text)); n != len(text) || err != nil || b.String() != want {
			t.Errorf("%q: %q, want %q; %d, %v", text, b.String(), want, n, err)
		}
	}
}
