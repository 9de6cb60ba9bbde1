// Package recipe says how a source is split and how its segments are written,
// and has the table of all that can be chosen about it.
//
// A new option is a field in plan.Spec or cut.Output, its line in the list of
// fields beside that struct, and the code that acts on it. The command line's
// flag with its help, the checks of presets and the keys of errors follow from
// that line; the window's form needs a label.
package recipe

import (
	"slices"

	"audiospliter/engine/cut"
	"audiospliter/engine/field"
	"audiospliter/engine/plan"
)

// A Recipe is what a preset stores: its JSON names are a contract.
type Recipe struct {
	Split  plan.Spec  `json:"split"`
	Output cut.Output `json:"output"`
}

// Default is what a job does where nobody said otherwise: pieces of ten minutes
// in the source's own format, in a folder beside it.
func Default() Recipe { return Recipe{Split: plan.Defaults()} }

// Fields lists all options, in the order they are offered in.
func (r *Recipe) Fields() []field.Field { return slices.Concat(r.Split.Fields(), r.Output.Fields()) }

// Validate returns nil, or an INVALID_PARAMS error that names the first field
// that is wrong for any source.
func (r Recipe) Validate() error { return field.Check(r.Fields()) }
