package cutlist

import (
	"bytes"
	"encoding/binary"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// ReadWAVCues reads the cue points of a WAV file: cue is the content of its
// "cue " chunk, adtl that of its LIST chunk of the type adtl (with or without
// that type in front), nil where there is none. A point with a length (ltxt) is
// a segment, any other is a point; labels (labl), or else notes, are titles.
//
// Errors are INVALID_PARAMS: a chunk is cut short, or there are no points.
func ReadWAVCues(cue, adtl []byte, rate timeline.Rate) (*List, error) {
	const pointSize = 24
	r := &reader{list: &List{Format: WAVCues}}
	if rate <= 0 {
		return nil, fault.New(fault.InvalidParams, "The sample rate of the cue points is not known.")
	}
	if len(cue) < 4 {
		return nil, r.fail(0, "the cue chunk is cut short")
	}
	count := uint64(binary.LittleEndian.Uint32(cue))
	points := cue[4:]
	if uint64(len(points)) < count*pointSize {
		return nil, r.fail(0, "the cue chunk is cut short")
	}
	points = points[:count*pointSize]
	labels := readADTL(r, adtl)
	useOrder := onlyOrder(points)
	for ; len(points) > 0; points = points[pointSize:] {
		id := binary.LittleEndian.Uint32(points)
		at := binary.LittleEndian.Uint32(points[20:])
		if useOrder {
			at = binary.LittleEndian.Uint32(points[4:])
		}
		label := labels[id]
		start := rate.Time(timeline.Position(at))
		t := span(start, rate.Time(timeline.Position(at)+timeline.Position(label.length)))
		if t.Title = label.title; t.Title == "" {
			t.Title = label.note
		}
		if err := r.add(0, t); err != nil {
			return nil, err
		}
	}
	// Cue points have no order of their own.
	slices.SortStableFunc(r.list.Tracks, func(a, b Track) int { return a.Start.Cmp(b.Start) })
	if err := r.check(regions); err != nil {
		return nil, err
	}
	return r.finish(), nil
}

// onlyOrder reports whether the points leave their sample offset at 0 and say
// where they are in the play order alone, as some programs do.
func onlyOrder(points []byte) bool {
	for ; len(points) > 0; points = points[24:] {
		if binary.LittleEndian.Uint32(points[20:]) != 0 {
			return false
		}
	}
	return true
}

type wavLabel struct {
	title, note string
	length      uint32
}

// readADTL reads the labels, notes and lengths of cue points by their id. What
// is damaged ends the list: titles are not worth refusing the cuts.
func readADTL(r *reader, data []byte) map[uint32]wavLabel {
	labels := map[uint32]wavLabel{}
	data = bytes.TrimPrefix(data, []byte("adtl"))
	for len(data) >= 8 {
		kind, size := string(data[:4]), uint64(binary.LittleEndian.Uint32(data[4:]))
		data = data[8:]
		if size > uint64(len(data)) || size < 4 {
			r.note("The labels of the cue points are damaged from the %q on.", kind)
			break
		}
		body := data[:size]
		data = data[min(size+size%2, uint64(len(data))):]
		id := binary.LittleEndian.Uint32(body)
		l := labels[id]
		switch kind {
		case "labl":
			l.title = wavText(body[4:])
		case "note":
			l.note = wavText(body[4:])
		case "ltxt":
			if len(body) < 8 {
				continue
			}
			l.length = binary.LittleEndian.Uint32(body[4:])
		}
		labels[id] = l
	}
	return labels
}

// wavText decodes a text that ends in a NUL: UTF-8, or else Windows-1252.
func wavText(b []byte) string {
	b, _, _ = bytes.Cut(b, []byte{0})
	text, _, err := decode(b[:min(len(b), maxLine)], "")
	if err != nil {
		return ""
	}
	return clean(text)
}
