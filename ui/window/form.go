package window

import (
	"slices"
	"strings"
	"sync"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	options "audiospliter/engine/field"
	"audiospliter/engine/plan"
)

// A field names an input of the settings: the key of an option of the recipe.
type field string

// The fields that the window treats specially.
const (
	fieldAuto      field = "silence.auto"
	fieldThreshold field = "silence.threshold"
	fieldRemove    field = "silence.remove"
	fieldPad       field = "silence.pad"
	fieldFolder    field = "folder"
	fieldFormat    field = "format"
	fieldBitrate   field = "bitrate"
	fieldName      field = "name"
)

// modes are the modes that the window offers, in order.
var modes = []plan.Mode{
	plan.Duration, plan.Parts, plan.Size, plan.Silence, plan.Timestamps,
	plan.Chapters, plan.Cue, plan.Labels, plan.Channels,
}

// A form is the settings as they are typed: a text for each input.
type form struct {
	mode plan.Mode
	text map[field]string // as options print their values; of checkboxes "yes" or ""
	base engine.Recipe    // has the values without inputs
}

const yes = options.Yes

// formOf returns the form that shows a recipe.
func formOf(r engine.Recipe) form {
	f := form{mode: r.Split.Mode, base: r, text: map[field]string{}}
	for _, option := range r.Fields() {
		if option.Form != options.Nowhere {
			f.text[field(option.Key)] = option.Value.String()
		}
	}
	return f
}

// inputs lists the fields that the form has inputs for, in all modes.
var inputs = sync.OnceValue(func() []options.Field {
	r := engine.DefaultRecipe()
	return slices.DeleteFunc(r.Fields(), func(o options.Field) bool { return o.Form == options.Nowhere })
})

// in returns the fields that the mode has in a place of the form.
func (f form) in(place options.Place) []field {
	var fields []field
	for _, option := range inputs() {
		if option.Form == place && option.OfferedIn(string(f.mode)) {
			fields = append(fields, field(option.Key))
		}
	}
	return fields
}

// recipe reads the form. The map has a sentence for each field that is wrong. Inputs
// that the mode does not show are not read: their values stay.
func (f form) recipe() (engine.Recipe, map[field]string) {
	r := f.base
	wrong := map[field]string{}
	r.Split.Mode = f.mode
	for _, option := range r.Fields() {
		name := field(option.Key)
		if !option.OfferedIn(string(f.mode)) || f.hides(name) {
			continue
		}
		if err := option.Value.Set(strings.TrimSpace(f.text[name])); err != nil {
			wrong[name] = sentence(err)
		}
	}
	if f.hides(fieldBitrate) {
		r.Output.Bitrate = 0
	}
	if len(wrong) > 0 {
		return r, wrong
	}
	for _, err := range []error{r.Split.Validate(), r.Output.Validate()} {
		if err != nil {
			wrong[f.fieldOf(err)] = sentence(err)
		}
	}
	return r, wrong
}

// fieldOf returns the field that an error is about, or the first of the mode if that
// field is not shown.
func (f form) fieldOf(err error) field {
	key, _, _ := strings.Cut(fault.Of(err).Field, "[") // of a list, one element
	own := f.in(options.Own)
	shown := slices.Concat(own, f.in(options.Fine), f.in(options.Output))
	switch {
	case slices.Contains(shown, field(key)):
		return field(key)
	case len(own) > 0:
		return own[0]
	}
	return fieldFormat
}

// hides reports whether the value of another input makes a field useless.
func (f form) hides(name field) bool {
	switch name {
	case fieldThreshold:
		return f.text[fieldAuto] == yes
	case fieldPad:
		return f.text[fieldRemove] != yes
	case fieldBitrate:
		return !f.asksBitrate()
	}
	return false
}

// asksBitrate reports whether the format is one that a bitrate is chosen for.
func (f form) asksBitrate() bool {
	switch cut.Format(f.text[fieldFormat]) {
	case cut.MP3, cut.Ogg, cut.Opus, cut.M4A, cut.AAC:
		return true
	}
	return false
}
