package pcm

import (
	"bytes"
	"encoding/binary"
	"math"
	"regexp"
	"strconv"
)

var le = binary.LittleEndian

// editFact writes the number of samples (RFC 2361): 32 bits, 64 in Wave64.
func editFact(c *Cutter, p Part, b []byte) []byte {
	switch n := uint64(p.End - p.Start); {
	case c.container.wide && len(b) >= 8:
		le.PutUint64(b, n)
	case len(b) >= 4:
		le.PutUint32(b, uint32(min(n, math.MaxUint32)))
	}
	return b
}

// Offsets in a bext chunk (EBU Tech 3285).
const (
	bextTime     = 338 // 64 bits: the first sample, counted from midnight
	bextUMID     = 348
	bextLoudness = 412 // five values of 16 bits
	bextEnd      = 602
)

// editBroadcast moves the time reference. The identifier and the loudness are
// those of the whole: they become unknown.
func editBroadcast(_ *Cutter, p Part, b []byte) []byte {
	if len(b) < bextEnd {
		return b
	}
	le.PutUint64(b[bextTime:], le.Uint64(b[bextTime:])+uint64(p.Start))
	clear(b[bextUMID:bextLoudness])
	if le.Uint16(b[346:]) >= 2 { // the version that has loudness
		for i := range 5 {
			le.PutUint16(b[bextLoudness+2*i:], 0x7FFF)
		}
	}
	return b
}

// cueLen is the size of a cue point: id, position, chunk, chunk start, block
// start, sample offset.
const cueLen = 24

// editCues keeps the cue points that fall into the part.
func editCues(_ *Cutter, p Part, b []byte) []byte {
	if len(b) < 4 {
		return nil
	}
	count, rest := uint32(0), b[4:]
	out := make([]byte, 4, len(b))
	for ; len(rest) >= cueLen; rest = rest[cueLen:] {
		if at, ok := within(p, int64(le.Uint32(rest[20:]))); ok {
			point := append([]byte(nil), rest[:cueLen]...)
			le.PutUint32(point[4:], uint32(at))
			le.PutUint32(point[20:], uint32(at))
			out = append(out, point...)
			count++
		}
	}
	if count == 0 {
		return nil
	}
	le.PutUint32(out, count)
	return out
}

// editList edits a list of tags or of the names of cue points.
func editList(c *Cutter, p Part, b []byte) []byte {
	switch {
	case len(b) < 4:
		return nil
	case string(b[:4]) == "INFO":
		return editInfo(p, b)
	case string(b[:4]) == "adtl":
		return c.editLabels(p, b)
	}
	return b
}

// infoFields are the ids of INFO that ffmpeg reads, and its names of them.
var infoFields = []struct{ id, field string }{
	{"INAM", "title"},
	{"IART", "artist"},
	{"IPRD", "album"},
	{"ICMT", "comment"},
	{"ICOP", "copyright"},
	{"ICRD", "date"},
	{"IGNR", "genre"},
	{"IPRT", "track"},
	{"ILNG", "language"},
}

// editInfo sets the tags of an INFO list and keeps those it does not set.
func editInfo(p Part, b []byte) []byte {
	out := []byte("INFO")
	set := map[string]bool{"ITRK": true} // another name of IPRT
	for _, f := range infoFields {
		value, ok := p.Tags.Value(f.field)
		set[f.id] = ok
		if ok && value != "" {
			out = appendSub(out, f.id, append([]byte(value), 0))
		}
	}
	for id, payload := range subChunks(b[4:]) {
		if !set[id] {
			out = appendSub(out, id, payload)
		}
	}
	if len(out) == 4 {
		return nil
	}
	return out
}

// editLabels keeps what belongs to the cue points of the part.
func (c *Cutter) editLabels(p Part, b []byte) []byte {
	kept := map[uint32]bool{}
	for _, chunk := range c.file.Chunks {
		if chunk.ID == "cue " && chunk.Size <= maxEdited {
			cues, err := c.payload(chunk)
			if err != nil || len(cues) < 4 {
				continue
			}
			for cues = cues[4:]; len(cues) >= cueLen; cues = cues[cueLen:] {
				if _, ok := within(p, int64(le.Uint32(cues[20:]))); ok {
					kept[le.Uint32(cues)] = true
				}
			}
		}
	}
	out := []byte("adtl")
	for id, payload := range subChunks(b[4:]) {
		if len(payload) >= 4 && kept[le.Uint32(payload)] {
			out = appendSub(out, id, payload)
		}
	}
	if len(out) == 4 {
		return nil
	}
	return out
}

// subChunks are the chunks inside a list.
func subChunks(b []byte) func(yield func(string, []byte) bool) {
	return func(yield func(string, []byte) bool) {
		for len(b) >= 8 {
			id, size := string(b[:4]), int64(le.Uint32(b[4:]))
			if b = b[8:]; size > int64(len(b)) {
				return
			}
			if !yield(id, b[:size]) {
				return
			}
			b = b[min(size+size%2, int64(len(b))):]
		}
	}
}

func appendSub(b []byte, id string, payload []byte) []byte {
	b = le.AppendUint32(append(b, id...), uint32(len(payload)))
	b = append(b, payload...)
	return append(b, make([]byte, len(payload)%2)...)
}

// The time of the first sample in iXML: two halves of 32 bits.
var (
	ixmlHigh = regexp.MustCompile(`(<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_HI>)\s*(\d+)\s*<`)
	ixmlLow  = regexp.MustCompile(`(<TIMESTAMP_SAMPLES_SINCE_MIDNIGHT_LO>)\s*(\d+)\s*<`)
)

// The loudness of the whole, in iXML.
var ixmlLoudness = regexp.MustCompile(`(?s)<LOUDNESS>.*?</LOUDNESS>\s*`)

// editIXML moves the time of the first sample and takes out the loudness; all
// else is kept as it is.
func editIXML(_ *Cutter, p Part, b []byte) []byte {
	b = ixmlLoudness.ReplaceAll(b, nil)
	high, low := ixmlHigh.FindSubmatch(b), ixmlLow.FindSubmatch(b)
	if high == nil || low == nil {
		return b
	}
	h, err1 := strconv.ParseUint(string(high[2]), 10, 32)
	l, err2 := strconv.ParseUint(string(low[2]), 10, 32)
	if err1 != nil || err2 != nil {
		return b
	}
	at := h<<32 + l + uint64(p.Start)
	b = bytes.Replace(b, high[0], fmtElement(high[1], at>>32), 1)
	return bytes.Replace(b, low[0], fmtElement(low[1], at&math.MaxUint32), 1)
}

func fmtElement(tag []byte, n uint64) []byte {
	return append(strconv.AppendUint(bytes.Clone(tag), n, 10), '<')
}
