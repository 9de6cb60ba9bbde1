// Package locale makes sure that the environment names a language before Fyne
// looks at it, which it does while the program starts: under the locales C and
// POSIX, which name none, it would print an error for every command. Importing
// the package is all there is to do; packages are initialised in the order of
// their import paths (Go specification, "Program initialization"), and this
// one's comes before fyne.io's.
package locale

import (
	"os"
	"strings"
)

func init() {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		value := os.Getenv(name)
		switch language, _, _ := strings.Cut(value, "."); {
		case value == "":
			continue
		case language == "C", language == "POSIX":
			_ = os.Setenv(name, "en_US.UTF-8")
		}
		return
	}
	_ = os.Setenv("LANG", "en_US.UTF-8")
}
