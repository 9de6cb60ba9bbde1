package window

import (
	"encoding/json"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/image/font/sfnt"

	"audiospliter/assets"
	"audiospliter/presets"
)

// forms are the plural forms that each language has for whole numbers (CLDR).
var forms = map[string][]string{
	"en": {"one", "other"}, "de": {"one", "other"}, "es": {"one", "many", "other"}, "fr": {"one", "many", "other"},
	"ja": {"other"}, "zh-Hans": {"other"},
}

// shownTexts reads the package's own code for the texts it shows: those with a
// number, and the others.
func shownTexts(t *testing.T) (texts, plurals []string) {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) == 0 {
		t.Fatalf("no files: %v", err)
	}
	call := regexp.MustCompile(`\b(trn?)\(("(?:[^"\\]|\\.)*")`)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		code, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range call.FindAllStringSubmatch(string(code), -1) {
			text, err := strconv.Unquote(m[2])
			if err != nil {
				t.Fatalf("%s: %s: %v", name, m[2], err)
			}
			if m[1] == "trn" {
				plurals = append(plurals, text)
			} else {
				texts = append(texts, text)
			}
		}
	}
	below, counts := formats(t)
	texts, plurals = slices.AppendSeq(texts, maps.Keys(below)), append(plurals, counts...)
	for _, p := range presets.BuiltIn() {
		texts = append(texts, p.Name, p.Description)
	}
	return texts, plurals
}

// translation reads a language's file: of a text without a number the form "".
func translation(t *testing.T, code string) map[string]map[string]string {
	t.Helper()
	data, err := translations.ReadFile("translations/" + code + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	all := map[string]map[string]string{}
	for text, value := range raw {
		var one string
		all[text] = map[string]string{}
		if json.Unmarshal(value, &one) == nil {
			all[text][""] = one
		} else if err := json.Unmarshal(value, ptr(all[text])); err != nil {
			t.Fatalf("%s: %q: %v", code, text, err)
		}
	}
	return all
}

func ptr[T any](v T) *T { return &v }

var placeholder = regexp.MustCompile(`\{\{\.\w+\}\}`)

func placeholders(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return found
}

// TestEveryTextIsInEveryLanguage compares what the code shows with the
// translations: nothing is missing, nothing is left over, and what is filled in
// is the same. English is the text itself but for plurals.
func TestEveryTextIsInEveryLanguage(t *testing.T) {
	t.Parallel()
	texts, plurals := shownTexts(t)
	files, err := translations.ReadDir("translations")
	if err != nil || len(files) != len(languages) || len(forms) != len(languages) {
		t.Errorf("%d languages have %d files and %d rows of plural forms: %v", len(languages), len(files), len(forms), err)
	}
	for _, l := range languages {
		if len(forms[l.code]) == 0 {
			t.Errorf("%s: its plural forms are not listed", l.code)
		}
		have := translation(t, l.code)
		used := map[string]bool{}
		for _, text := range texts {
			used[text] = true
			if got, ok := have[text][""]; l.code != "en" && (!ok || got == "") {
				t.Errorf("%s: %q is missing", l.code, text)
			} else if ok && !slices.Equal(placeholders(got), placeholders(text)) {
				t.Errorf("%s: %q fills in something else than %q", l.code, got, text)
			}
		}
		for _, text := range plurals {
			used[text] = true
			for _, form := range forms[l.code] {
				got := have[text][form]
				if got == "" {
					t.Errorf("%s: %q has no form %q", l.code, text, form)
				}
				if form != "one" && !slices.Equal(placeholders(got), placeholders(text)) {
					t.Errorf("%s: %q fills in something else than %q", l.code, got, text)
				}
			}
		}
		for text := range have {
			if !used[text] {
				t.Errorf("%s: %q is nowhere shown", l.code, text)
			}
		}
	}
}

// TestFontsHoldTheTranslations looks up each ideograph, kana and full-width mark
// of the translations in the fonts that come with the program.
func TestFontsHoldTheTranslations(t *testing.T) {
	t.Parallel()
	for code, resource := range assets.Fonts {
		font, err := sfnt.Parse(resource.Content())
		if err != nil {
			t.Fatalf("%s: %v", code, err)
		}
		var buffer sfnt.Buffer
		missing := map[rune]bool{}
		for _, texts := range translation(t, code) {
			for _, text := range texts {
				for _, r := range text {
					if n, err := font.GlyphIndex(&buffer, r); r >= 0x2e80 && (err != nil || n == 0) {
						missing[r] = true
					}
				}
			}
		}
		if len(missing) > 0 {
			t.Errorf("%s: the font lacks %d glyphs: run python3 assets/gen/fonts.py", code, len(missing))
		}
	}
}

// TestLanguageIsChosen shows texts in one language after the other, as the
// person's choice and the system's take turns. It is not parallel: the language
// is the program's.
func TestLanguageIsChosen(t *testing.T) {
	t.Setenv("LC_ALL", "C") // which speaks no language
	b := newBench(t, Options{})
	t.Cleanup(func() { useLanguage("") })
	for _, c := range []struct{ code, split, files string }{
		{"de", "Teilen", "1 Datei|2 Dateien|1,000,000 Dateien"},
		{"fr", "Découper", "1 fichier|2 fichiers|1,000,000 fichiers"},
		{"es", "Dividir", "1 archivo|2 archivos|1,000,000 archivos"},
		{"ja", "分割", "1 ファイル|2 ファイル|1,000,000 ファイル"},
		{"zh-Hans", "分割", "1 个文件|2 个文件|1,000,000 个文件"},
		{"en", "Split", "1 file|2 files|1,000,000 files"},
		{"", "Split", "1 file|2 files|1,000,000 files"},
	} {
		b.setLanguage(c.code)
		if got := b.toolbar.split.Text; got != c.split {
			t.Errorf("%s: the button says %q, want %q", c.code, got, c.split)
		}
		got := trn("{{.N}} files", 1) + "|" + trn("{{.N}} files", 2) + "|" + trn("{{.N}} files", 1e6)
		if got != c.files {
			t.Errorf("%s: numbers of files are %q, want %q", c.code, got, c.files)
		}
	}
}
