package cutlist

import (
	"path"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A cueReader keeps where in the sheet a line stands.
type cueReader struct {
	*reader
	file     string
	line     int // where the open track began
	inTrack  bool
	audio    bool
	track    Track
	started  bool   // INDEX 01 was seen
	pregapIn string // the file INDEX 00 is in
}

// readCue reads a cue sheet as CDRWIN defined it. A track begins at INDEX 01
// and lasts until the next of its FILE; later indexes are of no use here, and a
// PREGAP or POSTGAP is silence that is in no file.
func readCue(r *reader) error {
	c := &cueReader{reader: r}
	for r.next() {
		command, rest := cut(r.lines.text)
		if command == "" {
			continue
		}
		if err := c.command(strings.ToUpper(command), rest); err != nil {
			return err
		}
	}
	return c.close()
}

func (c *cueReader) command(command, rest string) error {
	switch command {
	case "FILE":
		c.file, _ = cueFile(rest)
		return nil
	case "TRACK":
		if err := c.close(); err != nil {
			return err
		}
		number, kind := cut(rest)
		if !isDigits(number) {
			return c.fail(c.number, "%q is no track number", short(number))
		}
		c.inTrack, c.started, c.line = true, false, c.number
		c.audio = kind == "" || strings.EqualFold(kind, "AUDIO")
		c.track = Track{}
		c.track.tag("track", trimZeros(number))
		return nil
	case "INDEX":
		return c.index(rest)
	case "TITLE":
		if c.inTrack {
			c.track.Title = unquote(rest)
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
		key, value := cut(rest)
		switch key = strings.ToLower(key); key {
		case "genre", "date", "discid", "comment", "composer":
			c.tag(key, unquote(value))
		}
	case "FLAGS", "PREGAP", "POSTGAP", "CDTEXTFILE":
	default:
		c.warn(c.number, "%q is no command of a cue sheet, and was left out", short(command))
	}
	return nil
}

func (c *cueReader) tag(key, value string) {
	if c.inTrack {
		c.track.tag(key, value)
	} else {
		c.list.tag(key, value)
	}
}

func (c *cueReader) index(rest string) error {
	if !c.inTrack {
		return c.fail(c.number, "an INDEX stands before any TRACK")
	}
	number, text := cut(rest)
	if !isDigits(number) {
		return c.fail(c.number, "%q is no index number", short(number))
	}
	at, ok := parseCueTime(text)
	if !ok {
		return c.fail(c.number, "%q is no time of a cue sheet, mm:ss:ff with 75 frames a second", short(text))
	}
	switch trimZeros(number) {
	case "0":
		c.track.Pregap, c.pregapIn = &at, c.file
	case "1":
		if c.started {
			return c.fail(c.number, "the track has two INDEX 01")
		}
		c.started = true
		c.track.Start, c.track.File = at, c.file
		if c.track.Pregap != nil && c.pregapIn != c.file {
			c.track.Pregap = nil // it is the end of the file before
		}
		if c.track.Pregap != nil && c.track.Pregap.Cmp(at) > 0 {
			return c.fail(c.number, "INDEX 01 is before INDEX 00")
		}
	}
	return nil
}

// close ends the open track, if there is one.
func (c *cueReader) close() error {
	if !c.inTrack {
		return nil
	}
	if !c.audio {
		c.warn(c.line, "track %s holds data, not audio, and was left out", c.track.Tags["track"])
		return nil
	}
	if !c.started {
		return c.fail(c.line, "track %s has no INDEX 01", c.track.Tags["track"])
	}
	return c.add(c.line, c.track)
}

// parseCueTime reads mm:ss:ff; minutes may have any number of digits.
func parseCueTime(s string) (timeline.Time, bool) {
	fields := strings.Split(s, ":")
	if len(fields) != 3 {
		return timeline.Time{}, false
	}
	var n [3]int64
	for i, f := range fields {
		if !isDigits(f) || len(f) > 7 {
			return timeline.Time{}, false
		}
		n[i], _ = strconv.ParseInt(f, 10, 64)
	}
	if n[1] > 59 || n[2] > 74 {
		return timeline.Time{}, false
	}
	return timeline.CueFrames((n[0]*60+n[1])*75 + n[2]), true
}

// unquote returns the text of an argument. Quotes cannot be escaped, so the
// last one on the line closes.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if inner, ok := strings.CutPrefix(s, `"`); ok {
		if end := strings.LastIndexByte(inner, '"'); end >= 0 {
			return inner[:end]
		}
		return inner
	}
	return s
}

