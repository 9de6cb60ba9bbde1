package window

import (
	"cmp"
	"encoding/json"
	"os"
	"time"

	"fyne.io/fyne/v2"

	"audiospliter/engine"
	"audiospliter/engine/cut"
)

// A state is what the window remembers from one day to the next: how it looked,
// and what a person chose in the settings.
type state struct {
	Width, Height float32
	List          float64 // share of what is left of the settings that the queue has
	Settings      float64 // share of the width that is left of the settings
	Wave          float64 // share of the height of a file's view that its waveform has
	Look          string  // see look.choice
	Recipe        engine.Recipe
	Preset        string // that the recipe came from
	Folder        string // where files were last looked for
	Welcomed      bool   // the welcome was seen

	Language string // see languages; "" for the system's
	Workers  int    // files at once; 0 is a file a core
	FFmpeg   string // where ffmpeg is; "" to find it
	Quiet    bool   // no desktop notification when everything is split
	Defaults defaults

	Notify  []string        // the endpoints told of the files that the recipe is for, by name
	Watched []watchedFolder // folders
	Seen    time.Time       // when the person last looked at deliveries
}

// defaults are what recipes get that do not say otherwise.
type defaults struct {
	Folder     string
	Name       string
	OnConflict cut.Conflict
}

// fill gives a recipe the defaults that it does not speak of.
func (s state) fill(r engine.Recipe) engine.Recipe {
	o, d := &r.Output, s.Defaults
	o.Folder, o.Name, o.OnConflict = cmp.Or(o.Folder, d.Folder), cmp.Or(o.Name, d.Name), cmp.Or(o.OnConflict, d.OnConflict)
	return r
}

const (
	firstWidth, firstHeight = 1280, 800
	minWidth, minHeight     = 640, 420
	maxWorkers              = 64
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
	if s.Width < minWidth || s.Height < minHeight {
		s.Width, s.Height = firstWidth, firstHeight
	}
	s.List = share(s.List, 0.47)
	s.Settings = share(s.Settings, 0.74)
	s.Wave = share(s.Wave, 0.45)
	s.Workers = min(max(s.Workers, 0), maxWorkers)
	if s.Recipe.Split.Validate() != nil {
		s.Recipe.Split = engine.DefaultRecipe().Split
	}
	if s.Recipe.Output.Validate() != nil {
		s.Recipe.Output = engine.DefaultRecipe().Output
	}
	if (cut.Output{OnConflict: s.Defaults.OnConflict}).Validate() != nil {
		s.Defaults.OnConflict = ""
	}
	if (cut.Output{Name: s.Defaults.Name}).Validate() != nil {
		s.Defaults.Name = ""
	}
	return s
}

// share is a share as it was remembered, if it leaves room at both sides.
func share(remembered, otherwise float64) float64 {
	if remembered < 0.1 || remembered > 0.9 {
		return otherwise
	}
	return remembered
}

// bytes is the state as the file at path holds it.
func (s state) bytes() []byte {
	data, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		fyne.LogError("remembering the window", err)
	}
	return data
}
