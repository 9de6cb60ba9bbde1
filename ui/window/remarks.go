package window

import (
	"path/filepath"

	"audiospliter/engine/cut"
)

// remarks are what a person should know of how segments were written, beyond
// what the plan said: once what is true of several.
func remarks(outputs []cut.Result) []string {
	var texts []string
	times := map[string]int{}
	skipped := 0
	for _, o := range outputs {
		times[o.Note.String()]++
		if o.Skipped {
			skipped++
		}
	}
	for _, o := range outputs {
		switch note := o.Note.String(); {
		case note == "" || times[note] == 0:
		case times[note] == 1 && len(outputs) > 1:
			texts = append(texts, filepath.Base(o.Path)+": "+trText(o.Note))
		default:
			texts = append(texts, trText(o.Note))
			times[note] = 0
		}
	}
	if skipped > 0 {
		texts = append(texts, trn("{{.N}} segments were skipped: files of these names were there.", skipped))
	}
	return texts
}

// remarks are those on an item: on its result, or on why it is tried again.
func (i *item) remarks() []string {
	if i.retryErr != nil {
		return []string{statusText(i, false)}
	}
	return remarks(i.result.outputs)
}

// hasRemarks reports whether there are any.
func hasRemarks(outputs []cut.Result) bool {
	for _, o := range outputs {
		if len(o.Note) > 0 || o.Skipped {
			return true
		}
	}
	return false
}
