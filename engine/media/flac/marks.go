package flac

import "audiospliter/engine/media/sparse"

// A place is a position between two frames. From it on all frames are found as
// they were when it was reached.
type place struct {
	offset int64 // in the file, where the frame before ends
	sample int64 // on the timeline, where the frame before ends
	base   int64 // what is to be taken from the number of a frame's first sample to have it on the timeline
	sums   Sums  // of the items before
}

// marks are places, each before a frame.
type marks struct{ sparse.Index[place] }

// before returns the last mark at or before a sample.
func (m *marks) before(sample int64) place {
	return m.Until(func(p place) bool { return p.sample > sample })
}
