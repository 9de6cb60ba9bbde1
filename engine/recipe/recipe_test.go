package recipe

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/field"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// options returns the JSON keys of a struct with where each is in it. A struct
// in it that has keys of its own gives those.
func options(v reflect.Value, prefix string) map[string]reflect.Value {
	all := map[string]reflect.Value{}
	for i := range v.NumField() {
		name, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		at := v.Field(i)
		if at.Kind() == reflect.Struct && at.Type() != reflect.TypeFor[timeline.Time]() {
			for key, inner := range options(at, prefix+name+".") {
				all[key] = inner
			}
			continue
		}
		all[prefix+name] = at
	}
	return all
}

func optionsOf(r *Recipe) map[string]reflect.Value {
	all := options(reflect.ValueOf(&r.Split).Elem(), "")
	for key, at := range options(reflect.ValueOf(&r.Output).Elem(), "") {
		if _, twice := all[key]; twice {
			panic(key + " is there twice")
		}
		all[key] = at
	}
	return all
}

// samples are values that options may have, by type.
var samples = []any{
	true, 3, int64(24_000_001), -35.25, "x", plan.Silence, plan.PregapOwn, cut.FLAC, cut.Skip,
	timeline.Millis(1500), timeline.Seconds(3723),
	[]timeline.Time{timeline.Seconds(0), timeline.Millis(90_500), timeline.Ratio(1, 7)},
	[]int{0, 12},
	map[string]string{"artist": "Ada = Bob\nand Cy", "b": ""},
	ptr(0.5), ptr(-16.0),
	[]plan.ManualSegment{{Title: "a"}, {Start: timeline.Seconds(1), End: timeline.Seconds(2)}},
	int64(25_000_000), int64(1 << 20), 192_000, 64_512, 7_000_000,
}

func ptr[T any](v T) *T { return &v }

// Each field of the structs has a line in the table, which reads what it writes
// into that field and no other.
func TestEveryOptionHasAFieldThatReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	var r Recipe
	all := optionsOf(&r)
	listed := map[string]bool{}
	for _, f := range r.Fields() {
		if listed[f.Key] {
			t.Errorf("%s is listed twice", f.Key)
		}
		listed[f.Key] = true
		if _, ok := all[f.Key]; !ok {
			t.Errorf("%s is listed, and no JSON has it", f.Key)
		}
	}
	for key, at := range all {
		if !listed[key] {
			t.Errorf("%s is not listed", key)
			continue
		}
		tried := 0
		for _, sample := range samples {
			if reflect.TypeOf(sample) != at.Type() {
				continue
			}
			tried++
			var from, to Recipe
			optionsOf(&from)[key].Set(reflect.ValueOf(sample))
			text := fieldOf(&from, key).String()
			if err := fieldOf(&to, key).Set(text); err != nil || !reflect.DeepEqual(from, to) {
				t.Errorf("%s = %v is written %q and read as %+v, %v", key, sample, text, to, err)
			}
			if fieldOf(&to, key).Set(fieldOf(&Recipe{}, key).String()); !optionsOf(&to)[key].IsZero() {
				t.Errorf("%s cannot be emptied", key)
			}
		}
		if tried == 0 {
			t.Errorf("%s: no sample of type %s", key, at.Type())
		}
	}
}

func fieldOf(r *Recipe, key string) field.Value {
	fields := r.Fields()
	return fields[slices.IndexFunc(fields, func(f field.Field) bool { return f.Key == key })].Value
}

func TestFlagsAndHelpAreThere(t *testing.T) {
	t.Parallel()
	r := Default()
	flags := map[string]bool{}
	for _, f := range r.Fields() {
		if f.Flag == "" {
			continue
		}
		if flags[f.Flag] || f.Help == "" {
			t.Errorf("--%s is there twice, or without help", f.Flag)
		}
		flags[f.Flag] = true
		if f.Empty != "" && f.Value.String() == "" {
			var other Recipe
			if err := fieldOf(&other, f.Key).Set(f.Empty); err != nil {
				t.Errorf("--%s %s: %v", f.Flag, f.Empty, err)
			}
			if err := other.Output.Validate(); err != nil {
				t.Errorf("--%s %s: %v", f.Flag, f.Empty, err)
			}
		}
	}
}

// What is wrong is said of its own field.
func TestValidateNamesTheField(t *testing.T) {
	t.Parallel()
	for key, change := range map[string]func(*Recipe){
		"mode":          func(r *Recipe) { r.Split.Mode = "sideways" },
		"every":         func(r *Recipe) { r.Split.Every = timeline.Time{} },
		"snap":          func(r *Recipe) { r.Split.Snap = timeline.Seconds(-1) },
		"at[1]":         func(r *Recipe) { r.Split.Mode, r.Split.At = plan.Timestamps, []timeline.Time{{}, timeline.Seconds(-1)} },
		"silence.min":   func(r *Recipe) { r.Split.Mode, r.Split.Silence.Min = plan.Silence, timeline.Time{} },
		"silence.cutAt": func(r *Recipe) { r.Split.Mode, r.Split.Silence.CutAt = plan.Silence, ptr(2.0) },
		"format":        func(r *Recipe) { r.Output.Format = "mp4" },
		"bitrate":       func(r *Recipe) { r.Output.Bitrate = 192 },
		"quality":       func(r *Recipe) { r.Output.Format, r.Output.Quality = cut.WAV, ptr(1.0) },
		"sampleRate":    func(r *Recipe) { r.Output.SampleRate = 44 },
		"channels":      func(r *Recipe) { r.Output.Channels = -1 },
		"fadeOut":       func(r *Recipe) { r.Output.FadeOut = timeline.Seconds(-1) },
		"normalize":     func(r *Recipe) { r.Output.Normalize = ptr(math.NaN()) },
		"name":          func(r *Recipe) { r.Output.Name = "{bad}" },
		"tags":          func(r *Recipe) { r.Output.Tags = map[string]string{"a=b": ""} },
		"id3":           func(r *Recipe) { r.Output.ID3 = "1" },
		"writeCuts":     func(r *Recipe) { r.Output.WriteCuts = "itunes" },
	} {
		r := Default()
		change(&r)
		err := r.Validate()
		if e := fault.Of(err); err == nil || e.Code != fault.InvalidParams || e.Field != key || !strings.HasSuffix(e.Message.String(), ". ("+key+")") {
			t.Errorf("%s: %v", key, err)
		}
	}
}

