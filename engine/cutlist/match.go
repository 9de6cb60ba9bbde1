package cutlist

import (
	"path"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Match says which candidate a cue sheet means by name. Both may be paths, with
// slashes of either kind; only the last element counts. The first rule that
// some candidate fits decides, and of several the first candidate:
//
//  1. the same name,
//  2. the same in another Unicode normal form,
//  3. the same in another case,
//  4. the same but for the extension, as the sheet was made before the audio
//     was encoded, in the order of rules 1 to 3.
//
// It returns "" and false where no candidate fits.
func Match(name string, candidates []string) (string, bool) {
	name = base(name)
	if name == "" {
		return "", false
	}
	same := []func(a, b string) bool{
		func(a, b string) bool { return a == b },
		func(a, b string) bool { return norm.NFC.String(a) == norm.NFC.String(b) },
		func(a, b string) bool { return strings.EqualFold(norm.NFC.String(a), norm.NFC.String(b)) },
	}
	for _, part := range []func(string) string{base, stem} {
		for _, rule := range same {
			for _, c := range candidates {
				if rule(part(name), part(c)) {
					return c, true
				}
			}
		}
	}
	return "", false
}

func base(name string) string {
	return name[strings.LastIndexAny(name, `/\`)+1:]
}

// stem is a name without its extension. What follows a point is one only if it
// looks like one: "01. Intro" has none.
func stem(name string) string {
	name = base(name)
	ext := path.Ext(name)
	if len(ext) < 2 || len(ext) > 6 || len(ext) == len(name) || strings.ContainsAny(ext, " ") {
		return name
	}
	return strings.TrimSuffix(name, ext)
}
