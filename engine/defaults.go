package engine

import "audiospliter/engine/plan"

// DefaultRecipe splits into pieces of ten minutes in the source's own format, in a
// folder beside it.
func DefaultRecipe() Recipe { return Recipe{Split: plan.Defaults()} }
