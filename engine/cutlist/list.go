package cutlist

import (
	"slices"

	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A List is what a cut list says, in its own times, before it is fitted to a
// source. Every text in it is one line without control characters.
type List struct {
	Format   Format            // the grammar it was read by
	Path     string            // the file it was read from; "" for one that was embedded or made
	Album    map[string]string // tags of the whole: album, artist, date, genre, comment, catalog, discid, as ffmpeg names them
	Tracks   []Track           // by rising start within each File
	Warnings []message.Text    // what was odd and how it was mended, with line numbers

	// FrameRate is what a list counted in frames was read by, and what
	// CMX3600 is written with; the zero value stands for 25.
	FrameRate FrameRate
}

// A Track is one entry: a segment [Start, End) or, with Point set, only a cut
// at Start.
type Track struct {
	Start  timeline.Time
	End    timeline.Time // zero where HasEnd is false: up to the next track of the same File, or its end
	HasEnd bool
	Point  bool
	After  bool // what lies before it was left out on purpose, so it is no part of any track
	Title  string
	File   string            // the audio file a cue sheet names, "" where the format names none
	Tags   map[string]string // all but the title: artist, composer, isrc, track, date, url ...; nil where there are none
	Pregap *timeline.Time    // where the pregap begins (INDEX 00), in the same File; nil without one
	Line   int               // 1-based line in the text, 0 if it is not from text
}

// maxTags bounds the tags of one thing; real ones have a dozen.
const maxTags = 100

// tag sets a tag, unless its value is empty.
func (t *Track) tag(key, value string) {
	setTag(&t.Tags, key, value)
}

// tag sets a tag of the whole, unless its value is empty.
func (l *List) tag(key, value string) {
	setTag(&l.Album, key, value)
}

func setTag(tags *map[string]string, key, value string) {
	if key = clean(key); key == "" {
		return
	}
	if value = clean(value); value == "" {
		return
	}
	if *tags == nil {
		*tags = map[string]string{}
	}
	if len(*tags) >= maxTags {
		return
	}
	(*tags)[key] = value
}

// end returns where track i ends, as far as the list can tell: its own end, or
// the start of the next track of its file. The end of the audio is not known
// here, so the last open track has none.
func (l *List) end(i int) (timeline.Time, bool) {
	t := l.Tracks[i]
	if t.HasEnd {
		return t.End, true
	}
	for _, next := range l.Tracks[i+1:] {
		if next.File != t.File {
			break
		}
		if next.Start.Cmp(t.Start) > 0 {
			return next.Start, true
		}
	}
	return timeline.Time{}, false
}

// sortedKeys returns the keys of tags in a stable order.
func sortedKeys(tags map[string]string) []string {
	keys := make([]string, 0, len(tags))
	for k := range tags {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
