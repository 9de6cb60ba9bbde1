package flac

import (
	"encoding/binary"
	"slices"
)

// maxSheet bounds the bytes of a cue sheet that are read: more than its 100
// tracks of 100 points take on a CD.
const maxSheet = 1 << 20

// The lengths of the parts of a CUESHEET block (RFC 9639, section 8.7).
const (
	sheetLen = 396
	trackLen = 36
	indexLen = 12
)

// A cueSheet is a CUESHEET block.
type cueSheet struct {
	head   []byte // the catalog number, the lead-in, what it is of; not the count
	tracks []cueTrack
}

// A cueTrack is a track of a cue sheet.
type cueTrack struct {
	offset  int64  // samples
	head    []byte // the number, the ISRC and flags; not the count
	indexes []cueIndex
}

// A cueIndex is a point of a track.
type cueIndex struct {
	offset int64 // samples, from the beginning of the sheet
	number byte
}

// leadOut is the number of the last track, which has no audio: of a CD, and of
// all else.
const (
	leadOutCD = 170
	leadOut   = 255
)

func (t cueTrack) isLeadOut() bool { return t.head[0] == leadOutCD || t.head[0] == leadOut }

// parseSheet reads a block. It is nil if that is not whole.
func parseSheet(b []byte) *cueSheet {
	if len(b) < sheetLen {
		return nil
	}
	be := binary.BigEndian
	s := &cueSheet{head: b[:sheetLen-1]}
	count := int(b[sheetLen-1])
	b = b[sheetLen:]
	for range count {
		if len(b) < trackLen {
			return nil
		}
		t := cueTrack{offset: int64(be.Uint64(b) &^ (1 << 63)), head: b[8 : trackLen-1]}
		points := int(b[trackLen-1])
		b = b[trackLen:]
		if len(b) < points*indexLen {
			return nil
		}
		for range points {
			at := t.offset + int64(be.Uint64(b)&^(1<<63))
			t.indexes = append(t.indexes, cueIndex{at, b[8]})
			b = b[indexLen:]
		}
		s.tracks = append(s.tracks, t)
	}
	return s
}

// part returns the block of the part [start, end) of the source, nil if no track
// lies there.
func (s *cueSheet) part(start, end int64) []byte {
	if s == nil {
		return nil
	}
	var tracks []cueTrack
	for i, t := range s.tracks {
		next := end
		if i+1 < len(s.tracks) {
			next = s.tracks[i+1].offset
		}
		if t.isLeadOut() || t.offset >= end || next <= start {
			continue
		}
		if cut, ok := t.part(start, end); ok {
			tracks = append(tracks, cut)
		}
	}
	if len(tracks) == 0 {
		return nil
	}
	out := cueTrack{offset: end - start, head: make([]byte, trackLen-9)}
	out.head[0] = leadOut
	sheet := cueSheet{head: slices.Clone(s.head), tracks: append(tracks, out)}
	sheet.asCD()
	return sheet.bytes()
}

// part returns what of a track lies in [start, end) of the source. It is not ok
// if that is no more than the gap before it.
func (t cueTrack) part(start, end int64) (cueTrack, bool) {
	cut := cueTrack{offset: max(t.offset, start) - start, head: t.head}
	for _, index := range t.indexes {
		if index.offset >= end {
			continue
		}
		if index.offset < start && len(cut.indexes) > 0 {
			cut.indexes = cut.indexes[:0] // only the last of those counts
		}
		cut.indexes = append(cut.indexes, cueIndex{max(index.offset, start) - start, index.number})
	}
	begun := slices.IndexFunc(cut.indexes, func(i cueIndex) bool { return i.number > 0 })
	if begun < 0 {
		return cut, false
	}
	// Numbers begin with 0 or 1 and rise one by one.
	number := min(cut.indexes[0].number, 1)
	for i := range cut.indexes {
		cut.indexes[i].number = number + byte(i)
	}
	return cut, true
}

// asCD makes s the sheet of other media than a CD, unless all its points are
// where those of a CD can be.
func (s *cueSheet) asCD() {
	const leadIn, flags, isCD, sector = 128, 136, 0x80, 588
	if s.head[flags]&isCD == 0 {
		return
	}
	for _, t := range s.tracks {
		if t.offset%sector != 0 || slices.ContainsFunc(t.indexes, func(i cueIndex) bool { return i.offset%sector != 0 }) {
			s.head[flags] &^= isCD
			clear(s.head[leadIn:flags])
			return
		}
	}
	s.tracks[len(s.tracks)-1].head[0] = leadOutCD
}

func (s *cueSheet) bytes() []byte {
	b := append(slices.Clone(s.head), byte(len(s.tracks)))
	for _, t := range s.tracks {
		b = binary.BigEndian.AppendUint64(b, uint64(t.offset))
		b = append(append(b, t.head...), byte(len(t.indexes)))
		for _, index := range t.indexes {
			b = binary.BigEndian.AppendUint64(b, uint64(index.offset-t.offset))
			b = append(b, index.number, 0, 0, 0)
		}
	}
	return b
}
