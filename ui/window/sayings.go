package window

import (
	"regexp"
	"strings"
	"sync"
)

// sayings are sentences of the engine about what is typed, and about sources and
// plans, which have no codes to be told by. {{.A}} and {{.B}} are what the engine
// fills in.
var sayings = []string{
	"Not a time: write 90, 1:30, 01:30:00.250 or 1h30m.",
	"Not a time: {{.A}} has a field over 59.",
	"A time cannot be negative.",
	"Give the length of a segment, such as 10m.",
	"Give the largest size of a file, such as 25MB.",
	"Give a number of parts from 1 to {{.A}}.",
	"Give the length of the shortest silence, such as 1s.",
	"The overlap must be shorter than a segment.",
	"The name template is wrong at character {{.A}}: {{.B}}.",
	"The source is shorter ({{.A}}) than a segment ({{.B}}): it is one segment.",
	"There is silence only at the beginning or the end of the source: it is one segment.",
	"The times were not in order, and have been sorted.",
	"Times that were given twice count once.",
	"The cuts were not in order of time, and have been sorted.",
	"The cue sheet is for {{.A}}, and was used for {{.B}} all the same.",
	"The file is cut short: its last packet is not whole.",
	"The file is damaged in more places.",
	"The file was cut out of a longer one, whose length its header still gives.",
	"The file goes on behind the end its header gives.",
	"The file is {{.A}} recordings joined.",
	"The number of channels changes in the middle.",
	"The audio stops being readable at {{.A}}: what lies before is used.",
	"The file holds less audio than its header says: it was cut off or never finished.",
}

// saying finds a saying with what is filled in.
type saying struct {
	text    string
	matches *regexp.Regexp
}

var known = sync.OnceValue(func() []saying {
	found := make([]saying, len(sayings))
	for n, text := range sayings {
		pattern := regexp.QuoteMeta(text)
		for _, name := range []string{"A", "B"} {
			pattern = strings.Replace(pattern, regexp.QuoteMeta("{{."+name+"}}"), "(?P<"+name+">.+)", 1)
		}
		found[n] = saying{text, regexp.MustCompile("^" + pattern + "$")}
	}
	return found
})

// said returns a sentence of the engine in the person's language, as it is where
// it is none of the sayings.
func said(sentence string) string {
	for _, s := range known() {
		m := s.matches.FindStringSubmatch(sentence)
		if m == nil {
			continue
		}
		filled := words{}
		for n, name := range s.matches.SubexpNames() {
			if name != "" {
				filled[name] = m[n]
			}
		}
		return tr(s.text, filled)
	}
	return sentence
}
