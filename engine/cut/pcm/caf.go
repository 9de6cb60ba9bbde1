package pcm

import (
	"bytes"
	"maps"
	"math"
	"slices"
	"strings"

	"audiospliter/engine/cut/native"
)

// A marker of CAF: type, position as a float, id, SMPTE time, channel.
const markerLen = 28

// editMarkers keeps the markers that fall into the part. Their SMPTE times
// would have to move, too, and become unset.
func editMarkers(_ *Cutter, p Part, b []byte) []byte {
	if len(b) < 8 {
		return nil
	}
	count, rest := uint32(0), b[8:]
	out := append(make([]byte, 0, len(b)), b[:8]...)
	for ; len(rest) >= markerLen; rest = rest[markerLen:] {
		at := math.Float64frombits(be.Uint64(rest[4:]))
		if at >= float64(p.Start) && at < float64(p.End) {
			m := append([]byte(nil), rest[:markerLen]...)
			be.PutUint64(m[4:], math.Float64bits(at-float64(p.Start)))
			for i := range 8 {
				m[16+i] = 0xFF
			}
			out = append(out, m...)
			count++
		}
	}
	if count == 0 {
		return nil
	}
	be.PutUint32(out[4:], count)
	return out
}

// cafFields are the keys of the info chunk that differ from ffmpeg's names.
var cafFields = map[string]string{"track": "track number", "date": "recorded date", "comment": "comments"}

// editInformation sets strings of the info chunk and keeps those it does not
// set: a count, then key and value, each ended by a zero.
func editInformation(_ *Cutter, p Part, b []byte) []byte {
	values := map[string]string{}
	for field, value := range p.Tags.All() {
		if key, ok := cafFields[field]; ok {
			field = key
		}
		values[field] = value
	}
	count := uint32(0)
	out := make([]byte, 4)
	add := func(key, value string) {
		if key != "" && value != "" {
			out = append(append(append(append(out, key...), 0), value...), 0)
			count++
		}
	}
	var texts [][]byte
	if len(b) > 4 {
		texts = bytes.Split(b[4:], []byte{0})
	}
	for i := 0; i+1 < len(texts); i += 2 {
		if _, set := values[string(texts[i])]; !set && native.Keeps(strings.ToLower(string(texts[i]))) {
			add(string(texts[i]), string(texts[i+1]))
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		add(key, values[key])
	}
	if count == 0 {
		return nil
	}
	be.PutUint32(out, count)
	return out
}
