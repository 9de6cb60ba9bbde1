package window

import (
	"audiospliter/presets"
)

// A presetList is the presets that the window offers, as they were last read.
// It belongs to the UI goroutine; its store waits for the disk.
type presetList struct {
	store    *presets.Store // nil for the built-in ones alone
	all      []presets.Preset
	standard string // the name of the one that new files get, "" for none
}

func newPresetList(store *presets.Store) *presetList {
	return &presetList{store: store, all: presets.BuiltIn()}
}

func (l *presetList) get(name string) (presets.Preset, bool) {
	for _, p := range l.all {
		if p.Name == name {
			return p, true
		}
	}
	return presets.Preset{}, false
}

// names are what the presets are called in the person's language.
func (l *presetList) names() []string {
	names := make([]string, len(l.all))
	for n, p := range l.all {
		names[n] = p.Name
		if p.BuiltIn {
			names[n] = tr(p.Name)
		}
	}
	return names
}
