package ogg

import "audiospliter/engine/media/sparse"

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

// marks are of pages.
type marks struct {
	sparse.Index[mark]
	count int64 // pages
}

func (m *marks) add(at mark) {
	m.Add(m.count, at)
	m.count++
}

// before returns the last mark at or before a raw position, the first where
// that is before all.
func (m *marks) before(raw int64) mark {
	return m.Until(func(at mark) bool { return at.Samples > raw })
}
