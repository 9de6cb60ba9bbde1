package window

import (
	"testing"

	"fyne.io/fyne/v2"

	"audiospliter/engine"
)

// TestFocusIsSeen gives the keyboard to a control that is scrolled out of sight,
// and then to one above it.
func TestFocusIsSeen(t *testing.T) {
	b := newBench(t, Options{})
	b.win.Resize(fyne.NewSize(900, 420))
	scroll := b.settings.scroll
	for _, o := range []fyne.CanvasObject{b.settings.inputs["manifest"].control, b.settings.mode, b.settings.inputs[fieldName].control} {
		b.focus(o.(fyne.Focusable))
		at, ok := placeIn(scroll.Content, o)
		if top := at.Y - scroll.Offset.Y; !ok || top < 0 || top+o.Size().Height > scroll.Size().Height {
			t.Errorf("the control is at %.0f of %.0f, %v", top, scroll.Size().Height, ok)
		}
	}
	b.showKeys()
	keys := b.sheet.scroll
	for _, c := range []struct {
		key  fyne.KeyName
		want float32
	}{
		{fyne.KeyDown, rowHeight},
		{fyne.KeyUp, 0},
		{fyne.KeyEnd, keys.Content.MinSize().Height - keys.Size().Height},
		{fyne.KeyHome, 0},
	} {
		b.sheet.main.TypedKey(&fyne.KeyEvent{Name: c.key})
		if got := keys.Offset.Y; got != c.want {
			t.Errorf("%s scrolls to %.0f, want %.0f", c.key, got, c.want)
		}
	}
}

// TestTabGoesAsPeopleRead walks through the history from its top.
func TestTabGoesAsPeopleRead(t *testing.T) {
	b := newBench(t, Options{Archive: &fakeArchive{all: []engine.Entry{pastJob(0, engine.Completed)}}})
	b.showHistory()
	h := b.history
	b.until("the history", func() bool { return h.rows.loaded && !h.rows.busy && len(h.detail.files) == 1 })
	for n, want := range []fyne.Focusable{h.search, h.states, h.more, h.table, h.detail.folder} {
		if got := b.win.Canvas().Focused(); got != want {
			t.Errorf("the keyboard is at %T, and not at the control %d", got, n)
		}
		b.win.Canvas().FocusNext()
	}
}

// TestStatusLine leaves to what is said all that the counts do not need.
func TestStatusLine(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	if said, counts := b.status.Size().Width, b.counts.Size().Width; counts < b.counts.width() || said+counts < 0.9*b.statusRow.Size().Width {
		t.Errorf("of %.0f, what is said has %.0f and the counts %.0f", b.statusRow.Size().Width, said, counts)
	}
}

// TestSettingsKeepTheirWidth when the window becomes wider, and narrower again,
// also once a person has given them another.
func TestSettingsKeepTheirWidth(t *testing.T) {
	b := newBench(t, Options{})
	wide := func(width float32) float32 {
		b.win.Resize(fyne.NewSize(width, 700))
		return b.settings.CanvasObject.Size().Width
	}
	for range 2 {
		before := wide(1280)
		for _, width := range []float32{1700, 2600, 1280} {
			if got := wide(width); got < before-2 || got > before+2 {
				t.Errorf("in a window of %.0f the settings are %.0f wide, and not %.0f", width, got, before)
			}
		}
		b.sideSplit.SetOffset(0.66)
	}
	if got := wide(1281); got < 400 {
		t.Errorf("moved by a person, the settings are %.0f wide", got)
	}
}

// TestSettingsDoNotOverlap looks at the settings when names of segments come
// and go, and those who are told change with the file.
func TestSettingsDoNotOverlap(t *testing.T) {
	b := newBench(t, Options{})
	b.win.Resize(fyne.NewSize(1400, 1100))
	for _, names := range [][]string{nil, {"a_000.mp3"}, nil} {
		b.settings.showNames(names)
		bottom := float32(0)
		for _, o := range b.settings.body.Objects {
			if o.Visible() && o.Position().Y < bottom {
				t.Errorf("with the names %q, %T begins at %.0f, above %.0f", names, o, o.Position().Y, bottom)
			}
			if o.Visible() {
				bottom = o.Position().Y + o.MinSize().Height
			}
		}
	}
}
