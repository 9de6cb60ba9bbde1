package sparse

import "testing"

// The things kept of many stay few, and lead to all of them.
func TestIndexIsBounded(t *testing.T) {
	t.Parallel()
	for _, stride := range []int64{1, 32} {
		x := Index[int64]{Stride: stride}
		count := stride*Most*3 + 5
		for i := range count {
			x.Add(i, 7*i)
		}
		if x.Len() > Most || x.Len() < Most/2 || x.Stride != 4*stride {
			t.Errorf("%d things are kept, with a stride of %d", x.Len(), x.Stride)
		}
		for i := int64(0); i < count; i += 997 {
			k, v := x.Before(i)
			if k > i || i-k >= x.Stride || v != 7*k {
				t.Fatalf("Before(%d) = %d, %d with a stride of %d", i, k, v, x.Stride)
			}
			if u := x.Until(func(v int64) bool { return v > 7*i }); u != v {
				t.Fatalf("Until(%d) = %d, not %d", 7*i, u, v)
			}
		}
		if u := x.Until(func(int64) bool { return true }); u != 0 {
			t.Errorf("behind all is %d", u)
		}
	}
}
