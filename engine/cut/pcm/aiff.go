package pcm

import "encoding/binary"

var be = binary.BigEndian

// editCommon writes the number of frames.
func editCommon(_ *Cutter, p Part, b []byte) []byte {
	if len(b) >= 6 {
		be.PutUint32(b[2:], uint32(p.End-p.Start))
	}
	return b
}

// editText returns the edit of a chunk that holds a field as plain text.
func editText(field string) edit {
	return func(_ *Cutter, p Part, b []byte) []byte {
		if value, ok := p.Tags.Value(field); ok {
			if value == "" {
				return nil
			}
			return []byte(value)
		}
		return b
	}
}

// editMarks keeps the markers that fall into the part: an id, a position, and
// a name that has its length in front and is padded to an even size with it.
func editMarks(_ *Cutter, p Part, b []byte) []byte {
	if len(b) < 2 {
		return nil
	}
	count, rest := uint16(0), b[2:]
	out := make([]byte, 2, len(b))
	for len(rest) >= 7 {
		size := 7 + int(rest[6])
		size += size % 2
		if size > len(rest) {
			break
		}
		if at, ok := within(p, int64(be.Uint32(rest[2:]))); ok {
			mark := append([]byte(nil), rest[:size]...)
			be.PutUint32(mark[2:], uint32(at))
			out = append(out, mark...)
			count++
		}
		rest = rest[size:]
	}
	if count == 0 {
		return nil
	}
	be.PutUint16(out, count)
	return out
}
