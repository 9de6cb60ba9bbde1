package chat

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"
	"strings"
	"unicode"
	"unicode/utf16"
)

// gap is an invisible character that ends a word for every service.
const gap = "\u200b"

// clean returns text from outside as one line of at most so many characters,
// without control characters and without those that turn the direction of
// what follows.
func clean(s string, most int) string {
	s = strings.ToValidUTF8(s, "\ufffd")
	var b strings.Builder
	n, space := 0, false
	for _, r := range s {
		switch {
		case unicode.IsSpace(r) || unicode.IsControl(r) || r == '\u2028' || r == '\u2029':
			space = n > 0
			continue
		case unicode.Is(unicode.Cf, r) && r != '\u200c' && r != '\u200d':
			continue // only joiners mean something inside words
		}
		if n+1 >= most {
			return b.String() + "…"
		}
		if space {
			b.WriteByte(' ')
			n++
			space = false
		}
		b.WriteRune(r)
		n++
	}
	return b.String()
}

// triggers are what services make a ping, a link or a tag from.
var triggers = strings.NewReplacer(
	"@", "@"+gap, "＠", "＠"+gap, "<", "<"+gap, "#", "#"+gap, "](", "]"+gap+"(", "://", ":"+gap+"//", "www.", "www"+gap+".",
	"mailto:", "mailto"+gap+":")

// inert breaks what a service would make a ping or a link from with an invisible
// character.
func inert(s string) string { return triggers.Replace(s) }

// escaper returns a function that puts a backslash before each of the marks,
// and a gap behind each of the others.
func escaper(marks, others string) func(string) string {
	var pairs []string
	for _, r := range marks {
		pairs = append(pairs, string(r), `\`+string(r))
	}
	for _, r := range others {
		pairs = append(pairs, string(r), string(r)+gap)
	}
	return strings.NewReplacer(pairs...).Replace
}

func same(s string) string { return s }

// units is the length of s as JavaScript and several services count it, in
// UTF-16 code units.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// shorten returns the beginning of s that has at most so many UTF-16 code units.
func shorten(s string, most int) string {
	if units(s) <= most {
		return s
	}
	n := 1 // for the ellipsis
	for i, r := range s {
		if n += utf16.RuneLen(r); n > most {
			return s[:i] + "…"
		}
	}
	return s
}

// most returns what build makes of the most of n items that fit, up to maxItems, and of
// none if not even that fits.
func most[T any](n int, build func(items int) T, fits func(T) bool) T {
	tooMany := sort.Search(min(n, maxItems)+1, func(items int) bool { return !fits(build(items)) })
	return build(max(tooMany-1, 0))
}

// joinLines joins the texts that are not empty.
func joinLines(lines ...string) string {
	return strings.Join(slices.DeleteFunc(lines, func(line string) bool { return line == "" }), "\n")
}

// more is the line after a list that lost its end; "" if it is whole.
func more(all, shown int) string {
	if all <= shown {
		return ""
	}
	return fmt.Sprintf("and %d more", all-shown)
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // maps, lists, texts and numbers can always be written
	}
	return b
}

type object = map[string]any
