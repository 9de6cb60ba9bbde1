package flac

import "sort"

// maxMarks bounds the sparse index to some megabytes.
const maxMarks = 1 << 15

// A place is a position between two frames. From it on all frames are found as
// they were when it was reached.
type place struct {
	offset int64 // in the file, where the frame before ends
	sample int64 // on the timeline, where the frame before ends
	base   int64 // what is to be taken from the number of a frame's first sample to have it on the timeline
	sums   Sums  // of the items before
}

// marks are places at every stride-th frame.
type marks struct {
	stride int64
	list   []place
}

// add keeps the place before a frame, the next of the stream, if it is to be
// kept. When there are too many, every second is forgotten.
func (m *marks) add(p place) {
	if p.sums.Frames%m.stride != 0 {
		return
	}
	if len(m.list) == maxMarks {
		for i := range maxMarks / 2 {
			m.list[i] = m.list[2*i]
		}
		m.list = m.list[:maxMarks/2]
		m.stride *= 2
		if p.sums.Frames%m.stride != 0 {
			return
		}
	}
	m.list = append(m.list, p)
}

// before returns the last mark at or before a sample.
func (m *marks) before(sample int64) place {
	i := sort.Search(len(m.list), func(i int) bool { return m.list[i].sample > sample })
	return m.list[max(0, i-1)]
}
