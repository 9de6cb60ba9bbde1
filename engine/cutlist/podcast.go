package cutlist

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"

	"audiospliter/engine/timeline"
)

// A podcastChapter is one entry of a Podcasting 2.0 chapters file.
type podcastChapter struct {
	StartTime json.RawMessage `json:"startTime"`
	EndTime   json.RawMessage `json:"endTime,omitempty"`
	Title     string          `json:"title,omitempty"`
	Img       string          `json:"img,omitempty"`
	URL       string          `json:"url,omitempty"`
	TOC       *bool           `json:"toc,omitempty"`
}

// podcastTags are the members of the file that are tags.
var podcastTags = map[string]string{
	"title": "title", "author": "artist", "podcastName": "album", "description": "comment",
}

// readPodcast reads the JSON chapters of the Podcasting 2.0 namespace, version
// 1.2. A chapter with toc false is no chapter to a listener, and is left out.
func readPodcast(r *reader) error {
	d := json.NewDecoder(strings.NewReader(r.text))
	line := &lineCounter{text: r.text}
	broken := func(err error) error {
		return r.fail(line.at(d.InputOffset()), "it is no JSON of chapters: %s", short(err.Error()))
	}
	if token, err := d.Token(); err != nil {
		return broken(err)
	} else if token != json.Delim('{') {
		return r.fail(1, "the chapters are not within {}")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return broken(err)
		}
		if key == "chapters" {
			if err := readPodcastChapters(r, d, line, broken); err != nil {
				return err
			}
			continue
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return broken(err)
		}
		var text string
		if name, _ := key.(string); podcastTags[name] != "" && json.Unmarshal(value, &text) == nil {
			r.list.tag(podcastTags[name], text)
		}
	}
	if _, err := d.Token(); err != nil {
		return broken(err)
	}
	return nil
}

func readPodcastChapters(r *reader, d *json.Decoder, line *lineCounter, broken func(error) error) error {
	token, err := d.Token()
	if err != nil {
		return broken(err)
	}
	if token != json.Delim('[') {
		return r.fail(line.at(d.InputOffset()), "the chapters are not within []")
	}
	for d.More() {
		var c podcastChapter
		at := line.at(d.InputOffset())
		if err := d.Decode(&c); err != nil {
			return broken(err)
		}
		if c.TOC != nil && !*c.TOC {
			r.warn(at, "the chapter is not in the table of contents, and was left out")
			continue
		}
		start, ok, err := podcastTime(r, at, c.StartTime)
		if err != nil {
			return err
		}
		if !ok {
			return r.fail(at, "the chapter has no startTime")
		}
		t := Track{Start: start, Title: c.Title}
		if t.End, t.HasEnd, err = podcastTime(r, at, c.EndTime); err != nil {
			return err
		}
		t.tag("url", c.URL)
		t.tag("img", c.Img)
		if err := r.add(at, t); err != nil {
			return err
		}
	}
	if _, err := d.Token(); err != nil {
		return broken(err)
	}
	return nil
}

// podcastTime reads a number of seconds; a clock time in quotes, too, which
// some programs write.
func podcastTime(r *reader, line int, raw json.RawMessage) (t timeline.Time, ok bool, err error) {
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

func writePodcast(p *printer, l *List) {
	file := struct {
		Version     string           `json:"version"`
		Title       string           `json:"title,omitempty"`
		Author      string           `json:"author,omitempty"`
		PodcastName string           `json:"podcastName,omitempty"`
		Description string           `json:"description,omitempty"`
		Chapters    []podcastChapter `json:"chapters"`
	}{"1.2.0", l.Album["title"], l.Album["artist"], l.Album["album"], l.Album["comment"], nil}
	for _, t := range l.Tracks {
		c := podcastChapter{
			StartTime: json.RawMessage(seconds(t.Start, 6)),
			Title:     t.Title, Img: t.Tags["img"], URL: t.Tags["url"],
		}
		if t.HasEnd {
			c.EndTime = json.RawMessage(seconds(t.End, 6))
		}
		file.Chapters = append(file.Chapters, c)
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(file); err != nil {
		p.err = err
		return
	}
	p.f("%s", b.Bytes())
}
