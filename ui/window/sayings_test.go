package window

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestSayingsAreSaid looks for each of the sayings in the engine's code: one
// that has changed there would no longer be translated.
func TestSayingsAreSaid(t *testing.T) {
	t.Parallel()
	var code strings.Builder
	err := filepath.WalkDir("../../engine", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			text, err := os.ReadFile(path)
			code.Write(text)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range sayings {
		pattern := placeholder.ReplaceAllString(strings.ReplaceAll(regexp.QuoteMeta(s), `\{\{\.A\}\}`, "%[sdqv]"), "")
		pattern = strings.ReplaceAll(pattern, `\{\{\.B\}\}`, "%[sdqv]")
		if !regexp.MustCompile(`"(?i:` + strings.TrimSuffix(pattern, `\.`) + `)\.?"`).MatchString(code.String()) {
			t.Errorf("the engine does not say %q", s)
		}
	}
}

// TestSaid fills in what the engine filled in, and leaves alone what it does not know.
func TestSaid(t *testing.T) {
	for in, want := range map[string]string{
		"The source is shorter (0:30) than a segment (10:00): it is one segment.": "The source is shorter (0:30) than a segment (10:00): it is one segment.",
		"Who knows.": "Who knows.",
	} {
		if got := said(in); got != want {
			t.Errorf("%q is said as %q", in, got)
		}
	}
	all := translation(t, "de")
	for _, s := range sayings {
		if all[s][""] == s {
			t.Errorf("%q is not translated", s)
		}
	}
}
