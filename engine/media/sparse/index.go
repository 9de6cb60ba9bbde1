// Package sparse keeps some of many things in their order, evenly spread and
// never too many of them: where the frames of a file are, so that it can be read
// from anywhere on. It does not know what they are.
package sparse

import "sort"

// Most is how many things an Index keeps at most.
const Most = 1 << 15

// An Index keeps each thing whose number Stride divides. Of more than Most it
// forgets every second, and doubles Stride.
type Index[T any] struct {
	Stride int64 // at least 1
	list   []T
}

// Add notes thing number i; all before it, from 0, must have been added.
func (x *Index[T]) Add(i int64, thing T) {
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
		x.list = append(x.list, thing)
	}
}

// Len returns how many things are kept.
func (x *Index[T]) Len() int { return len(x.list) }

// Before returns the last thing that is kept at or before number i, and its
// number. Number i must have been added, or what is behind the last.
func (x *Index[T]) Before(i int64) (int64, T) {
	k := i / x.Stride
	return k * x.Stride, x.list[k]
}

// Until returns the last thing kept that is not behind a place, where behind is
// true of all from some on; the first of all if that is true of it.
func (x *Index[T]) Until(behind func(T) bool) T {
	k := sort.Search(len(x.list), func(k int) bool { return behind(x.list[k]) })
	return x.list[max(0, k-1)]
}
