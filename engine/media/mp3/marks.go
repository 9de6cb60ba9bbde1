package mp3

// maxMarks bounds the sparse index to 1 MiB.
const maxMarks = 1 << 16

// A mark is where a frame begins, and how many bytes all frames before it have:
// their difference tells how much junk lies between two marks.
type mark struct {
	offset, clean int64
}

// marks is a sparse index: the mark of each frame whose number stride divides.
type marks struct {
	stride int64
	list   []mark
}

// add notes frame i; all frames before it must have been added.
func (m *marks) add(i int64, at mark) {
	if i%m.stride != 0 {
		return
	}
	if len(m.list) == maxMarks {
		for k := range maxMarks / 2 {
			m.list[k] = m.list[2*k]
		}
		m.list = m.list[:maxMarks/2]
		m.stride *= 2
	}
	if i%m.stride == 0 {
		m.list = append(m.list, at)
	}
}

// before returns the last marked frame at or before frame i.
func (m *marks) before(i int64) (int64, mark) {
	k := i / m.stride
	return k * m.stride, m.list[k]
}
