// Package field describes the options of a recipe: how each is named, read,
// written and checked. The command line, the window and the presets all work
// from these descriptions, so that an option is the same in each of them.
//
// The packages that hold the options list them: plan.Spec.Fields and
// cut.Output.Fields, which recipe.Recipe.Fields joins.
package field

import (
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/message"
)

// A Field is one option, bound to the recipe that it was listed for.
type Field struct {
	Key   string // of its JSON, such as "silence.min"
	Flag  string // of the command line; "" for none
	Short string // the flag's letter; "" for none
	Help  string // the flag's; what stands for the value is in backquotes
	Empty string // what an empty value stands for; may be ""
	Value Value

	Form  Place    // in the window's form
	Modes []string // that the form offers it in; nil is all
	Means string   // the mode that is meant where the flag is given and no mode is; may be ""

	Wrong error // what was wrong with the value when the field was listed; nil for nothing
}

// A Place is where the form of the window has an input.
type Place int

// The places.
const (
	Nowhere Place = iota
	Own           // with the mode
	Fine          // among the finer settings
	Output        // with what becomes of the segments
)

// OfferedIn reports whether the form has an input for f in a mode.
func (f Field) OfferedIn(mode string) bool {
	return f.Form != Nowhere && (f.Modes == nil || slices.Contains(f.Modes, mode))
}

// Check returns what is wrong with the first field that is, as Error does, or
// nil.
func Check(fields []Field) error {
	for _, f := range fields {
		if f.Wrong != nil {
			return at(f.Key, fault.Of(f.Wrong))
		}
	}
	return nil
}

// Unless returns nil if ok, and otherwise an INVALID_PARAMS error of a field that
// is not named yet.
func Unless(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fault.New(fault.InvalidParams, format, args...)
}

// Error returns an INVALID_PARAMS error of the field with that key. Its message
// ends in the key in brackets.
func Error(key, format string, args ...any) error {
	return at(key, fault.New(fault.InvalidParams, format, args...))
}

func at(key string, e *fault.Error) *fault.Error {
	if e.Field != "" {
		return e
	}
	e.Message = message.Join(e.Message, message.New("(%s)", key))
	return e.In(key)
}
