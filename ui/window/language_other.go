//go:build windows || darwin

package window

import (
	"encoding/json"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
	"golang.org/x/text/language"
)

var overridden bool

// override returns the translations of a language under the name of the
// system's, which these systems do not let a program choose; "" brings those of
// the system's own language back.
func override(code string) (name string, text []byte) {
	system := lang.SystemLocale()
	name = system.LanguageString() + ".json"
	if code == "" {
		if !overridden {
			return "en.json", []byte("{}")
		}
		code = nearest(system)
	}
	overridden = true
	file, err := translations.ReadFile("translations/" + code + ".json")
	if err != nil {
		return "en.json", []byte("{}")
	}
	return name, singular(file)
}

// nearest returns the language of the window's that is nearest to a locale.
func nearest(l fyne.Locale) string {
	tags := make([]language.Tag, len(languages))
	for n, l := range languages {
		tags[n] = language.Make(l.code)
	}
	_, n, _ := language.NewMatcher(tags).Match(language.Make(l.String()))
	return languages[n].code
}

// singular gives texts that have one form for all numbers the other one too,
// since the rules are those of the system's language.
func singular(file []byte) []byte {
	var texts map[string]any
	if json.Unmarshal(file, &texts) != nil {
		return file
	}
	for _, t := range texts {
		if forms, ok := t.(map[string]any); ok && forms["one"] == nil {
			forms["one"] = forms["other"]
		}
	}
	if out, err := json.Marshal(texts); err == nil {
		return out
	}
	return file
}
