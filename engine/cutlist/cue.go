package cutlist

import (
	"html"
	"slices"
	"strings"

	"audiospliter/engine/timeline"
)

// A cueReader keeps where in the sheet a line stands, and its tracks until all
// that decides how their times are read is known.
type cueReader struct {
	*reader
	file    string // the last FILE
	top     string // the last FILE before any TRACK
	tracks  []*cueTrack
	author  string // the program that wrote the sheet, in lower case
	byFrame bool   // the sheet says that it counts frames
}

// A cueTrack is a TRACK with its indexes.
type cueTrack struct {
	Track
	line    int
	audio   bool
	ownFile bool // a FILE stands between TRACK and its first INDEX
	indexes []cueIndex
}

// A cueIndex is an INDEX with its time as it was written.
type cueIndex struct {
	number string
	clock  cueClock
	at     timeline.Time
	file   string
	line   int
}

// readCue reads a cue sheet as CDRWIN defined it, and what other programs make
// of that. A track begins at INDEX 01 and lasts until the next of its FILE;
// later indexes are of no use here, and a PREGAP or POSTGAP is silence that is
// in no file.
func readCue(r *reader) error {
	c := &cueReader{reader: r}
	for r.next() {
		text := r.lines.text
		if strings.Contains(text, "&quot;") { // out of a page of the web
			text = html.UnescapeString(text)
		}
		command, rest := cut(text)
		if command == "" {
			continue
		}
		if err := c.command(strings.ToUpper(command), rest); err != nil {
			return err
		}
	}
	if err := c.readTimes(); err != nil {
		return err
	}
	c.joinFiles()
	return c.addTracks()
}

func (c *cueReader) command(command, rest string) error {
	switch command {
	case "FILE":
		c.file = cueFile(rest)
		if t := c.open(); t == nil {
			c.top = c.file
		} else if len(t.indexes) == 0 {
			t.ownFile = true
		}
	case "TRACK":
		number, kind := cut(rest)
		if !isDigits(number) {
			return c.fail(c.number, "%q is no track number", short(number))
		}
		if len(c.tracks) >= maxTracks {
			return c.fail(c.number, "there are over %d cuts", maxTracks)
		}
		t := &cueTrack{line: c.number, audio: kind == "" || strings.EqualFold(kind, "AUDIO")}
		t.tag("track", trimLeadingZeros(number))
		c.tracks = append(c.tracks, t)
	case "INDEX":
		return c.index(rest)
	case "TITLE":
		if t := c.open(); t != nil {
			t.Title = unquote(rest)
		} else {
			c.list.tag("album", unquote(rest))
		}
	case "PERFORMER":
		c.tag("artist", unquote(rest))
	case "SONGWRITER":
		c.tag("composer", unquote(rest))
	case "ISRC":
		c.tag("isrc", unquote(rest))
	case "CATALOG":
		c.list.tag("catalog", unquote(rest))
	case "REM":
		c.remark(rest)
	case "FLAGS", "PREGAP", "POSTGAP", "CDTEXTFILE":
	default:
		c.warn(c.number, "%q is no command of a cue sheet, and was left out", short(command))
	}
	return nil
}

// cueRemarks are the remarks that are tags, by their words in lower case.
var cueRemarks = map[string]string{
	"genre": "genre", "date": "date", "year": "date", "discid": "discid", "comment": "comment", "composer": "composer",
	"albumartist": "album_artist", "album_artist": "album_artist", "discnumber": "disc", "disc": "disc",
	"totaldiscs": "disctotal", "disctotal": "disctotal", "upc": "upc", "barcode": "upc", "label": "publisher",
	"publisher": "publisher", "copyright": "copyright", "language": "language",
}

func (c *cueReader) remark(rest string) {
	key, value := cut(rest)
	key = strings.ToLower(key)
	value = unquote(value)
	switch {
	case cueRemarks[key] != "":
		c.tag(cueRemarks[key], value)
	case key == "recorded_by":
		c.author = strings.ToLower(value)
	case key == "frames":
		c.byFrame = true
	}
}

// open returns the track that the line belongs to; nil before the first.
func (c *cueReader) open() *cueTrack {
	if len(c.tracks) == 0 {
		return nil
	}
	return c.tracks[len(c.tracks)-1]
}

func (c *cueReader) tag(key, value string) {
	if t := c.open(); t != nil {
		t.tag(key, value)
	} else {
		c.list.tag(key, value)
	}
}

