package window

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"audiospliter/engine"
	"audiospliter/engine/cutlist"
	options "audiospliter/engine/field"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// TestFormShowsWhatItReads takes a recipe through the inputs and back.
func TestFormShowsWhatItReads(t *testing.T) {
	t.Parallel()
	for _, mode := range modes {
		r := engine.DefaultRecipe()
		r.Split.Mode = mode
		r.Split.At = []timeline.Time{timeline.Seconds(600), timeline.Millis(1230500)}
		r.Split.Snap, r.Split.SnapPackets = timeline.Millis(1500), true
		first, wrong := formOf(r).recipe()
		if len(wrong) > 0 || !first.Split.SnapPackets {
			t.Errorf("%s: %v", mode, wrong)
		}
		again, _ := formOf(first).recipe()
		a, _ := json.Marshal(first)
		b, _ := json.Marshal(again)
		if string(a) != string(b) {
			t.Errorf("%s: %s became %s", mode, a, b)
		}
	}
}

func TestFormSaysWhatIsWrongAndWhere(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		mode plan.Mode
		at   field
		text string
		want field // "" for nothing
	}{
		{plan.Duration, "every", "10:00", ""},
		{plan.Duration, "every", "ten minutes", "every"},
		{plan.Duration, "every", "", "every"},
		{plan.Duration, "every", "0", "every"},
		{plan.Duration, "overlap", "20:00", "overlap"}, // longer than a segment
		{plan.Parts, "parts", "0", "parts"},
		{plan.Parts, "parts", "4.5", "parts"},
		{plan.Size, "maxSize", "8 MiB", ""},
		{plan.Size, "maxSize", "-3", "maxSize"},
		{plan.Timestamps, "at", "10:00, 20:30.5\n1:02:03", ""},
		{plan.Timestamps, "at", "", "at"},
		{plan.Timestamps, "at", "1:99", "at"},
		{plan.Silence, fieldThreshold, "-35 dB", ""},
		{plan.Silence, fieldThreshold, "12", fieldThreshold},
		{plan.Duration, fieldName, "{title", fieldName},
		{plan.Duration, "every", "1m", ""},
	} {
		r := engine.DefaultRecipe()
		r.Split.Mode = c.mode
		r.Split.At = []timeline.Time{timeline.Seconds(60)}
		f := formOf(r)
		f.text[c.at] = c.text
		_, wrong := f.recipe()
		if c.want == "" && len(wrong) > 0 || c.want != "" && (len(wrong) != 1 || wrong[c.want] == "") {
			t.Errorf("%s: %s = %q is wrong at %v, want at %q", c.mode, c.at, c.text, wrong, c.want)
		}
	}
}

func TestTimesAreWrittenAsTheyAreRead(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"600": "10:00", "90": "1:30", "45": "45s", "0.5": "0.5s", "250ms": "0.25s", "3723.5": "1:02:03.5",
		"3600": "1:00:00", "10": "10s", "36000": "10:00:00", "60": "1:00", "0": "", "1/75": "1/75",
	} {
		read, err := timeline.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		got := options.PrintTime(read)
		if got != want {
			t.Errorf("%s is written %q, want %q", text, got, want)
		}
		if back, err := timeline.Parse(got); got != "" && (err != nil || back.Cmp(read) != 0) {
			t.Errorf("%q is read as %v (%v), was %v", got, back, err, read)
		}
	}
}

// TestSentences begin large and end in a point, in every language.
func TestSentences(t *testing.T) {
	t.Parallel()
	for said, want := range map[string]string{
		"no such file": "No such file.", "écrivez une date.": "Écrivez une date.", "日付を書いてください。": "日付を書いてください。",
		"http:// is for the local network": "http:// is for the local network.",
	} {
		if got := sentence(errors.New(said)); got != want {
			t.Errorf("%q becomes %q, want %q", said, got, want)
		}
	}
}

// TestEveryInputHasALabel looks for each field that the form has in the settings.
func TestEveryInputHasALabel(t *testing.T) {
	b := newBench(t, Options{})
	for _, option := range inputs() {
		if b.settings.inputs[field(option.Key)] == nil {
			t.Errorf("the settings have no input for %s", option.Key)
		}
	}
}

// TestTitlesOfAListAreChosen takes the titles of a list through the control that
// the modes with a list have.
func TestTitlesOfAListAreChosen(t *testing.T) {
	b := newBench(t, Options{})
	titles := b.settings.inputs["titles"]
	for _, mode := range modes {
		b.settings.mode.SetSelectedIndex(slices.Index(modes, mode))
		offered := slices.Contains(b.settings.advanced.Objects, titles.CanvasObject)
		if want := mode == plan.Chapters || mode == plan.Cue || mode == plan.Labels; offered != want {
			t.Errorf("%s: the choice of titles is offered: %v, want %v", mode, offered, want)
		}
	}
	b.settings.mode.SetSelectedIndex(slices.Index(modes, plan.Cue))
	control := titles.control.(*chooser)
	for n, want := range append([]cutlist.Titling{""}, cutlist.Titlings...) {
		control.SetSelectedIndex(n)
		if got := b.general.recipe.Split.Titles; got != string(want) {
			t.Errorf("%q says that titles are %q, want %q", control.Selected, got, want)
		}
	}
}
