package plan

import "audiospliter/engine/timeline"

// A Sizer knows how large a written file will be. The cutter provides it,
// because only the cutter knows how it will write.
type Sizer interface {
	// Size returns the most bytes that a file holding the samples
	// [start, end) can take, tags, cover and container included.
	Size(start, end timeline.Position) (int64, error)
}
