package mp3

import (
	"bytes"
	"io"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/message"
)

// ReadTag returns the tag of a source: the ID3v2 tag in front, else the APE tag,
// else the ID3v1 tag. It has no frames where there is none, or none that can be
// understood.
func ReadTag(r io.ReaderAt, at mp3.Tags) (*id3.Tag, error) {
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

// LeftOut says what of a tag was too large to keep; it may be empty.
func LeftOut(tag *id3.Tag) message.Text {
	var note message.Text
	if slices.ContainsFunc(tag.Frames, richChapter) {
		note = message.New("Pictures and links of chapters are left out.")
	}
	if tag.Dropped == 0 {
		return note
	}
	return message.Join(note, message.New("%d pictures or other large parts of the source's tag are left out: together they are over 24 MB.", tag.Dropped))
}

// richChapter reports whether a frame is a chapter with a picture or a link inside.
func richChapter(f id3.Frame) bool {
	return f.ID == "CHAP" && slices.ContainsFunc([]string{"APIC", "WXXX"}, func(inside string) bool {
		return bytes.Contains(f.Body, []byte(inside))
	})
}

// partTag returns the source's tag as it fits the part.
func (c *Cutter) partTag(p Part) *id3.Tag {
	tag := c.tag.Clone()
	p.Tags.Edit(tag, c.stream.Rate.Time(p.Len()))
	return tag
}
