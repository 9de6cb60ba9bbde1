package flac

import "encoding/binary"

// A part has a seek point about every seekSeconds, up to maxPoints.
const (
	seekSeconds = 10
	maxPoints   = 1 << 15
	pointLen    = 18
)

// A seekTable collects seek points (RFC 9639, section 8.5).
type seekTable struct {
	step   int64 // samples from one point to the next
	points []byte
	most   int // bytes of points
}

// newSeekTable returns the empty table of a part.
func newSeekTable(samples int64, rate int) seekTable {
	count := min(samples/(seekSeconds*int64(rate))+1, maxPoints)
	return seekTable{step: samples/count + 1, most: int(count) * pointLen}
}

// add notes a frame that begins at a sample, at an offset from the first.
func (t *seekTable) add(sample, offset int64, samples int) {
	count := int64(len(t.points) / pointLen)
	if len(t.points) >= t.most || sample+int64(samples) <= count*t.step {
		return
	}
	t.points = binary.BigEndian.AppendUint64(t.points, uint64(sample))
	t.points = binary.BigEndian.AppendUint64(t.points, uint64(offset))
	t.points = binary.BigEndian.AppendUint16(t.points, uint16(samples))
}

// bytes returns the table, filled up with placeholders.
func (t *seekTable) bytes() []byte {
	b := append(make([]byte, 0, t.most), t.points...)
	for len(b) < t.most {
		b = binary.BigEndian.AppendUint64(b, 1<<64-1)
		b = append(b, make([]byte, pointLen-8)...)
	}
	return b
}
