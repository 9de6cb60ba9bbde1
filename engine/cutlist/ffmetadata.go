package cutlist

import (
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// An ffChapter is a [CHAPTER] section being read.
type ffChapter struct {
	line      int
	num, den  int64 // the timebase in seconds
	start     int64
	end       int64
	hasStart  bool
	hasEnd    bool
	title     string
	track     Track
	isChapter bool
}

// readFFMetadata reads ffmpeg's metadata files. A backslash takes the meaning
// from = ; # \ and a line break; the timebase of a chapter is nanoseconds where
// it names none.
func readFFMetadata(r *reader) error {
	var c ffChapter
	global := true
	for line, text := range ffLines(r.text) {
		if text == "" || text[0] == ';' || text[0] == '#' {
			continue
		}
		if strings.HasPrefix(text, "[") && strings.HasSuffix(strings.TrimSpace(text), "]") {
			if err := c.close(r); err != nil {
				return err
			}
			global = false
			c = ffChapter{line: line, num: 1, den: 1_000_000_000, isChapter: strings.EqualFold(strings.TrimSpace(text), "[chapter]")}
			continue
		}
		key, value, ok := ffPair(text)
		if !ok {
			return r.fail(line, "%q is no key=value", short(text))
		}
		switch {
		case global:
			r.list.tag(strings.ToLower(key), value)
		case c.isChapter:
			if err := c.set(r, line, key, value); err != nil {
				return err
			}
		}
	}
	return c.close(r)
}

func (c *ffChapter) set(r *reader, line int, key, value string) error {
	var err error
	switch strings.ToUpper(key) {
	case "TIMEBASE":
		num, den, _ := strings.Cut(value, "/")
		if c.num, err = strconv.ParseInt(strings.TrimSpace(num), 10, 32); err == nil {
			c.den, err = strconv.ParseInt(strings.TrimSpace(den), 10, 64)
		}
		if err != nil || c.num <= 0 || c.den <= 0 || c.den > 1_000_000_000_000 {
			return r.fail(line, "%q is no timebase such as 1/1000", short(value))
		}
	case "START":
		c.start, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		c.hasStart = true
	case "END":
		c.end, err = strconv.ParseInt(strings.TrimSpace(value), 10, 64)
		c.hasEnd = true
	case "TITLE":
		c.title = value
	default:
		c.track.tag(strings.ToLower(key), value)
	}
	if err != nil {
		return r.fail(line, "%q is no whole number", short(value))
	}
	return nil
}

// close ends the section, which is a track if it is a chapter.
func (c *ffChapter) close(r *reader) error {
	if !c.isChapter {
		return nil
	}
	if !c.hasStart {
		return r.fail(c.line, "the chapter has no START")
	}
	t := c.track
	t.Title = c.title
	var ok bool
	if t.Start, ok = c.time(c.start); !ok {
		return r.fail(c.line, "the chapter begins out of all time")
	}
	if c.hasEnd {
		if t.End, ok = c.time(c.end); !ok {
			return r.fail(c.line, "the chapter ends out of all time")
		}
		t.HasEnd = true
	}
	return r.add(c.line, t)
}

// time returns n units of the timebase, if that is within what a list may say.
func (c *ffChapter) time(n int64) (timeline.Time, bool) {
	units := float64(n) * float64(c.num)
	if n < 0 || units > 1<<62 || units > (timeline.MaxTime+1)*float64(c.den) {
		return timeline.Time{}, false
	}
	return timeline.Ratio(n*c.num, c.den), true
}

// ffLines gives each line with the number it begins at. A backslash before a
// line break keeps it in the line.
func ffLines(text string) func(yield func(int, string) bool) {
	return func(yield func(int, string) bool) {
		number, begin, from := 1, 1, 0
		for i := 0; i <= len(text); i++ {
			if i < len(text) && text[i] == '\\' {
				if i+1 < len(text) {
					i++
					if text[i] == '\n' {
						number++
					}
				}
				continue
			}
			if i < len(text) && text[i] != '\n' {
				continue
			}
			// The slice may run past the text when it ends in a backslash.
			if !yield(begin, text[from:min(i, len(text))]) {
				return
			}
			number++
			begin, from = number, i+1
		}
	}
}

// ffPair splits a line at the first = that no backslash stands before, and
// takes the backslashes away.
func ffPair(line string) (key, value string, ok bool) {
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		switch {
		case line[i] == '\\' && i+1 < len(line):
			i++
			b.WriteByte(line[i])
		case line[i] == '=' && !ok:
			key, ok = b.String(), true
			b.Reset()
		default:
			b.WriteByte(line[i])
		}
	}
	return strings.TrimSpace(key), b.String(), ok
}

var ffEscaper = strings.NewReplacer(`=`, `\=`, `;`, `\;`, `#`, `\#`, `\`, `\\`, "\n", "\\\n")

func writeFFMetadata(p *printer, l *List) {
	p.f(";FFMETADATA1\n")
	for _, key := range sortedKeys(l.Album) {
		writeFFTag(p, key, l.Album[key])
	}
	for i, t := range l.Tracks {
		p.f("[CHAPTER]\nTIMEBASE=1/1000000000\nSTART=%d\n", ticks(t.Start, 1_000_000_000))
		// ffmpeg takes a chapter without an end for one of no length.
		if end, ok := l.end(i); ok {
			p.f("END=%d\n", ticks(end, 1_000_000_000))
		}
		if t.Title != "" {
			writeFFTag(p, "title", t.Title)
		}
		for _, key := range sortedKeys(t.Tags) {
			writeFFTag(p, key, t.Tags[key])
		}
	}
}

// writeFFTag writes a tag, but for a key that would be read as something else.
func writeFFTag(p *printer, key, value string) {
	switch strings.ToUpper(key) {
	case "TIMEBASE", "START", "END":
		return
	}
	if strings.HasPrefix(key, "[") {
		return
	}
	p.f("%s=%s\n", ffEscaper.Replace(key), ffEscaper.Replace(value))
}
