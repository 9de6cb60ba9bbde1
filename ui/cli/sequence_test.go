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
		for n, index := range written {
			got = append(got, s.add(index, strconv.Itoa(index))...)
			due := 0
			for slices.Contains(written[:n+1], due) {
				due++
			}
			if len(got) != due {
				t.Fatalf("of %v came %q", written[:n+1], got)
			}
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

// A job that is tried anew may write again what it wrote.
func TestSequenceAnew(t *testing.T) {
	t.Parallel()
	var s sequence
	var got []string
	for _, index := range []int{0, 2, 2, 0, 1} {
		got = append(got, s.add(index, strconv.Itoa(index))...)
	}
	if want := []string{"0", "0", "1", "2"}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
