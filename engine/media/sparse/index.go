// Package sparse keeps every n-th entry of a long sequence, so that memory stays
// bounded: such as where the frames of a file are, so that it can be read from
// anywhere on. What an entry is, its user decides.
package sparse

import "sort"

// Most is how many entries an Index keeps at most.
const Most = 1 << 15

// An Index keeps the entries whose number is a multiple of Stride. Where they
// would be more than Most, it drops every second one and doubles Stride.
type Index[T any] struct {
	Stride int64 // at least 1
	list   []T
}

// Add adds entry number i. Entries are added in order, from 0.
func (x *Index[T]) Add(i int64, entry T) {
	if i%x.Stride != 0 {
		return
	}
	if len(x.list) == Most {
		for k := range Most / 2 {
			x.list[k] = x.list[2*k]
		}
		x.list = x.list[:Most/2]
		x.Stride *= 2
	}
	if i%x.Stride == 0 {
		x.list = append(x.list, entry)
	}
}

// Len returns how many entries are kept.
func (x *Index[T]) Len() int { return len(x.list) }

// Before returns the last kept entry at or before number i, and its number. i is
// at most the number of entries that were added.
func (x *Index[T]) Before(i int64) (int64, T) {
	k := i / x.Stride
	return k * x.Stride, x.list[k]
}

// Until returns the last kept entry for which behind is false, or the first entry
// if there is none. behind must be true of all entries after one it is true of.
func (x *Index[T]) Until(behind func(T) bool) T {
	k := sort.Search(len(x.list), func(k int) bool { return behind(x.list[k]) })
	return x.list[max(0, k-1)]
}
