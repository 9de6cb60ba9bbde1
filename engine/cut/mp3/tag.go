package mp3

import (
	"io"
	"maps"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
)

// Tags are what the tag of a part says besides what the source's says.
type Tags struct {
	ID3      string            // "2.3" or "2.4"; "" as the source, 2.3 if it has none
	Fields   map[string]string // by ffmpeg's names in lower case; "" removes a field
	Title    string            // "" keeps the source's
	Track    int               // number of the part; 0 keeps the source's
	Tracks   int               // number of parts; 0 leaves it out
	Chapters []id3.Chapter     // on the part's own timeline
}

// readTag returns the tag of the source, one without frames if there is none.
func readTag(r io.ReaderAt, at mp3.Tags) (*id3.Tag, error) {
	var (
		tag *id3.Tag
		err error
	)
	switch {
	case at.ID3v2.Len > 0:
		tag, err = id3.Read(r, at.ID3v2.Offset, at.ID3v2.Len)
	case at.APE.Len > 0:
		tag, err = id3.ReadAPE(r, at.APE.Offset, at.APE.Len)
	case at.ID3v1.Len > 0:
		var b [128]byte
		if _, err = r.ReadAt(b[:], at.ID3v1.Offset); err == nil || err == io.EOF {
			tag, err = id3.FromID3v1(b[:]), nil
		}
	}
	if err != nil && fault.CodeOf(err) != fault.CorruptFile {
		return nil, fault.Of(err)
	}
	if tag == nil {
		tag = &id3.Tag{Version: 3}
	}
	return tag, nil
}

// partTag returns the source's tag as it fits the part.
func (c *Cutter) partTag(p Part) *id3.Tag {
	tag := c.tag.Clone()
	switch p.Tags.ID3 {
	case "2.3":
		tag.Convert(3)
	case "2.4":
		tag.Convert(4)
	}
	tag.ForPart(c.stream.Rate.Time(p.End - p.Start))
	for _, name := range slices.Sorted(maps.Keys(p.Tags.Fields)) {
		tag.Set(name, p.Tags.Fields[name])
	}
	if p.Tags.Title != "" {
		tag.Set("title", p.Tags.Title)
	}
	if p.Tags.Track > 0 {
		tag.Number(p.Tags.Track, p.Tags.Tracks)
	}
	tag.SetChapters(p.Tags.Chapters)
	return tag
}
