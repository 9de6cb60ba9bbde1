package window

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
)

// TestWidened shares what is more than plenty between a column and the one that
// takes the rest.
func TestWidened(t *testing.T) {
	columns := []column{{"", 0, false}, {"", 100, false}, {"", -1, false}}
	fixed := float32(2*rowMargin + 100 + cellGap)
	for _, c := range []struct {
		name float32 // room for the one that takes the rest
		n    int
		want float32
	}{{200, 1, 100}, {300, 1, 100}, {400, 1, 150}, {2000, 1, 480}, {2000, 2, -1}} {
		if got := growColumn(columns, c.n, 480, 300, fixed+c.name)[c.n].width; got != c.want {
			t.Errorf("where the rest is %.0f, column %d is %.0f wide, want %.0f", c.name, c.n, got, c.want)
		}
	}
}

// TestFittedFile leaves out the middle of a name: files of a source differ in
// their numbers.
func TestFittedFile(t *testing.T) {
	test.NewTempApp(t)
	const name = "lecture of three hours_017.mp3"
	wide := fyne.MeasureText(name, 13, fyne.TextStyle{}).Width
	if got := ellipsizedFile(name, wide, 13); got != name {
		t.Errorf("with room it is %q", got)
	}
	for _, width := range []float32{wide - 1, 150, 110} {
		got := ellipsizedFile(name, width, 13)
		if !strings.HasPrefix(got, "lec") || !strings.HasSuffix(got, "_017.mp3") || !strings.Contains(got, "…") {
			t.Errorf("in %.0f it is %q", width, got)
		}
		if w := fyne.MeasureText(got, 13, fyne.TextStyle{}).Width; w > width+1 {
			t.Errorf("%q is %.0f wide, and not %.0f", got, w, width)
		}
	}
	for _, width := range []float32{0, 20} {
		if got := ellipsizedFile(name, width, 13); fyne.MeasureText(got, 13, fyne.TextStyle{}).Width > width {
			t.Errorf("in %.0f it is %q", width, got)
		}
	}
}