// cueFile splits the argument of FILE into a name and a type. An unquoted name
// may hold spaces; its type is the last word.
func cueFile(s string) (name, kind string) {
	if strings.HasPrefix(s, `"`) {
		if end := strings.LastIndexByte(s, '"'); end > 0 {
			return clean(s[1:end]), strings.TrimSpace(s[end+1:])
		}
		return clean(s[1:]), ""
	}
	if i := strings.LastIndexAny(s, " \t"); i >= 0 {
		return clean(s[:i]), s[i+1:]
	}
	return clean(s), ""
}

func trimZeros(number string) string {
	if t := strings.TrimLeft(number, "0"); t != "" {
		return t
	}
	return "0"
}

// quote writes an argument. A cue sheet cannot escape a quote, so it becomes an
// apostrophe.
func quote(s string) string {
	return `"` + strings.ReplaceAll(s, `"`, "'") + `"`
}

func writeCue(p *printer, l *List) {
	for _, f := range []struct{ format, key string }{
		{"REM GENRE %s\n", "genre"},
		{"REM DATE %s\n", "date"},
		{"REM DISCID %s\n", "discid"},
		{"REM COMMENT %s\n", "comment"},
		{"CATALOG %s\n", "catalog"},
		{"PERFORMER %s\n", "artist"},
		{"SONGWRITER %s\n", "composer"},
		{"TITLE %s\n", "album"},
	} {
		writeCueTag(p, f.format, f.key, l.Album)
	}
	for i, t := range l.Tracks {
		first := i == 0 || l.Tracks[i-1].File != t.File
		if first {
			p.f("FILE %s %s\n", quote(t.File), cueType(t.File))
		}
		p.f("  TRACK %02d AUDIO\n", i+1)
		if t.Title != "" {
			p.f("    TITLE %s\n", quote(t.Title))
		}
		for _, f := range []struct{ format, key string }{
			{"    PERFORMER %s\n", "artist"},
			{"    SONGWRITER %s\n", "composer"},
			{"    ISRC %s\n", "isrc"},
			{"    REM GENRE %s\n", "genre"},
			{"    REM DATE %s\n", "date"},
			{"    REM COMMENT %s\n", "comment"},
		} {
			writeCueTag(p, f.format, f.key, t.Tags)
		}
		if t.Pregap != nil && ticks(*t.Pregap, 75) >= 0 && ticks(*t.Pregap, 75) < ticks(t.Start, 75) {
			p.f("    INDEX 00 %s\n", cueTime(*t.Pregap))
		}
		p.f("    INDEX 01 %s\n", cueTime(t.Start))
	}
}

// writeCueTag writes a tag that is there. Codes go without quotes, as the
// programs that check their form expect.
func writeCueTag(p *printer, format, key string, tags map[string]string) {
	value := tags[key]
	switch {
	case value == "":
	case (key == "isrc" || key == "catalog" || key == "discid" || key == "date") && !strings.ContainsAny(value, " \""):
		p.f(format, value)
	default:
		p.f(format, quote(value))
	}
}

func cueTime(t timeline.Time) string {
	n := ticks(t, 75)
	return pad2(n/75/60) + ":" + pad2(n/75%60) + ":" + pad2(n%75)
}

func pad2(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// cueType returns the type a sheet gives a file: WAVE stands for all that a
// player decodes by itself.
func cueType(name string) string {
	switch strings.ToLower(path.Ext(name)) {
	case ".mp3":
		return "MP3"
	case ".aif", ".aiff":
		return "AIFF"
	}
	return "WAVE"
}
