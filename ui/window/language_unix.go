//go:build !windows && !darwin

package window

import "os"

// envLanguage names the person's languages to whoever asks the environment, as
// Fyne does.
const envLanguage = "LANGUAGE"

var systemLanguage, hasSystemLanguage = os.LookupEnv(envLanguage)

// override makes Fyne take a language for the system's; "" is the system's own.
// It returns translations, by the name of their file, that are to be added.
func override(code string) (name string, text []byte) {
	switch {
	case code != "":
		_ = os.Setenv(envLanguage, code)
		for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
			if locale := os.Getenv(name); locale == "C" || locale == "POSIX" {
				_ = os.Setenv(name, "C.UTF-8") // or nobody asks for a language
			}
		}
	case hasSystemLanguage:
		_ = os.Setenv(envLanguage, systemLanguage)
	default:
		_ = os.Unsetenv(envLanguage)
	}
	return "en.json", []byte("{}")
}
