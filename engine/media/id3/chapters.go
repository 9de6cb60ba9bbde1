package id3

import (
	"encoding/binary"
	"fmt"
	"math"

	"audiospliter/engine/timeline"
)

// A Chapter is a named span of the file that carries the tag.
type Chapter struct {
	Start, End timeline.Time
	Title      string
}

// maxListed is how many chapters a table of contents can list.
const maxListed = 255

// SetChapters replaces the chapters, and the table that lists them in order.
// A table holds 255; those behind it stand in the tag unlisted, which readers
// accept.
func (t *Tag) SetChapters(chapters []Chapter) {
	t.remove(func(f Frame) bool { return f.ID == "CHAP" || f.ID == "CTOC" })
	if len(chapters) == 0 {
		return
	}
	listed := min(len(chapters), maxListed)
	toc := append([]byte("toc\x00"), 3, byte(listed)) // top level, ordered
	for i := range listed {
		toc = append(toc, chapterID(i)...)
	}
	t.Frames = append(t.Frames, Frame{ID: "CTOC", Body: toc})
	for i, c := range chapters {
		body := chapterID(i)
		body = binary.BigEndian.AppendUint32(body, millis(c.Start))
		body = binary.BigEndian.AppendUint32(body, millis(c.End))
		body = append(body, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF) // no byte offsets
		if c.Title != "" {
			title := Frame{ID: "TIT2", Body: textBody(t.Version, c.Title)}
			body = append(append(body, title.header(t.Version)...), title.Body...)
		}
		t.Frames = append(t.Frames, Frame{ID: "CHAP", Body: body})
	}
}

func chapterID(i int) []byte { return fmt.Appendf(nil, "chp%d\x00", i) }

func millis(at timeline.Time) uint32 {
	return uint32(min(max(timeline.Rate(1000).Position(at), 0), math.MaxUint32-1))
}
