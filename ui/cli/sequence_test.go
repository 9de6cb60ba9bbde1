package cli

import (
	"slices"
	"strconv"
	"testing"

	"pgregory.net/rapid"
)

// Whatever is written when, each path is given once, and those that are given
// before the end are the first ones.
func TestSequence(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.Permutation([]int{0, 1, 2, 3, 4, 5, 6, 7}).Draw(t, "order")
		written := all[:rapid.IntRange(0, len(all)).Draw(t, "count")]
		var s sequence
		var got []string
		for _, index := range written {
			got = append(got, s.add(index, strconv.Itoa(index))...)
		}
		for i, path := range got {
			if path != strconv.Itoa(i) {
				t.Fatalf("%q is number %d", path, i)
			}
		}
		got = append(got, s.rest()...)
		if !slices.IsSorted(got) || len(got) != len(written) {
			t.Fatalf("of %v came %q", written, got)
		}
	})
}
