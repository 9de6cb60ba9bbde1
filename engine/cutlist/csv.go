package cutlist

import (
	"encoding/csv"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"

	"audiospliter/engine/timeline"
)

// columns is which field of a row holds what; -1 where there is no such column.
type columns struct {
	start, end, length, title int
	tags                      map[int]string
}

// headings are the words that head a column, in lower case without signs.
var headings = map[string][]string{
	"start": {
		"start", "begin", "in", "from", "starttime", "cutfrom", "starts", "startseconds", "recordin", "timecode", "starttimecode", "timecodein",
		"beginning", "startzeit", "beginn", "début", "inicio", "開始",
	},
	"end": {
		"end", "stop", "out", "to", "endtime", "cutto", "ends", "endseconds", "recordout", "endtimecode", "timecodeout",
		"endzeit", "ende", "fin", "終了",
	},
	"length": {"duration", "length", "dur"},
	"title":  {"name", "title", "label", "text", "segment", "chapter", "markername", "marker", "song", "titel", "titre", "título"},

	"artist":   {"artist", "performer"},
	"composer": {"composer", "songwriter"},
	"album":    {"album"},
	"genre":    {"genre"},
	"date":     {"date", "year"},
	"isrc":     {"isrc"},
	"track":    {"track", "tracknumber", "number", "no"},
	"comment":  {"comment", "description", "notes"},
	"url":      {"url", "link"},
}

func readCSV(r *reader) error {
	comma := ','
	for l := (lines{rest: r.text}); l.next(); {
		if first, _, ok := strings.Cut(l.text, ";"); ok {
			// Programs set to a decimal comma separate by semicolons.
			if _, err := parseTime(first); err == nil || headingOf(first) == "start" {
				comma = ';'
			}
		}
		if strings.TrimSpace(l.text) != "" {
			break
		}
	}
	return readTable(r, comma)
}

func readTSV(r *reader) error { return readTable(r, '\t') }

// readTable reads rows of start, end and label, quoted as RFC 4180 has it. A
// first row of headings may name the columns in any order. An empty end lasts
// to the next row; an empty start in the first row is the beginning; a row of
// two columns may be start and label.
func readTable(r *reader, comma rune) error {
	rows := newTable(r.text, comma)
	var cols *columns
	for {
		row, line, err := rows.next(r)
		if err != nil {
			return err
		}
		if row == nil {
			r.fromHour()
			return nil
		}
		if cols == nil {
			heads, isHead := headed(row)
			cols = &heads
			if isHead {
				continue
			}
		}
		if cols.start < len(row) && !beginsWithDigit(row[cols.start]) && !isTime(row[cols.start]) {
			if _, isHead := headed(row); isHead {
				continue // files that were put together
			}
		}
		t, err := cols.track(r, line, row, len(r.list.Tracks) == 0)
		if err != nil {
			return err
		}
		if err := r.add(line, t); err != nil {
			return err
		}
	}
}

// fromHour takes the hour off timecodes that all begin after the first, as video
// editors have programmes begin, unless the audio is long enough for them.
func (r *reader) fromHour() {
	hour := timeline.Seconds(3600)
	all := r.list.Tracks
	if !r.framed || len(all) == 0 {
		return
	}
	for _, t := range all {
		if t.Start.Cmp(hour) < 0 {
			return
		}
	}
	if last := all[len(all)-1].Start; last.Cmp(r.options.Length) < 0 {
		return
	}
	for i := range all {
		all[i].Start = all[i].Start.Sub(hour)
		if all[i].HasEnd {
			all[i].End = all[i].End.Sub(hour)
		}
	}
	r.warn(all[0].Line, "the programme begins at %02d:00:00:00, which was taken for the beginning of the audio", 1)
}

// A table gives the rows of a text that are not blank.
type table struct {
	csv *csv.Reader
}

func newTable(text string, comma rune) *table {
	c := csv.NewReader(strings.NewReader(text))
	c.Comma = comma
	c.FieldsPerRecord = -1
	c.LazyQuotes = true
	c.ReuseRecord = true
	return &table{csv: c}
}

// next returns the next row and its line; nil at the end.
func (t *table) next(r *reader) ([]string, int, error) {
	for {
		row, err := t.csv.Read()
		if err == io.EOF {
			return nil, 0, nil
		}
		var broken *csv.ParseError
		if errors.As(err, &broken) {
			return nil, 0, r.fail(broken.StartLine, "%v", broken.Err)
		}
		if err != nil {
			return nil, 0, err
		}
		if slices.ContainsFunc(row, func(f string) bool { return strings.TrimSpace(f) != "" }) {
			line, _ := t.csv.FieldPos(0)
			return row, line, nil
		}
	}
}

