package id3

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// frameOf names the text frames by ffmpeg's names of the fields.
var frameOf = map[string]string{
	"title": "TIT2", "artist": "TPE1", "album": "TALB", "album_artist": "TPE2", "composer": "TCOM",
	"genre": "TCON", "track": "TRCK", "disc": "TPOS", "copyright": "TCOP", "publisher": "TPUB",
	"encoded_by": "TENC", "encoder": "TSSE", "language": "TLAN", "performer": "TPE3",
	"lyricist": "TEXT", "grouping": "TIT1", "subtitle": "TIT3", "bpm": "TBPM", "isrc": "TSRC",
	"compilation": "TCMP", "title-sort": "TSOT", "artist-sort": "TSOP", "album-sort": "TSOA",
	"remixed_by": "TPE4", "media": "TMED",
}

// dates are the frames that hold a date, in both versions.
var dates = []string{"TDRC", "TYER", "TDAT", "TIME", "TRDA"}

// Set sets a field, by ffmpeg's name of it in lower case; "" removes it. Names
// that ID3 has no frame for become user text (TXXX). A comment or lyrics
// replace the one without a description.
func (t *Tag) Set(name, value string) {
	name = strings.ToLower(strings.TrimSpace(name))
	switch id := frameOf[name]; {
	case name == "":
	case id != "":
		t.setText(id, value)
	case name == "date" || name == "year":
		t.setDate(value)
	case name == "comment":
		t.setPair("COMM", unknownLanguage, "", value)
	case name == "lyrics":
		t.setPair("USLT", unknownLanguage, "", value)
	default:
		if name == "barcode" {
			name = strings.ToUpper(name) // as all players have it
		}
		t.setPair("TXXX", "", name, value)
	}
}

// Get returns a field by the name that Set knows it by; "" if there is none.
func (t *Tag) Get(name string) string {
	name = strings.ToLower(name)
	id, description := frameOf[name], ""
	switch {
	case id != "":
	case name == "date" || name == "year":
		if date := t.text("TDRC"); date != "" {
			return date
		}
		id = "TYER"
	case name == "comment":
		id = "COMM"
	case name == "lyrics":
		id = "USLT"
	default:
		id, description = "TXXX", name
	}
	for _, f := range t.Frames {
		if f.ID != id {
			continue
		}
		if id != "TXXX" && id != "COMM" && id != "USLT" {
			return f.text()
		}
		if d, text := f.pair(); strings.EqualFold(d, description) {
			return text
		}
	}
	return ""
}

// Fields returns the fields by the names that Set knows them by. Of several
// with one name the first counts.
func (t *Tag) Fields() map[string]string {
	fields := map[string]string{}
	for _, f := range t.Frames {
		name := ""
		switch {
		case f.ID == "TXXX":
			name, _ = f.pair()
		case f.ID == "COMM" || f.ID == "USLT":
			if description, _ := f.pair(); description == "" {
				name = map[string]string{"COMM": "comment", "USLT": "lyrics"}[f.ID]
			}
		case slices.Contains(dates, f.ID):
			name = "date"
		default:
			name = nameOf[f.ID]
		}
		if value := t.Get(name); name != "" && value != "" {
			fields[strings.ToLower(name)] = value
		}
	}
	return fields
}

// nameOf is frameOf the other way round.
var nameOf = func() map[string]string {
	names := map[string]string{}
	for name, id := range frameOf {
		names[id] = name
	}
	return names
}()

func (t *Tag) text(id string) string {
	for _, f := range t.Frames {
		if f.ID == id {
			return f.text()
		}
	}
	return ""
}

// Number sets which track of how many this is; a count of 0 is left out.
func (t *Tag) Number(track, count int) {
	s := strconv.Itoa(track)
	if count > 0 {
		s += "/" + strconv.Itoa(count)
	}
	t.setText("TRCK", s)
}

func (t *Tag) setText(id, value string) {
	same := func(f Frame) bool { return f.ID == id }
	if value == "" {
		t.remove(same)
		return
	}
	t.put(Frame{ID: id, Body: textBody(t.Version, value)}, same)
}

// unknownLanguage is what ID3v2 has in place of a code of ISO 639-2 where the
// language of a text is not known: three times X.
var unknownLanguage = strings.Repeat("X", 3)

func (t *Tag) setPair(id, language, description, value string) {
	same := func(f Frame) bool {
		if f.ID != id {
			return false
		}
		d, _ := f.pair()
		return strings.EqualFold(d, description)
	}
	if value == "" {
		t.remove(same)
		return
	}
	t.put(Frame{ID: id, Body: pairBody(t.Version, language, description, value)}, same)
}

// setDate sets a date as ISO 8601 writes it; 2.3 has a year and a day apart.
func (t *Tag) setDate(value string) {
	for _, id := range dates {
		t.setText(id, "")
	}
	if t.Version == 4 {
		t.setText("TDRC", value)
		return
	}
	year, rest, _ := strings.Cut(value, "-")
	t.setText("TYER", year)
	if len(rest) >= 5 && rest[2] == '-' {
		t.setText("TDAT", rest[3:5]+rest[:2])
	}
}

// timed are the frames whose content is bound to positions, sizes or levels of
// the whole recording.
var timed = map[string]bool{
	"RVA2": true, "RVAD": true, "RGAD": true, "XRVA": true, // levels
	"CHAP": true, "CTOC": true, "SYLT": true, "ETCO": true, "MLLT": true, "SYTC": true,
	"POSS": true, "ASPI": true, "SEEK": true, "RBUF": true, "TSIZ": true, "TLEN": true,
}

// levels are the owners of Windows Media Player's private frames of levels.
var levels = map[string]bool{"PeakValue": true, "AverageLevel": true}

// ofWhole are the descriptions of texts like that.
var ofWhole = regexp.MustCompile(`(?i)^((replaygain|mp3gain|r128|loudness)_.*|itunnorm|itunsmpb|cuesheet)$`)

// ForPart takes out what is true of the whole recording only, and would be
// wrong for a part of it: replay gain and iTunes' levels, gapless data, seek
// tables, chapters, timed lyrics, cue sheets. A length is kept, as that of the
// part.
func (t *Tag) ForPart(length timeline.Time) {
	told := t.text("TLEN") != ""
	t.remove(func(f Frame) bool {
		if timed[f.ID] {
			return true
		}
		switch f.ID {
		case "PRIV":
			owner, _ := split(latin1, f.Body)
			return levels[string(owner)]
		case "TXXX", "COMM":
			d, _ := f.pair()
			return ofWhole.MatchString(d)
		}
		return false
	})
	if told {
		t.setText("TLEN", fmt.Sprint(timeline.Rate(1000).Position(length)))
	}
}
