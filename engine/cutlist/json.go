package cutlist

import (
	"encoding/json"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A jsonEntry is one entry of a list in JSON, by all the names that programs
// have for its members.
type jsonEntry struct {
	StartTime  json.RawMessage `json:"startTime"`  // Podcasting 2.0
	StartTime2 json.RawMessage `json:"start_time"` // yt-dlp, ffprobe
	Start      json.RawMessage `json:"start"`      // Podlove, Whisper, LosslessCut, plan --json
	EndTime    json.RawMessage `json:"endTime"`
	EndTime2   json.RawMessage `json:"end_time"`
	End        json.RawMessage `json:"end"`
	Offsets    *struct{ From, To int64 }
	Title      string         `json:"title"`
	Name       string         `json:"name"`
	Text       string         `json:"text"`
	Img        string         `json:"img"`
	Image      string         `json:"image"`
	URL        string         `json:"url"`
	Href       string         `json:"href"`
	TOC        *bool          `json:"toc"`
	Selected   *bool          `json:"selected"`
	Tags       map[string]any `json:"tags"`
}

// jsonLists are the members that hold the entries.
var jsonLists = map[string]bool{"chapters": true, "segments": true, "cutSegments": true, "transcription": true}

// jsonTags are members of the file that are tags.
var jsonTags = map[string]string{
	"title": "title", "author": "artist", "podcastName": "album", "description": "comment",
	"artist": "artist", "album": "album", "uploader": "artist",
}

// readJSON reads lists in JSON: an object that has the entries in a member, or
// the array of entries alone.
func readJSON(r *reader) error {
	d := json.NewDecoder(strings.NewReader(r.text))
	j := &jsonReader{reader: r, d: d, count: &lineCounter{text: r.text}}
	token, err := d.Token()
	if err != nil {
		return j.broken(err)
	}
	if token == json.Delim('[') {
		return j.entries()
	}
	if token != json.Delim('{') {
		return r.fail(1, "the chapters are not within {}")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return j.broken(err)
		}
		name, _ := key.(string)
		if jsonLists[name] {
			if token, err := d.Token(); err != nil {
				return j.broken(err)
			} else if token == json.Delim('[') {
				if err := j.entries(); err != nil {
					return err
				}
				continue
			} else if token != nil {
				return r.fail(j.line(), "the chapters are not within []")
			}
			continue
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return j.broken(err)
		}
		var text string
		if tag := jsonTags[name]; tag != "" && r.list.Album[tag] == "" && json.Unmarshal(value, &text) == nil {
			r.list.tag(tag, text)
		}
	}
	if _, err := d.Token(); err != nil {
		return j.broken(err)
	}
	return nil
}

// A jsonReader reads the entries of a list, and knows their lines.
type jsonReader struct {
	*reader
	d     *json.Decoder
	count *lineCounter
}

func (j *jsonReader) line() int { return j.count.at(j.d.InputOffset()) }

func (j *jsonReader) broken(err error) error {
	return j.fail(j.line(), "it is no JSON of chapters: %s", short(err.Error()))
}

// entries reads the entries of an array that is open.
func (j *jsonReader) entries() error {
	for j.d.More() {
		var e jsonEntry
		at := j.line()
		if err := j.d.Decode(&e); err != nil {
			return j.broken(err)
		}
		if e.TOC != nil && !*e.TOC {
			j.warn(at, "the chapter is not in the table of contents, and was left out")
			continue
		}
		if e.Selected != nil && !*e.Selected {
			j.warn(at, "the segment is not selected, and was left out")
			continue
		}
		t, err := j.track(at, e)
		if err != nil {
			return err
		}
		if err := j.add(at, t); err != nil {
			return err
		}
	}
	if _, err := j.d.Token(); err != nil {
		return j.broken(err)
	}
	return nil
}

func (j *jsonReader) track(line int, e jsonEntry) (Track, error) {
	tag := func(key string) string { text, _ := e.Tags[key].(string); return text }
	t := Track{Title: first(e.Title, e.Name, e.Text, tag("title"))}
	t.tag("url", first(e.URL, e.Href))
	t.tag("img", first(e.Img, e.Image))
	for key := range e.Tags {
		if key = strings.ToLower(key); key != "title" {
			t.tag(key, tag(key))
		}
	}
	if o := e.Offsets; o != nil {
		t.Start, t.End, t.HasEnd = timeline.Millis(max(o.From, 0)), timeline.Millis(max(o.To, 0)), true
		return t, nil
	}
	start, ok, err := jsonTime(j.reader, line, firstRaw(e.StartTime, e.StartTime2, e.Start))
	if err != nil {
		return t, err
	}
	if !ok && j.list.Format != LosslessCut { // where no start is the beginning
		return t, j.fail(line, "the chapter has no startTime")
	}
	t.Start = start
	t.End, t.HasEnd, err = jsonTime(j.reader, line, firstRaw(e.EndTime, e.EndTime2, e.End))
	return t, err
}

func first(texts ...string) string {
	for _, text := range texts {
		if text != "" {
			return text
		}
	}
	return ""
}

func firstRaw(all ...json.RawMessage) json.RawMessage {
	for _, raw := range all {
		if len(raw) > 0 && string(raw) != "null" {
			return raw
		}
	}
	return nil
}

// jsonTime reads a number of seconds; a clock time in quotes, too, which some
// programs write.
func jsonTime(r *reader, line int, raw json.RawMessage) (t timeline.Time, ok bool, err error) {
	text := string(raw)
	if text == "" || text == "null" {
		return t, false, nil
	}
	if strings.HasPrefix(text, `"`) {
		if err := json.Unmarshal(raw, &text); err != nil {
			return t, false, r.fail(line, "%q is no time", short(text))
		}
	} else if strings.ContainsAny(text, "eE") {
		f, err := strconv.ParseFloat(text, 64)
		if err != nil || f < 0 || f > timeline.MaxTime {
			return t, false, r.fail(line, "%q is no time", short(text))
		}
		text = strconv.FormatFloat(f, 'f', 9, 64)
	}
	if len(text) > 40 {
		text = text[:40] // digits beyond any meaning
	}
	t, err = r.time(line, text)
	return t, err == nil, err
}

// A lineCounter finds the line of what stands behind rising offsets in a text.
type lineCounter struct {
	text string
	seen int
	line int
}

func (c *lineCounter) at(offset int64) int {
	to := min(int(offset), len(c.text))
	for to < len(c.text) && strings.IndexByte(" \t\r\n,", c.text[to]) >= 0 {
		to++
	}
	if to > c.seen {
		c.line += strings.Count(c.text[c.seen:to], "\n")
		c.seen = to
	}
	return c.line + 1
}