// headed returns the columns a first row names, or the usual ones.
func headed(row []string) (columns, bool) {
	c := columns{-1, -1, -1, -1, map[int]string{}}
	for i, f := range row {
		switch what := headingOf(f); what {
		case "start":
			c.start = i
		case "end":
			c.end = i
		case "length":
			c.length = i
		case "title":
			c.title = i
		case "":
		default:
			c.tags[i] = what
		}
	}
	if c.start >= 0 {
		return c, true
	}
	return columns{0, 1, -1, 2, nil}, false
}

// headingWords are what the words of headings stand for.
var headingWords = func() map[string]string {
	all := map[string]string{}
	for what, words := range headings {
		for _, word := range words {
			all[word] = what
		}
	}
	return all
}()

// maxHeading is how long, in bytes, headings are at most: other fields cost time.
const maxHeading = 64

func beginsWithDigit(s string) bool { return s != "" && s[0] >= '0' && s[0] <= '9' }

func headingOf(field string) string {
	if len(field) > maxHeading || beginsWithDigit(field) {
		return ""
	}
	word := strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, field)
	return headingWords[word]
}

func (c *columns) track(r *reader, line int, row []string, first bool) (Track, error) {
	field := func(i int) string {
		if i < 0 || i >= len(row) {
			return ""
		}
		return strings.TrimSpace(row[i])
	}
	var (
		start, end timeline.Time
		err        error
	)
	if text := field(c.start); text != "" || !first {
		if start, err = r.tableTime(line, text); err != nil {
			return Track{}, err
		}
	}
	// Without headings a comma that a space follows is one of the title.
	goesOn := func(i int) bool { return c.tags == nil && i < len(row) && strings.HasPrefix(row[i], " ") }
	title := func(i int) string {
		text := field(i)
		for i++; goesOn(i); i++ {
			text += ", " + field(i)
		}
		return text
	}
	t := Track{Start: start, Title: title(c.title)}
	endText, lengthText := field(c.end), field(c.length)
	switch {
	case c.tags == nil && (len(row) == 2 || goesOn(2)) && endText != "" && !isTime(endText):
		t.Title = title(c.end)
	case endText != "":
		if end, err = r.tableTime(line, endText); err != nil {
			return Track{}, err
		}
		t = span(start, end)
	case lengthText != "":
		length, err := r.tableTime(line, lengthText)
		if err != nil {
			return Track{}, err
		}
		t = span(start, start.Add(length))
	}
	if t.Title == "" {
		t.Title = title(c.title)
	}
	for i, key := range c.tags {
		t.tag(key, field(i))
	}
	return t, nil
}

// tableTime reads a time, or a timecode with frames as video editors write it.
func (r *reader) tableTime(line int, text string) (timeline.Time, error) {
	code, ok := parseTimecode(text)
	if !ok {
		return r.time(line, text)
	}
	rate := r.options.FrameRate
	if !rate.valid() && code.drop {
		rate = FrameRate{30000, 1001}
	}
	if !rate.valid() {
		return timeline.Time{}, r.fail(line, "it counts in frames and does not say how many a second; name its frame rate")
	}
	frame, ok := rate.count(code)
	if !ok {
		return timeline.Time{}, r.fail(line, "its timecode does not fit %s frames a second", rate)
	}
	r.framed = true
	return rate.time(frame), nil
}

func isTime(s string) bool {
	_, err := parseTime(s)
	return err == nil
}

func writeCSV(p *printer, l *List) { writeTable(p, l, ',') }
func writeTSV(p *printer, l *List) { writeTable(p, l, '\t') }

// writeTable writes a row of headings, with one for each tag that some track
// has and a table has a word for.
func writeTable(p *printer, l *List, comma rune) {
	used := map[string]string{}
	for _, t := range l.Tracks {
		for key := range t.Tags {
			if headingOf(key) == key {
				used[key] = key
			}
		}
	}
	keys := sortedKeys(used)
	w := csv.NewWriter(p.w)
	w.Comma = comma
	row := append([]string{"Start", "End", "Name"}, keys...)
	put := func() {
		if err := w.Write(row); err != nil && p.err == nil {
			p.err = err
		}
	}
	put()
	for _, t := range l.Tracks {
		row = append(row[:0], seconds(t.Start, 9), "", t.Title)
		switch {
		case t.Point:
			row[1] = row[0]
		case t.HasEnd:
			row[1] = seconds(t.End, 9)
		}
		for _, key := range keys {
			row = append(row, t.Tags[key])
		}
		put()
	}
	w.Flush()
	if err := w.Error(); err != nil && p.err == nil {
		p.err = err
	}
}
