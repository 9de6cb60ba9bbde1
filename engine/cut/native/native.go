// Package native has what the packages share that cut a format without decoding it:
// what a part is, what its tags say, and how bytes are copied.
package native

import (
	"maps"
	"slices"
	"strconv"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/timeline"
)

// A Part is a range of the source to write, and what its tags say.
type Part struct {
	Start, End timeline.Position // [Start, End) in samples of the source
	Tags       Tags
	NoMD5      bool // FLAC need not say the MD5 of its audio
}

// Len returns the length of the part in samples.
func (p Part) Len() timeline.Position { return p.End - p.Start }

// In returns an INVALID_PARAMS error unless the part is a range of that many samples.
func (p Part) In(samples timeline.Position) error {
	if p.Start < 0 || p.End <= p.Start || p.End > samples {
		return fault.New(fault.InvalidParams, "The part from sample %d to %d does not lie in the %d samples of the source.", p.Start, p.End, samples)
	}
	return nil
}

// ErrChanged is the error of a source that is not what it was when it was indexed.
var ErrChanged = fault.New(fault.CorruptFile, "The file changed while it was read.")

// Tags are what the tags of a part say besides what the source's say.
type Tags struct {
	ID3      string            // version of an ID3 tag: "2.3" or "2.4"; "" as the source's, 2.3 if it has none
	Fields   map[string]string // by ffmpeg's names in lower case; "" removes a field
	Title    string            // "" keeps the source's
	Track    int               // number of the part; 0 keeps the source's
	Tracks   int               // number of parts; 0 leaves it out
	Chapters []id3.Chapter     // on the part's own timeline
}

// Value returns what the tags say of a field, and whether they say anything.
func (t Tags) Value(field string) (string, bool) {
	switch {
	case field == "title" && t.Title != "":
		return t.Title, true
	case field == "track" && t.Track > 0 && t.Tracks > 0:
		return strconv.Itoa(t.Track) + "/" + strconv.Itoa(t.Tracks), true
	case field == "track" && t.Track > 0:
		return strconv.Itoa(t.Track), true
	}
	v, ok := t.Fields[field]
	return v, ok
}

// All returns the fields that the tags say something of, title and track among them.
func (t Tags) All() map[string]string {
	all := map[string]string{}
	maps.Copy(all, t.Fields)
	for _, field := range []string{"title", "track"} {
		if value, ok := t.Value(field); ok {
			all[field] = value
		}
	}
	return all
}

// Edit turns the ID3 tag of a source into that of a part of the given length.
func (t Tags) Edit(tag *id3.Tag, length timeline.Time) {
	switch t.ID3 {
	case "2.3":
		tag.Convert(3)
	case "2.4":
		tag.Convert(4)
	}
	tag.ForPart(length)
	for _, name := range slices.Sorted(maps.Keys(t.Fields)) {
		tag.Set(name, t.Fields[name])
	}
	if t.Title != "" {
		tag.Set("title", t.Title)
	}
	if t.Track > 0 {
		tag.Number(t.Track, t.Tracks)
	}
	tag.SetChapters(t.Chapters)
}
