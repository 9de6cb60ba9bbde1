package ogg

import "sort"

// maxMarks bounds the sparse index of a link to some megabytes.
const maxMarks = 1 << 15

// A mark is a page in which a packet begins, and what comes before that packet.
type mark struct {
	offset int64 // of the page
	prev   int   // see timing
	Sum
}

// A Sum adds up packets.
type Sum struct {
	Samples  int64
	Packets  int64
	Bytes    int64
	Segments int64 // that they take in pages
}

// add counts a packet.
func (s *Sum) add(samples, size int) {
	s.Samples += int64(samples)
	s.Packets++
	s.Bytes += int64(size)
	s.Segments += int64(size)/MaxSegment + 1
}

// marks is a sparse index: of every page whose number stride divides.
type marks struct {
	stride, count int64
	list          []mark
}

func (m *marks) add(at mark) {
	i := m.count
	m.count++
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

// before returns the last mark at or before a raw position, the first where
// that is before all.
func (m *marks) before(raw int64) mark {
	k := sort.Search(len(m.list), func(k int) bool { return m.list[k].Samples > raw })
	return m.list[max(0, k-1)]
}
