package window

import (
	"cmp"

	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/plan"
)

// titledName is the template of names where a list of cuts has titles and no other
// template is chosen.
const titledName = "{number:02} {title}"

// recipeForList returns the recipe of a setting, changed to split by a list of cuts.
func (w *window) recipeForList(s setting, mode plan.Mode, list string) engine.Recipe {
	r := s.recipe
	if r.Split.Mode != mode { // options such as snapping would move the cuts of the list
		r.Split = engine.DefaultRecipe().Split
		if s.preset != "" && !w.modified(s) {
			r.Output.Name = "" // the template is meant for the preset's cuts
		}
		r.Output.Name = cmp.Or(r.Output.Name, titledName)
	}
	r.Split.Mode, r.Split.CutsFile, r.Split.CutsKind = mode, list, ""
	return r
}

// offerChapters offers in the banner to split a file by its chapters.
func (w *window) offerChapters(i *item) {
	if len(i.source.Chapters) < 2 || i.own != nil || w.general.recipe.Split.Mode == plan.Chapters {
		return
	}
	w.adding.chaptered = append(w.adding.chaptered, i)
	items := w.adding.chaptered
	split := w.controls.button(tr("Split by chapter"), theme.ContentCutIcon(), tr("One file for each chapter, named by its title"), func() {
		for _, i := range items {
			if w.queue.holds(i) && i.own == nil {
				w.setOwn([]*item{i}, w.recipeForList(w.general, plan.Chapters, ""), "")
			}
		}
		w.banner.CanvasObject.Hide()
		w.selected()
		w.refresh()
	})
	w.askedButtons["byChapter"] = split
	text := tr("{{.Name}} has chapters.", textArgs{"Name": i.name()})
	if len(items) > 1 {
		text = trn("{{.N}} files have chapters.", len(items))
	}
	w.showBanner(theme.InfoIcon(), theme.ColorNamePrimary, text, split)
}
