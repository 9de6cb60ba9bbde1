package window

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"

	"fyne.io/fyne/v2"

	"audiospliter/engine"
	"audiospliter/engine/atomicfile"
)

// A state is what the window remembers from one day to the next.
type state struct {
	Width, Height float32
	Settings      float64 // share of the width that is left of the settings
	Queue         float64 // share of the height that the queue has
	Look          string  // see look.choice
	Recipe        engine.Recipe
	Folder        string // where files were last looked for
}

const (
	firstWidth, firstHeight = 1180, 760
	leastWidth, leastHeight = 640, 420
)

// loadState reads the file at path. Whatever is missing or makes no sense is as
// on the first day.
func loadState(path string) state {
	s := state{Recipe: engine.DefaultRecipe()}
	if data, err := os.ReadFile(path); err == nil {
		if err := json.Unmarshal(data, &s); err != nil {
			s = state{Recipe: engine.DefaultRecipe()}
		}
	}
	if s.Width < leastWidth || s.Height < leastHeight {
		s.Width, s.Height = firstWidth, firstHeight
	}
	if s.Settings <= 0.2 || s.Settings >= 0.9 {
		s.Settings = 0.7
	}
	if s.Queue <= 0.1 || s.Queue >= 0.9 {
		s.Queue = 0.55
	}
	if s.Recipe.Split.Validate() != nil || modeFields[s.Recipe.Split.Mode] == nil {
		s.Recipe.Split = engine.DefaultRecipe().Split
	}
	if s.Recipe.Output.Validate() != nil {
		s.Recipe.Output = engine.DefaultRecipe().Output
	}
	return s
}

// save writes the state; without a path it is forgotten. A failure costs only
// the memory, so it is logged.
func (s state) save(path string) {
	if path == "" {
		return
	}
	err := os.MkdirAll(filepath.Dir(path), 0o700)
	if err == nil {
		err = atomicfile.Write(path, 0o600, func(w io.Writer) error {
			out := json.NewEncoder(w)
			out.SetIndent("", "  ")
			return out.Encode(s)
		})
	}
	if err != nil {
		fyne.LogError("remembering the window", err)
	}
}
