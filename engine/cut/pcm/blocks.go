package pcm

import (
	"io"
	"strings"

	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// maxEdited bounds the chunks that are read into memory to be changed, and
// maxKept those that are copied into every part.
const (
	maxEdited = 64 << 20
	maxKept   = 256 << 20
)

// dropped are chunks that describe the whole sound, or the layout of the file.
var dropped = map[string]bool{
	"ds64": true, "JUNK": true, "junk": true, "PAD ": true, "FLLR": true, "free": true,
	"PEAK": true, "peak": true, "levl": true, "ovvw": true, "MD5 ": true, "minf": true, "elm1": true,
	"smpl": true, "plst": true, "slnt": true, "umid": true, "edct": true,
}

// An edit turns the payload of a chunk into that of the part; nil drops it.
type edit func(c *Cutter, p Part, payload []byte) []byte

// edits are the chunks that change, by container: those of RIFF are known in
// Wave64, too, by the first four bytes of their GUID.
var (
	riffEdits = map[string]edit{
		"fact": editFact, "bext": editBroadcast, "cue ": editCues, "LIST": editList,
		"iXML": editIXML, "id3 ": editID3, "ID3 ": editID3,
	}
	aiffEdits = map[string]edit{
		"COMM": editCommon, "MARK": editMarks, "ID3 ": editID3, "id3 ": editID3,
		"NAME": editText("title"), "AUTH": editText("artist"), "(c) ": editText("copyright"), "ANNO": editText("comment"),
	}
	cafEdits = map[string]edit{"mark": editMarkers, "info": editInformation}
)

func (c *Cutter) edits() map[string]edit {
	switch c.file.Kind {
	case pcm.AIFF, pcm.AIFC:
		return aiffEdits
	case pcm.CAF:
		return cafEdits
	}
	return riffEdits
}

// blocks returns the chunks of a part, in the order of the source's.
func (c *Cutter) blocks(p Part) ([]block, error) {
	var blocks []block
	edits := c.edits()
	tagged, written := false, false
	for _, chunk := range c.file.Chunks {
		name := chunk.ID[:4]
		edit, edited := edits[name]
		switch {
		case chunk.ID == c.container.data:
			if written { // the first is the one that counts
				continue
			}
			written = true
			size := c.container.prefix + int64(p.End-p.Start)*int64(c.file.Format.FrameSize())
			blocks = append(blocks, block{id: chunk.ID, size: size, samples: true})
		case dropped[name]:
		case edited && chunk.Size <= maxEdited:
			payload, err := c.payload(chunk)
			if err != nil {
				return nil, err
			}
			tagged = tagged || c.holdsTags(name, payload)
			if payload = edit(c, p, payload); payload != nil {
				blocks = append(blocks, c.newBlock(chunk.ID, payload))
			}
		case chunk.Size <= maxKept && !edited:
			blocks = append(blocks, block{id: chunk.ID, size: chunk.Size, kept: chunk})
		}
	}
	if !tagged {
		if b, ok := c.newTags(p); ok {
			blocks = append(blocks, b)
		}
	}
	return blocks, nil
}

func (c *Cutter) payload(chunk pcm.Chunk) ([]byte, error) {
	b := make([]byte, chunk.Size)
	if _, err := c.r.ReadAt(b, chunk.Offset); err == io.EOF {
		return nil, errShorter
	} else if err != nil {
		return nil, err
	}
	return b, nil
}

// holdsTags reports whether a chunk is of the kind that newTags makes.
func (c *Cutter) holdsTags(name string, payload []byte) bool {
	switch c.file.Kind {
	case pcm.AIFF, pcm.AIFC:
		return strings.EqualFold(name, "id3 ")
	case pcm.CAF:
		return name == "info"
	}
	return name == "LIST" && len(payload) >= 4 && string(payload[:4]) == "INFO"
}

// newTags returns a chunk with the part's own tags. Wave64 has none that
// anything reads.
func (c *Cutter) newTags(p Part) (block, bool) {
	id, payload := "LIST", []byte(nil)
	switch c.file.Kind {
	case pcm.W64:
	case pcm.AIFF, pcm.AIFC:
		id, payload = "ID3 ", editID3(c, p, nil)
	case pcm.CAF:
		id, payload = "info", editInformation(c, p, []byte{0, 0, 0, 0})
	default:
		payload = editList(c, p, []byte("INFO"))
	}
	return c.newBlock(id, payload), payload != nil
}

// editID3 edits an ID3v2 tag; no payload is an empty tag.
func editID3(c *Cutter, p Part, payload []byte) []byte {
	tag := &id3.Tag{Version: 3}
	if payload != nil {
		found, err := id3.Read(strings.NewReader(string(payload)), 0, int64(len(payload)))
		if err != nil {
			return nil
		}
		tag = found
	}
	tags := p.Tags
	if payload == nil {
		tags.Chapters = nil // they go only where the source has some place for them
	}
	tags.Edit(tag, c.file.Format.Rate.Time(p.Len()))
	var b strings.Builder
	if _, err := tag.WriteTo(&b); err != nil || b.Len() == 0 {
		return nil
	}
	return []byte(b.String())
}

// within returns a position of the source on the part's timeline.
func within(p Part, at int64) (int64, bool) {
	at -= int64(p.Start)
	return at, at >= 0 && timeline.Position(at) < p.Len()
}
