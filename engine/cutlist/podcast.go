package cutlist

import (
	"bytes"
	"encoding/json"
)

// A podcastChapter is one entry of a Podcasting 2.0 chapters file (JSON of the
// podcast namespace, version 1.2).
type podcastChapter struct {
	StartTime json.RawMessage `json:"startTime"`
	EndTime   json.RawMessage `json:"endTime,omitempty"`
	Title     string          `json:"title,omitempty"`
	Img       string          `json:"img,omitempty"`
	URL       string          `json:"url,omitempty"`
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
