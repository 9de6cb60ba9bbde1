package vorbiscomment

import (
	"slices"
	"testing"
)

func TestWhatIsNotWholeIsLeftOut(t *testing.T) {
	t.Parallel()
	whole := Comments{Vendor: "v", List: []string{"TITLE=a=b", "X="}}
	b := whole.Append(nil)
	for n := range len(b) {
		got := Parse(b[:n])
		if len(got.List) > 1 || len(got.List) == 1 && got.List[0] != whole.List[0] {
			t.Errorf("of %d bytes: %q", n, got.List)
		}
	}
	if got := Parse(b); got.Vendor != "v" || !slices.Equal(got.List, whole.List) {
		t.Errorf("%q of %q", got.List, got.Vendor)
	}
	if got := Parse(Comments{List: []string{"no value", "=", "A=1"}}.Append(nil)); !slices.Equal(got.List, []string{"A=1"}) {
		t.Errorf("%q", got.List)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(Comments{Vendor: "v", List: []string{"TITLE=a", "B=c"}}.Append(nil))
	f.Add([]byte("\x00\x00\x00\x00\xFF\xFF\xFF\xFF\xFC\xFF\xFF\xFFab"))
	f.Fuzz(func(t *testing.T, b []byte) {
		c := Parse(b)
		if again := Parse(c.Append(nil)); again.Vendor != c.Vendor || !slices.Equal(again.List, c.List) {
			t.Fatalf("%q becomes %q", c, again)
		}
	})
}
