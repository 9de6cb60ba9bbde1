package notifier

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"unicode/utf16"
)

// secretsOf returns what an answer may repeat and the log must not keep.
func secretsOf(e Endpoint, u *url.URL) []string {
	secrets := []string{e.Secret, e.Previous, u.RawQuery}
	if e.Format.SecretURL() {
		secrets = append(secrets, e.URL, u.EscapedPath(), u.Path)
	}
	for _, values := range u.Query() {
		for _, value := range values {
			if len(value) >= 8 { // others are words such as true
				secrets = append(secrets, value)
			}
		}
	}
	for _, value := range e.Headers {
		_, token, _ := strings.Cut(value, " ") // behind a scheme such as Bearer
		secrets = append(secrets, value, token)
	}
	for _, secret := range []string{e.Secret, e.Previous} {
		secrets = append(secrets, strings.TrimPrefix(secret, secretPrefix))
	}
	return slices.DeleteFunc(secrets, func(secret string) bool { return len(secret) <= 3 })
}

// secretsPattern matches the secrets, the longest first, also where they are
// escaped for JSON, a URL or HTML. It is nil for none.
func secretsPattern(secrets []string) *regexp.Regexp {
	if len(secrets) == 0 {
		return nil
	}
	slices.SortFunc(secrets, func(a, b string) int { return len(b) - len(a) })
	patterns := make([]string, len(secrets))
	for i, secret := range secrets {
		var b strings.Builder
		for _, r := range secret {
			b.WriteString(escapesOf(r))
		}
		patterns[i] = b.String()
	}
	pattern, err := regexp.Compile(strings.Join(patterns, "|"))
	if err != nil {
		return regexp.MustCompile(`(?s).+`) // secrets of many thousand characters: nothing is kept
	}
	return pattern
}

// entities are the names that HTML has for what secrets and URLs are made of.
var entities = map[rune]string{
	'&': "amp", '<': "lt", '>': "gt", '"': "quot", '\'': "apos", '/': "sol", '+': "plus", '=': "equals", ':': "colon", '.': "period",
	'?': "quest", '%': "percnt", '#': "num", '!': "excl", '@': "commat", '_': "lowbar", ',': "comma", ';': "semi", '(': "lpar", ')': "rpar",
}

// escapesOf returns a pattern for the character as itself, behind backslashes,
// as \u in JSON, as %XX, and as an entity; also escaped twice.
func escapesOf(r rune) string {
	spellings := []string{`\\*` + regexp.QuoteMeta(string(r))}
	percent := ""
	for _, b := range []byte(string(r)) {
		percent += fmt.Sprintf(`%%(?:25)*(?i:%02x)`, b)
	}
	unicode := ""
	for _, unit := range utf16.Encode([]rune{r}) {
		unicode += fmt.Sprintf(`\\+u(?i:%04x)`, unit)
	}
	const amp = `&(?:amp;|#38;|#x26;)*`
	spellings = append(spellings, percent, unicode, fmt.Sprintf(amp+`#(?:0*%d|(?i:x0*%x));?`, r, r))
	if name := entities[r]; name != "" {
		spellings = append(spellings, amp+"(?i:"+name+");?")
	}
	if r == ' ' {
		spellings = append(spellings, `\+`)
	}
	return "(?:" + strings.Join(spellings, "|") + ")"
}

// mask returns what the log keeps of an answer: its beginning, without the
// secrets that it repeats.
func (s *Sender) mask(answer string) string {
	if s.secrets != nil {
		answer = s.secrets.ReplaceAllLiteralString(answer, "***")
	}
	// All secrets are out before the cut, which could leave half of one.
	return strings.ToValidUTF8(answer[:min(len(answer), keptAnswer)], "\ufffd")
}