// The command line and the window read texts alike, in any of the ways people write them.
func TestTextsAreReadGenerously(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ key, text, want string }{
		{"bitrate", "192", "192000"},
		{"bitrate", "192K", "192000"},
		{"bitrate", "192000", "192000"},
		{"bitrate", "128 kbit/s", "128000"},
		{"bitrate", "64,5k", "64500"},
		{"silence.threshold", "\u221240 dB", "-40"},
		{"silence.threshold", "-40,5dBFS", "-40.5"},
		{"normalize", "\u221216 lufs", "-16"},
		{"at", "10:00 20:30.5\n1:02:03", `["600","1230.5","3723"]`},
		{"at", "10:00, 20:30.5; 90", `["600","1230.5","90"]`},
		{"at", "1h 30m, 2H", `["5400","7200"]`},
		{"at", "10m 20m, 90 s 1 h 2 m", `["600","1200","90","3720"]`},
		{"every", "1H30M", `"5400"`},
		{"every", "1,5", `"1.5"`},
		{"maxSize", "1,5 mb", "1500000"},
		{"maxSize", "1,500kB", "1500000"},
		{"silence.cutAt", "Middle", "0.5"},
		{"silence.cutAt", "0,25", "0.25"},
		{"silence.remove", "remove", "true"},
		{"exclude", "0 3,4", "[0,3,4]"},
		{"verify", "True", "true"},
		{"format", "FLAC", `"flac"`},
		{"parts", "0x10", "16"},
	} {
		var r Recipe
		err := fieldOf(&r, c.key).Set(c.text)
		got, _ := json.Marshal(optionsOf(&r)[c.key].Interface())
		if err != nil || string(got) != c.want {
			t.Errorf("%s %q is read as %s, %v, want %s", c.key, c.text, got, err, c.want)
		}
	}
	for _, c := range []struct{ key, text string }{
		{"bitrate", "1,500"},
		{"bitrate", "-3"},
		{"maxSize", "-3"},
		{"parts", "4.5"},
		{"every", "-1"},
		{"at", "1:99"},
		{"silence.threshold", "NaN"},
		{"normalize", "inf"},
		{"verify", "perhaps"},
		{"tags", "artist"},
		{"silence.remove", "drop"},
	} {
		r := Default()
		if err := fieldOf(&r, c.key).Set(c.text); err == nil || !reflect.DeepEqual(r, Default()) {
			t.Errorf("%s %q is read as %s, %v", c.key, c.text, fieldOf(&r, c.key).String(), err)
		}
	}
}

func TestAutoLeavesTheLevel(t *testing.T) {
	t.Parallel()
	r := Default()
	threshold := fieldOf(&r, "silence.threshold")
	if err := threshold.Set("Auto"); err != nil || !r.Split.Silence.Auto || r.Split.Silence.Threshold != -40 {
		t.Errorf("%+v, %v", r.Split.Silence, err)
	}
	if err := threshold.Set("-30"); err != nil || r.Split.Silence.Auto || r.Split.Silence.Threshold != -30 {
		t.Errorf("%+v, %v", r.Split.Silence, err)
	}
}

// A list gets all that is given, and nothing of what it was.
func TestSetAll(t *testing.T) {
	t.Parallel()
	was := map[string]string{"genre": "old"}
	r := Recipe{Split: plan.Spec{Exclude: []int{9}, Parts: 1}, Output: cut.Output{Tags: was}}
	for key, texts := range map[string][]string{"tags": {"a=1", "b=x\ny"}, "exclude": {"0,3", "5"}, "parts": {"2", "3"}} {
		if err := fieldOf(&r, key).SetAll(texts); err != nil {
			t.Error(err)
		}
	}
	if got := fmt.Sprint(r.Output.Tags, r.Split.Exclude, r.Split.Parts, was); got != "map[a:1 b:x\ny] [0 3 5] 3 map[genre:old]" {
		t.Error(got)
	}
}

// FuzzSet reads any text into any field: what was read is written so that it is
// read as the same.
func FuzzSet(f *testing.F) {
	r := Default()
	for _, option := range r.Fields() {
		f.Add(option.Key, option.Value.String())
	}
	f.Fuzz(func(t *testing.T, key, text string) {
		var from, to Recipe
		if _, ok := optionsOf(&from)[key]; !ok || fieldOf(&from, key).Set(text) != nil {
			return
		}
		written := fieldOf(&from, key).String()
		if err := fieldOf(&to, key).Set(written); err != nil || fieldOf(&to, key).String() != written {
			t.Fatalf("%s: %q is written %q, which is read as %q, %v", key, text, written, fieldOf(&to, key).String(), err)
		}
		a, _ := json.Marshal(optionsOf(&from)[key].Interface())
		b, _ := json.Marshal(optionsOf(&to)[key].Interface())
		if string(a) != string(b) {
			t.Fatalf("%s: %q is %s, and as %q %s", key, text, a, written, b)
		}
	})
}
