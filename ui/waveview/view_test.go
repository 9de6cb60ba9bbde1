package waveview

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine/timeline"
	"audiospliter/engine/waveform"
)

// A hand is a view in a window of 400 by 200 points, and what it was asked for.
// A source of 4000 samples at 100 Hz is on show: 10 samples a point.
type hand struct {
	*View
	said []string
	keys fyne.KeyModifier
}

func newHand(t *testing.T) *hand {
	t.Helper()
	test.NewTempApp(t)
	h := &hand{}
	say := func(format string, args ...any) { h.said = append(h.said, fmt.Sprintf(format, args...)) }
	h.View = New(Wants{
		Seek:      func(p timeline.Position) { say("seek %d", p) },
		Select:    func(n int) { say("select %d", n) },
		Add:       func(p timeline.Position) { say("add %d", p) },
		Remove:    func(p timeline.Position) { say("remove %d", p) },
		Move:      func(from, to timeline.Position, ended bool) { say("move %d %d %v", from, to, ended) },
		Threshold: func(level float64, ended bool) { say("threshold %v %v", level, ended) },
		Detail:    func(s timeline.Span) { say("detail %d %d", s.Start, s.End) },
		Play:      func() { say("play") },
		Shortcut:  func(s fyne.Shortcut) { say("shortcut %s", s.ShortcutName()) },
		Key:       func(k *fyne.KeyEvent) { say("key %s", k.Name) },
	})
	h.modifiers = func() fyne.KeyModifier { return h.keys }
	w := test.NewTempWindow(t, h.View)
	w.SetPadded(false)
	w.Resize(fyne.NewSize(400, 200))
	return h
}

func (h *hand) open() {
	boxes := make([]waveform.Box, 40)
	for i := range boxes {
		boxes[i] = waveform.Box{Min: int16(-500 * i), Max: int16(500 * i), Power: 0.01}
	}
	h.Open(Sound{Rate: 100, Channels: 2, Samples: 4000, Overview: [][]waveform.Box{boxes, boxes}})
	h.SetSegments([]Segment{{End: 1000, Title: "One"}, {Start: 1000, End: 2500, Title: "Two", Excluded: true}, {Start: 2500, End: 4000}})
	h.said = nil
}

func (h *hand) wants(t *testing.T, what string, want ...string) {
	t.Helper()
	got := slices.DeleteFunc(h.said, func(s string) bool { return len(s) > 6 && s[:6] == "detail" })
	if !slices.Equal(got, want) {
		t.Errorf("%s asks for %q, want %q", what, got, want)
	}
	h.said = nil
}

func (h *hand) press(x, y float32, button desktop.MouseButton) {
	h.MouseDown(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: button})
}

func (h *hand) release(x, y float32) {
	h.MouseUp(&desktop.MouseEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}, Button: desktop.MouseButtonPrimary})
}

func (h *hand) drag(x, y float32) {
	h.Dragged(&fyne.DragEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(x, y)}})
}

func TestMouse(t *testing.T) {
	h := newHand(t)
	h.open()
	h.press(50, 80, desktop.MouseButtonPrimary)
	h.release(50, 80)
	h.wants(t, "a click", "seek 500", "select 0")
	h.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(60, 80)})
	h.wants(t, "a double click", "add 600")
	h.press(102, 80, desktop.MouseButtonPrimary)
	if m, ok := h.Marker(); !ok || m != 1000 {
		t.Errorf("the marker under the pointer is not selected, but %d", m)
	}
	h.drag(112, 80)
	h.drag(132, 90)
	h.DragEnd()
	h.wants(t, "a dragged marker", "move 1000 1100 false", "move 1000 1300 false", "move 1000 1300 true")
	h.press(200, 80, desktop.MouseButtonPrimary)
	h.drag(210, 80)
	h.DragEnd()
	h.wants(t, "a drag over the wave", "seek 2100")
	h.SetThreshold(-36, true)
	line := h.scene.lines(h.areas().wave)[0]
	h.press(300, line, desktop.MouseButtonPrimary)
	h.drag(300, line+10)
	h.DragEnd()
	if len(h.said) != 2 || h.said[0] == "threshold -36 false" {
		t.Errorf("the threshold asks for %q", h.said)
	}
	h.SetEditable(false)
	h.said = nil
	h.DoubleTapped(&fyne.PointEvent{Position: fyne.NewPos(60, 80)})
	h.press(102, 80, desktop.MouseButtonPrimary)
	h.drag(112, 80)
	h.DragEnd()
	h.wants(t, "a view that is not to be edited")
}

