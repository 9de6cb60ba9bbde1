package window

import (
	"cmp"
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// The engine, the presets and the notifier speak English: to the command line,
// to receivers, and to the journal and the outbox, from which much of what the
// window shows comes back. So their sentences are known again by their words.
// They stand in the translations of each language as the code has them, with
// {{.N}}, {{.N2}} … for the numbers and {{.A}}, {{.B}} … for all else that is
// filled in.

// said returns a sentence of the engine in the person's language, as it is
// where it is none that is known.
func said(text string) string {
	text, _ = inLanguage(text)
	return text
}

// inLanguage is said, and reports whether the text is in the person's language now.
func inLanguage(text string) (string, bool) {
	if tr("Settings") == "Settings" {
		return text, true
	}
	// Sentences may follow one another.
	for at := strings.Index(text, ". "); at >= 0 && at < len(text); {
		head, tail := text[:at+1], text[at+2:]
		if head, ok := phrase(head); ok {
			if tail, ok := inLanguage(tail); ok {
				if !strings.HasSuffix(head, "。") {
					head += " "
				}
				return head + tail, true
			}
		}
		next := strings.Index(tail, ". ")
		if next < 0 {
			break
		}
		at += 2 + next
	}
	if found, ok := phrase(text); ok {
		return found, true
	}
	if m := named.FindStringIndex(text); m != nil {
		if found, ok := phrase(text[:m[0]]); ok {
			return found, true
		}
	}
	return text, false
}

// phrase returns the translation of a sentence, or of a part that is filled into
// one.
func phrase(text string) (string, bool) {
	if m := countOf.FindStringSubmatch(text); m != nil {
		n, _ := strconv.Atoi(m[1])
		switch m[2] {
		case "segment":
			return trn("{{.N}} segments", n), true
		case "channel":
			return trn("{{.N}} channels", n), true
		case "cut":
			return trn("{{.N}} cuts", n), true
		}
	}
	all := sayings()
	if all.whole[text] {
		return tr(text), true
	}
	for _, s := range all.filled {
		m := s.matches.FindStringSubmatch(text)
		if m == nil {
			continue
		}
		values := words{}
		for n, name := range s.matches.SubexpNames() {
			if name != "" {
				values[name] = part(m[n])
			}
		}
		return tr(s.text, values), true
	}
	return text, false
}

// part is what is filled into a sentence: often a name, at times words of the
// engine's.
func part(text string) string {
	if found, ok := phrase(text); ok {
		return found
	}
	return lineOf.ReplaceAllStringFunc(text, func(found string) string {
		return tr("(line {{.N}})", words{"N": lineOf.FindStringSubmatch(found)[1]})
	})
}

// named is how the engine ends a sentence about a field of the recipe.
var named = regexp.MustCompile(` \(([\w.]+)(?:\[\d+\])?\)\.?$`)

var (
	countOf = regexp.MustCompile(`^(\d+) (segment|channel|cut)s?$`)
	lineOf  = regexp.MustCompile(`\(line (\d+)\)`)
	filling = regexp.MustCompile(`\{\{\.(N\d?|[A-F])\}\}`)
)

// A saying is a text in which something is filled in.
type saying struct {
	text    string
	matches *regexp.Regexp
}

// sayings are the texts of the translations, which are the same in each
// language: those that are whole, and those that are filled in, with the most
// words of their own first.
var sayings = sync.OnceValue(func() (all struct {
	whole  map[string]bool
	filled []saying
},
) {
	var texts map[string]json.RawMessage
	if file, err := translations.ReadFile("translations/de.json"); err == nil {
		_ = json.Unmarshal(file, &texts)
	}
	all.whole = map[string]bool{}
	own := func(text string) int { return len(filling.ReplaceAllString(text, "")) }
	for _, text := range slices.SortedFunc(maps.Keys(texts), func(a, b string) int {
		return cmp.Or(own(b)-own(a), cmp.Compare(a, b))
	}) {
		switch {
		case texts[text][0] == '{': // has plural forms
		case filling.MatchString(text):
			all.filled = append(all.filled, saying{text, pattern(text)})
		default:
			all.whole[text] = true
		}
	}
	return all
})

// pattern finds a text with what is filled in.
func pattern(text string) *regexp.Regexp {
	var p strings.Builder
	at := 0
	for _, m := range filling.FindAllStringSubmatchIndex(text, -1) {
		name, what := text[m[2]:m[3]], `.*?`
		if name[0] == 'N' {
			what = `[-+.\dInfNa]+`
		}
		p.WriteString(regexp.QuoteMeta(text[at:m[0]]) + "(?P<" + name + ">" + what + ")")
		at = m[1]
	}
	return regexp.MustCompile("(?s)^" + p.String() + regexp.QuoteMeta(text[at:]) + "$")
}
