package presets

import "strconv"

// numbered returns "name 2", shortened so that the number fits.
func numbered(name string, n int) string {
	suffix := " " + strconv.Itoa(n)
	runes := []rune(name)
	if over := len(runes) + len(suffix) - maxName; over > 0 {
		runes = runes[:len(runes)-over]
	}
	return string(runes) + suffix
}
