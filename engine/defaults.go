package engine

import "audiospliter/engine/plan"

// DefaultRecipe is what a job does where nobody said otherwise: pieces of ten
// minutes in the source's own format, in a folder beside it.
func DefaultRecipe() Recipe { return Recipe{Split: plan.Defaults()} }
