package engine

import "audiospliter/engine/recipe"

// DefaultRecipe is recipe.Default.
func DefaultRecipe() Recipe { return recipe.Default() }