func (c *cueReader) index(rest string) error {
	t := c.open()
	if t == nil {
		return c.fail(c.number, "an INDEX stands before any TRACK")
	}
	number, text := cut(rest)
	if !isDigits(number) {
		return c.fail(c.number, "%q is no index number", short(number))
	}
	clock, ok := parseCueClock(text)
	if !ok {
		return c.fail(c.number, "%q is no time of a cue sheet, mm:ss:ff with 75 frames a second", short(text))
	}
	t.indexes = append(t.indexes, cueIndex{number: trimLeadingZeros(number), clock: clock, file: c.file, line: c.number})
	return nil
}

// begin sets where the track begins, and its pregap.
func (t *cueTrack) begin(c *cueReader) error {
	first := -1
	for i, x := range t.indexes {
		if x.number != "1" {
			continue
		}
		if first >= 0 {
			return c.fail(x.line, "the track has two INDEX 01")
		}
		first = i
	}
	if first < 0 {
		if len(t.indexes) == 0 {
			return c.fail(t.line, "track %s has no INDEX 01", t.Tags["track"])
		}
		first = 0
		c.warn(t.line, "track %s has no INDEX 01, and begins at its INDEX %s", t.Tags["track"], t.indexes[0].number)
	}
	start := t.indexes[first]
	t.Start, t.File = start.at, start.file
	for _, x := range t.indexes[:first] {
		if x.number != "0" || x.file != start.file { // in another file, it is the end of that
			continue
		}
		if x.at.Cmp(start.at) > 0 {
			return c.fail(start.line, "INDEX 01 is before INDEX 00")
		}
		at := x.at
		t.Pregap = &at
	}
	return nil
}

// joinFiles gives all tracks the file before the first TRACK where the sheet
// names the played files too, whose times go on from one to the next: it is the
// sheet of one recording.
func (c *cueReader) joinFiles() {
	own, seen := 0, map[string]bool{}
	var last timeline.Time
	for i, t := range c.tracks {
		if len(t.indexes) != 1 || i > 0 && t.indexes[0].at.Cmp(last) <= 0 {
			return
		}
		if t.ownFile {
			own++
		}
		last = t.indexes[0].at
		seen[t.indexes[0].file] = true
	}
	if len(seen) < 2 || len(seen) < own || own == 0 && (len(seen) < len(c.tracks) || len(seen) < 3) {
		return
	}
	for _, t := range c.tracks {
		t.indexes[0].file = c.top
	}
}

// addTracks adds the tracks, and audio before the first that is a file of its own.
func (c *cueReader) addTracks() error {
	begun := map[string]bool{} // files in which a track begins
	for _, t := range c.tracks {
		for _, x := range t.indexes {
			begun[x.file] = begun[x.file] || x.number != "0"
		}
	}
	for _, t := range c.tracks {
		if !t.audio {
			c.warn(t.line, "track %s holds data, not audio, and was left out", t.Tags["track"])
			continue
		}
		if err := t.begin(c); err != nil {
			return err
		}
		if x := t.indexes[0]; x.number == "0" && !begun[x.file] && x.file != t.File {
			hidden := Track{Start: x.at, File: x.file, Tags: map[string]string{"track": "0"}}
			if err := c.add(x.line, hidden); err != nil {
				return err
			}
		}
		if err := c.add(t.line, t.Track); err != nil {
			return err
		}
	}
	return nil
}

// unquote returns the text of an argument. Quotes cannot be escaped, so the
// last one on the line closes. One of the two may be missing; behind a number the one
// quote stands for inches.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, `"`); ok {
		if end := strings.LastIndexByte(inner, '"'); end >= 0 {
			return inner[:end]
		}
		return inner
	}
	inner, closed := strings.CutSuffix(s, `"`)
	if n := len(inner); closed && n > 0 && !strings.Contains(inner, `"`) && (inner[n-1] < '0' || inner[n-1] > '9') {
		return inner
	}
	return s
}

// cueTypes are the types a sheet gives files.
var cueTypes = []string{"WAVE", "MP3", "AIFF", "BINARY", "MOTOROLA", "FLAC", "OGG", "WAV"}

// cueFile returns the name in the argument of FILE, which ends in a type. An
// unquoted name may hold spaces, and a closing quote may be missing.
func cueFile(s string) string {
	s = strings.TrimSpace(s)
	inner, quoted := strings.CutPrefix(s, `"`)
	if end := strings.LastIndexByte(inner, '"'); quoted && end >= 0 {
		return clean(inner[:end])
	}
	if i := strings.LastIndexAny(inner, " \t"); i >= 0 && slices.Contains(cueTypes, strings.ToUpper(inner[i+1:])) {
		inner = inner[:i]
	}
	return clean(inner)
}

func trimLeadingZeros(number string) string {
	if t := strings.TrimLeft(number, "0"); t != "" {
		return t
	}
	return "0"
}
