package window

import (
	"cmp"

	"fyne.io/fyne/v2/theme"

	"audiospliter/engine"
	"audiospliter/engine/plan"
)

// titledName names files after the titles that a list of cuts has, where no
// other names are asked for.
const titledName = "{number:02} {title}"

// listed is how a file of that setting is split by a list of cuts.
func (w *window) listed(s setting, mode plan.Mode, list string) engine.Recipe {
	r := s.recipe
	if r.Split.Mode != mode { // what mends other cuts would spoil those of a list
		r.Split = engine.DefaultRecipe().Split
		if s.preset != "" && !w.modified(s) {
			r.Output.Name = "" // which suits the preset's cuts
		}
		r.Output.Name = cmp.Or(r.Output.Name, titledName)
	}
	r.Split.Mode, r.Split.CutsFile, r.Split.CutsKind = mode, list, ""
	return r
}

// offerChapters asks whether a file that carries chapters is to be split by
// them, if it is not.
func (w *window) offerChapters(i *item) {
	if len(i.source.Chapters) < 2 || i.own != nil || w.general.recipe.Split.Mode == plan.Chapters {
		return
	}
	w.adding.chaptered = append(w.adding.chaptered, i)
	items := w.adding.chaptered
	split := w.desk.button(tr("Split by chapter"), theme.ContentCutIcon(), tr("One file for each chapter, named by its title"), func() {
		for _, i := range items {
			if w.queue.holds(i) && i.own == nil {
				w.setOwn([]*item{i}, w.listed(w.general, plan.Chapters, ""), "")
			}
		}
		w.banner.CanvasObject.Hide()
		w.selected()
		w.refresh()
	})
	w.asked["byChapter"] = split
	text := tr("{{.Name}} has chapters.", words{"Name": i.name()})
	if len(items) > 1 {
		text = trn("{{.N}} files have chapters.", len(items))
	}
	w.tell(theme.InfoIcon(), theme.ColorNamePrimary, text, split)
}
