package cutlist

import (
	"slices"
	"strings"
)

// sentenceEnds are the signs that end a sentence, and what may follow them.
const (
	sentenceEnds = ".?!…。？！．"
	sentenceTail = "\"'”’»)]」』）"
)

// readWhisper reads what Whisper and its kin hear, as JSON or as subtitles, and
// joins pieces up to the end of a sentence: the cuts lie between sentences.
func readWhisper(r *reader) error {
	read := readSpeech
	if isDocument(r.text) {
		read = readJSON
	}
	if err := read(r); err != nil {
		return err
	}
	slices.SortStableFunc(r.list.Tracks, func(a, b Track) int { return a.Start.Cmp(b.Start) })
	var joined []Track
	open := false // the last sentence has not ended
	for _, t := range r.list.Tracks {
		if n := len(joined); open && n > 0 {
			last := &joined[n-1]
			last.End, last.HasEnd = t.End, t.HasEnd
			last.Title = strings.TrimSpace(last.Title + " " + t.Title)
		} else {
			joined = append(joined, t)
		}
		said := strings.TrimRight(t.Title, sentenceTail)
		open = !endsIn(said, sentenceEnds)
	}
	for i := range joined {
		joined[i].Title = short(joined[i].Title)
	}
	r.list.Tracks = joined
	return nil
}

func endsIn(s, signs string) bool {
	return strings.TrimRight(s, signs) != s
}
