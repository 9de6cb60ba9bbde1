package window

import (
	"encoding/json"
	"sync"

	"audiospliter/engine"
	"audiospliter/presets"
)

// A setting is how files are split: those for all files, or a file's own.
type setting struct {
	recipe engine.Recipe
	preset string   // that it came from, "" for none
	notify []string // the endpoints that are told, by name
	number int      // no two that differ have the same
}

// settingOf returns how an item is split.
func (w *window) settingOf(i *item) setting {
	if i != nil && i.own != nil {
		return *i.own
	}
	return w.general
}

// newSetting numbers a setting.
func (w *window) newSetting(r engine.Recipe, preset string, notify []string) setting {
	w.lastSetting++
	if len(w.modifiedPresets) > 1000 { // most are of settings that nothing has any more
		clear(w.modifiedPresets)
	}
	return setting{recipe: r, preset: preset, notify: notify, number: w.lastSetting}
}

// setGeneral changes how all files are split that have no settings of their own.
func (w *window) setGeneral(r engine.Recipe, preset string) {
	w.general = w.newSetting(r, preset, w.general.notify)
	w.counter.drop()
}

// setOwn gives files settings of their own.
func (w *window) setOwn(items []*item, r engine.Recipe, preset string) {
	if len(items) == 0 {
		return
	}
	s := w.newSetting(r, preset, w.settingOf(items[0]).notify)
	for _, i := range items {
		i.own = &s
	}
}

// targets are the files that the form's settings are for: the selected ones if
// the form shows settings of their own, and otherwise none, which is all.
func (w *window) targets() []*item {
	if w.queue.current == nil || w.queue.current.own == nil {
		return nil
	}
	items := w.queue.chosen()
	if len(items) == 0 {
		items = []*item{w.queue.current}
	}
	return items
}

// put changes the settings that the form shows.
func (w *window) put(r engine.Recipe, preset string) {
	if items := w.targets(); items != nil {
		w.setOwn(items, r, preset)
	} else {
		w.setGeneral(r, preset)
	}
}

// showSetting fills the form with the settings of the current file, unless it
// shows them already, and says whom they are for.
func (w *window) showSetting() {
	s := w.settingOf(w.queue.current)
	if s.number != w.shownSetting {
		w.shownSetting = s.number
		w.form = formOf(s.recipe)
		_, w.wrong = w.form.recipe()
		w.settings.show(w.form)
		w.settings.showWrong(w.wrong)
	}
	w.settings.showScope(len(w.queue.chosen()), w.queue.current != nil && w.queue.current.own != nil)
	w.showPreset(s)
	w.showEndpointChoice()
}

// usePresetHere makes a preset what the form shows.
func (w *window) usePresetHere(p presets.Preset) {
	w.put(w.state.fill(p.Recipe), p.Name)
	w.putNotify(p.Notify)
}

// scope makes the settings on show those of the selected files alone, or takes
// the selected files' own settings away.
func (w *window) scope(own bool) {
	items := w.queue.chosen()
	if own {
		s := w.settingOf(w.queue.current)
		w.setOwn(items, s.recipe, s.preset)
	} else {
		for _, i := range items {
			i.own = nil
		}
	}
	w.selected()
	w.refresh()
}

// copySetting gives the current file's settings to all that are selected.
func (w *window) copySetting() {
	s := w.settingOf(w.queue.current)
	w.setOwn(w.queue.chosen(), s.recipe, s.preset)
	w.setStatus(trn("{{.N}} files have these settings now.", len(w.queue.chosen())))
	w.selected()
	w.refresh()
}

// recipeText names how an item is split: a preset, or else the mode.
func (w *window) recipeText(i *item) string {
	s := w.settingOf(i)
	text := presetText(s.preset)
	if text == "" {
		text, _ = modeText(s.recipe.Split.Mode)
	} else if w.modified(s) {
		text += " *"
	}
	return text
}

// modified reports whether a setting is no longer what its preset says.
func (w *window) modified(s setting) bool {
	if s.preset == "" {
		return false
	}
	changed, known := w.modifiedPresets[s.number]
	if !known {
		p, ok := w.presets.get(s.preset)
		changed = !ok || !sameRecipe(w.state.fill(p.Recipe), s.recipe) || !sameNames(p.Notify, s.notify)
		w.modifiedPresets[s.number] = changed
	}
	return changed
}

func sameRecipe(a, b engine.Recipe) bool {
	x, errA := json.Marshal(formOf(a).canonical())
	y, errB := json.Marshal(formOf(b).canonical())
	return errA == nil && errB == nil && string(x) == string(y)
}

// canonical is the recipe that the form's texts say: two ways to write the same
// are the same.
func (f form) canonical() engine.Recipe {
	r, wrong := f.recipe()
	if len(wrong) > 0 {
		return f.base
	}
	return r
}

var builtIn = sync.OnceValue(func() map[string]bool {
	names := map[string]bool{}
	for _, p := range presets.BuiltIn() {
		names[p.Name] = true
	}
	return names
})

// presetText names a preset, in the person's language if it is built in.
func presetText(name string) string {
	if builtIn()[name] {
		return tr(name)
	}
	return name
}
