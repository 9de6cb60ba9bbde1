package cutlist

import (
	"encoding/binary"
	"strconv"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// ReadFLACBlock reads a CUESHEET metadata block of a FLAC file (RFC 9639,
// section 8.7), without the header of the block. The offsets in it count
// samples at rate. The lead-out, track 170 or 255, ends the last track.
//
// Errors are INVALID_PARAMS: the block is cut short, or holds no audio tracks
// in rising order.
func ReadFLACBlock(data []byte, rate timeline.Rate) (*List, error) {
	const head, trackSize, indexSize = 396, 36, 12
	r := &reader{list: &List{Format: FLACBlock}}
	if rate <= 0 {
		return nil, fault.New(fault.InvalidParams, "The sample rate of the cue sheet is not known.")
	}
	if len(data) < head {
		return nil, r.fail(0, "the CUESHEET block is cut short")
	}
	r.list.tag("catalog", strings.TrimRight(string(data[:128]), "\x00"))
	count := int(data[395])
	data = data[head:]
	for range count {
		if len(data) < trackSize {
			return nil, r.fail(0, "the CUESHEET block is cut short")
		}
		offset, number := binary.BigEndian.Uint64(data), data[8]
		isrc, isData, indexes := data[9:21], data[21]&0x80 != 0, int(data[35])
		data = data[trackSize:]
		if len(data) < indexes*indexSize {
			return nil, r.fail(0, "the CUESHEET block is cut short")
		}
		points := data[:indexes*indexSize]
		data = data[indexes*indexSize:]
		at, ok := sampleTime(offset, 0, rate)
		if !ok {
			return nil, r.fail(0, "track %d is out of all time", number)
		}
		if prev := r.last(); prev != nil && !prev.HasEnd {
			prev.End, prev.HasEnd = at, true
		}
		if number == 170 || number == 255 {
			break
		}
		if isData {
			r.note("Track %d holds data, not audio, and was left out.", number)
			continue
		}
		t := Track{Start: at}
		for ; len(points) > 0; points = points[indexSize:] {
			point, ok := sampleTime(offset, binary.BigEndian.Uint64(points), rate)
			if !ok {
				return nil, r.fail(0, "track %d is out of all time", number)
			}
			switch points[8] {
			case 0:
				t.Pregap = &point
			case 1:
				t.Start = point
			}
		}
		t.tag("track", strconv.Itoa(int(number)))
		t.tag("isrc", strings.TrimRight(string(isrc), "\x00"))
		if err := r.add(0, t); err != nil {
			return nil, err
		}
	}
	// A track lasts to the INDEX 01 of the next, not to its pregap.
	for i := range r.list.Tracks[:max(0, len(r.list.Tracks)-1)] {
		t, next := &r.list.Tracks[i], r.list.Tracks[i+1]
		if next.Pregap != nil && t.End.Cmp(next.Start) < 0 {
			t.End = next.Start
		}
	}
	if err := r.check(strict); err != nil {
		return nil, err
	}
	return r.finish(), nil
}

// sampleTime returns the time of two offsets together, if it is within what a
// list may say.
func sampleTime(a, b uint64, rate timeline.Rate) (timeline.Time, bool) {
	const limit = 1 << 50 // samples; far over a thousand days at any rate
	if a > limit || b > limit {
		return timeline.Time{}, false
	}
	return rate.Time(timeline.Position(a + b)), true
}
