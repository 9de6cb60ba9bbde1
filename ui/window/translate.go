package window

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"sync"

	"audiospliter/engine/message"
)

// What the engine, the presets and the notifier say are formats with arguments.
// The translations hold each format with {{.N}}, {{.N2}} … for its numbers and
// {{.A}}, {{.B}} … for all else that is filled in.

// trText returns a text in the person's language.
func trText(t message.Text) string {
	text, _ := translate(t)
	return text
}

func trTexts(texts []message.Text) []string {
	all := make([]string, len(texts))
	for i, t := range texts {
		all[i] = trText(t)
	}
	return all
}

// translate is trText, and reports whether all of the text is in the person's
// language: sentences of another version of the program are left in English.
func translate(t message.Text) (string, bool) {
	english := tr("Settings") == "Settings"
	if len(t) == 1 && t[0].Format == "%s" && len(t[0].Args) == 1 {
		if text, ok := t[0].Args[0].(string); ok { // by an older program, or by another one
			if _, known := translatedTexts()[text]; known {
				return tr(text), true
			}
			return text, english
		}
	}
	if english {
		return t.String(), true
	}
	return translateAll(t)
}

func translateAll(t message.Text) (string, bool) {
	var text strings.Builder
	complete := true
	for i, s := range t {
		if i > 0 && !strings.HasSuffix(text.String(), "。") {
			text.WriteByte(' ')
		}
		translated, ok := translateSentence(s)
		text.WriteString(translated)
		complete = complete && ok
	}
	return text.String(), complete
}

func translateSentence(s message.Sentence) (string, bool) {
	key, verbs, names := keyOf(s.Format)
	if len(s.Args) != len(verbs) {
		return s.String(), false
	}
	complete := true
	args := make([]any, len(s.Args))
	values := textArgs{}
	for i, arg := range s.Args {
		if nested, ok := arg.(message.Text); ok {
			text, all := translateAll(nested)
			arg, complete = text, complete && all
		}
		args[i] = arg
		values[names[i]] = fmt.Sprintf(verbs[i], arg)
	}
	plural, known := translatedTexts()[key]
	n, isNumber := int64(0), false
	if len(args) > 0 {
		n, isNumber = args[0].(int64)
	}
	switch {
	case !letter.MatchString(verb.ReplaceAllString(s.Format, "")):
		return fmt.Sprintf(s.Format, args...), complete
	case !known:
		return s.String(), false
	case plural && isNumber:
		return trn(key, int(n)), complete
	}
	return tr(key, values), complete
}

var (
	verb   = regexp.MustCompile(`%%|%[-+# 0]*[\d.]*[a-zA-Z]`)
	letter = regexp.MustCompile(`[A-Za-z]`)
)

// keyOf returns a format as the translations have it, its verbs, and what stands
// for them there.
func keyOf(format string) (key string, verbs, names []string) {
	numbers, others := 0, 0
	key = verb.ReplaceAllStringFunc(format, func(found string) string {
		name := ""
		switch found[len(found)-1] {
		case '%':
			return "%"
		case 'd', 'f', 'g':
			if numbers++; numbers == 1 {
				name = "N"
			} else {
				name = fmt.Sprintf("N%d", numbers)
			}
		default:
			others++
			name = string(rune('A' + others - 1))
		}
		verbs, names = append(verbs, found), append(names, name)
		return "{{." + name + "}}"
	})
	return key, verbs, names
}

// translatedTexts are the texts of the translations, which are the same in each
// language, and whether they have plural forms.
var translatedTexts = sync.OnceValue(func() map[string]bool {
	var texts map[string]json.RawMessage
	if file, err := translations.ReadFile("translations/de.json"); err == nil {
		_ = json.Unmarshal(file, &texts)
	}
	plural := map[string]bool{}
	for text, value := range texts {
		plural[text] = value[0] == '{'
	}
	return plural
})