func TestWheelAndPan(t *testing.T) {
	h := newHand(t)
	h.open()
	under := h.scene.view.at(100)
	h.Scrolled(&fyne.ScrollEvent{PointEvent: fyne.PointEvent{Position: fyne.NewPos(100, 80)}, Scrolled: fyne.NewDelta(0, 40)})
	if got := h.scene.view.at(100); got != under || math.Abs(h.scene.view.per-5) > 1e-6 {
		t.Errorf("four clicks of the wheel leave %v samples a point, and move %d to %d", h.scene.view.per, under, got)
	}
	from := h.scene.view.from
	h.press(200, 5, desktop.MouseButtonPrimary)
	h.drag(160, 5)
	h.DragEnd()
	if got := h.scene.view.from - from; got != 200 {
		t.Errorf("a drag of the ruler by 40 points pans by %v samples", got)
	}
	h.keys = fyne.KeyModifierShift
	h.Scrolled(&fyne.ScrollEvent{Scrolled: fyne.NewDelta(0, 10)})
	if got := h.scene.view.from - from; got != 0 {
		t.Errorf("Shift and the wheel pan by %v", got)
	}
	h.press(300, 180, desktop.MouseButtonPrimary)
	if s := h.OnShow(); (s.Start+s.End)/2 != 3000 {
		t.Errorf("a click in the overview shows %v", s)
	}
	h.Fit()
	if s := h.OnShow(); s.Start != 0 || s.End != 4000 {
		t.Errorf("fitted, %v is on show", s)
	}
}

func TestKeys(t *testing.T) {
	h := newHand(t)
	h.open()
	key := func(names ...fyne.KeyName) {
		for _, n := range names {
			h.TypedKey(&fyne.KeyEvent{Name: n})
		}
	}
	key(fyne.KeyRight)
	h.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyRight, Modifier: fyne.KeyModifierShortcutDefault})
	h.keys = fyne.KeyModifierShift
	key(fyne.KeyRight)
	h.keys = 0
	h.wants(t, "arrows", "seek 10", "seek 11", "seek 111")
	h.TypedRune('m')
	key(fyne.KeySpace)
	h.wants(t, "letters", "add 111", "play")
	key(fyne.KeyTab, fyne.KeyTab)
	if m, _ := h.Marker(); m != 2500 {
		t.Errorf("two tabs select %d", m)
	}
	key(fyne.KeyLeft, fyne.KeyDelete)
	h.wants(t, "keys on a marker", "move 2500 2490 true", "remove 2500")
	key(fyne.KeyEscape, fyne.KeyEscape, fyne.KeyF1)
	h.wants(t, "keys for others", "key Escape", "key F1")
	h.TypedShortcut(&fyne.ShortcutUndo{})
	h.wants(t, "a shortcut for others", "shortcut Undo")
	h.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyPlus, Modifier: fyne.KeyModifierShortcutDefault})
	if h.scene.view.per != 5 {
		t.Errorf("zoomed in there are %v samples a point", h.scene.view.per)
	}
	key(fyne.KeyEnd)
	h.wants(t, "End", "seek 4000")
	if s := h.OnShow(); s.End != 4000 {
		t.Errorf("at the end %v is on show", s)
	}
}

func TestStates(t *testing.T) {
	h := newHand(t)
	check := func(name string) {
		t.Helper()
		test.AssertObjectRendersToMarkup(t, name+".xml", h.View)
	}
	check("empty")
	h.Open(Sound{Rate: 100, Channels: 2, Samples: 4000})
	check("loading")
	h.open()
	h.SetPlayhead(700, true)
	check("segments")
	h.FocusGained()
	h.SelectMarker(2500)
	h.SetThreshold(-40, true)
	h.SetChannels(true)
	h.Frame(2000, 3000)
	check("threshold")
}

// TestPicture looks at colours: a segment, one left out, silence and sound, in
// the light and in the dark.
func TestPicture(t *testing.T) {
	h := newHand(t)
	h.open()
	img := h.renderer.paintWave(400, 146)
	at := func(x, y int) any { return img.At(x, y) }
	c := h.scene.colors
	for _, p := range []struct {
		what string
		x, y int
		want any
	}{
		{"ground", 20, 20, c.ground},
		{"left out", 160, 20, c.outside},
		{"the next", 300, 5, c.ground},
		{"a marker", 100, 40, c.marker},
		{"sound", 390, 73, c.sketch},
		{"sound left out", 240, 73, c.dim},
		{"above sound", 20, 40, c.ground},
	} {
		if got := at(p.x, p.y); got != p.want {
			t.Errorf("%s is %v, want %v", p.what, got, p.want)
		}
	}
	h.Frame(100, 120)
	h.SetDetail(0, slices.Repeat([]int16{16384, -16384}, 4000))
	img = h.renderer.paintWave(400, 146)
	for y, want := range map[int]any{73 - 36: c.wave, 73 + 36: c.wave, 73: c.middle} {
		if got := img.At(203, y); got != want && img.At(203, y+1) != want && img.At(203, y-1) != want {
			t.Errorf("samples at half of full scale have %v at %d, want %v", got, y, want)
		}
	}
}
