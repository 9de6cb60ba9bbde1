package cli

import (
	"maps"
	"slices"
)

// A sequence puts the paths of a job's segments into their order: several segments
// are written at once, and end in any order.
type sequence struct {
	next    int            // index of the segment that is due
	waiting map[int]string // paths of later segments, by index
}

// add returns the paths that are due once the segment of an index is written.
// One that was due before, as the job was retried, is so at once.
func (s *sequence) add(index int, path string) (due []string) {
	if index < s.next {
		return []string{path}
	}
	if s.waiting == nil {
		s.waiting = map[int]string{}
	}
	if before, ok := s.waiting[index]; ok && before != path {
		due = append(due, before)
	}
	s.waiting[index] = path
	for {
		path, ok := s.waiting[s.next]
		if !ok {
			return due
		}
		due = append(due, path)
		delete(s.waiting, s.next)
		s.next++
	}
}

// rest returns the paths that wait for segments that will not come: left out,
// there already, or failed.
func (s *sequence) rest() (due []string) {
	for _, index := range slices.Sorted(maps.Keys(s.waiting)) {
		due = append(due, s.waiting[index])
	}
	return due
}
