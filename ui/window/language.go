package window

import (
	"embed"
	"sync"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/lang"
)

//go:embed translations
var translations embed.FS

// languages are those that the window speaks, by the names of their files, with
// what they call themselves.
var languages = []struct{ code, name string }{
	{"en", "English"},
	{"de", "Deutsch"},
	{"es", "Español"},
	{"fr", "Français"},
	{"ja", "日本語 (Japanese)"},
	{"zh-Hans", "简体中文 (Simplified Chinese)"},
}

// loadTranslations waits for the first text that is shown: it asks the system
// for the person's language, which no command of the command line needs.
var loadTranslations = sync.OnceFunc(func() {
	if err := lang.AddTranslationsFS(translations, "translations"); err != nil {
		fyne.LogError("reading the translations", err)
	}
})

// useLanguage makes a language the one that texts are in from now on; "" is the
// system's. It belongs to the UI goroutine.
func useLanguage(code string) {
	loadTranslations()
	name, text := override(code)
	// Fyne chooses the language anew whenever translations are added.
	if err := lang.AddTranslations(fyne.NewStaticResource(name, text)); err != nil {
		fyne.LogError("changing the language", err)
	}
}

// fontLanguage returns the language that is chosen, or the system's where it decides
// about fonts.
func fontLanguage(code string) string {
	if code != "" {
		return code
	}
	code = lang.SystemLocale().LanguageString()
	if code == "zh" {
		return "zh-Hans"
	}
	return code
}
