package window

import (
	"path/filepath"

	"fyne.io/fyne/v2/theme"

	"audiospliter/engine/plan"
)

// An appliedList is a file that got a list of cuts, with its settings before and after.
type appliedList struct {
	item   *item
	before *setting
	own    *setting
}

// applyLists gives files the lists of cuts that were dropped for them. A banner says
// so, and offers to undo it.
func (w *window) applyLists(findings []finding) {
	var all []appliedList
	var list, name string
	for _, f := range findings {
		if f.cuts == nil {
			continue
		}
		i := w.queue.current
		if f.item != nil {
			i = w.queue.byKey[f.item.key]
		}
		if i == nil {
			w.setStatusColored(tr("{{.List}} names no file that is here. Select the file it is for, then drop it again.",
				textArgs{"List": filepath.Base(f.cuts.path)}), theme.ColorNameWarning)
			continue
		}
		a := appliedList{item: i, before: i.own}
		w.setOwn([]*item{i}, w.recipeForList(w.settingOf(i), f.cuts.mode, f.cuts.path), "")
		a.own = i.own
		all = append(all, a)
		list, name = filepath.Base(f.cuts.path), i.name()
		w.queue.selectOnly(i)
	}
	if len(all) == 0 {
		return
	}
	text := trn("{{.N}} lists of cuts applied.", len(all))
	if len(all) == 1 {
		values := textArgs{"List": list, "File": name}
		switch all[0].own.recipe.Split.Mode {
		case plan.Cue:
			text = tr("Cue sheet {{.List}} applied to {{.File}}.", values)
		case plan.Chapters:
			text = tr("Chapters {{.List}} applied to {{.File}}.", values)
		default:
			text = tr("Labels {{.List}} applied to {{.File}}.", values)
		}
	}
	undo := w.controls.button(tr("Undo"), theme.ContentUndoIcon(), tr("Split as before"), func() {
		for _, a := range all {
			if a.item.own == a.own {
				a.item.own = a.before
			}
		}
		w.banner.CanvasObject.Hide()
		w.selected()
		w.refresh()
	})
	w.askedButtons["undoDrop"] = undo
	w.showBanner(theme.ConfirmIcon(), theme.ColorNameSuccess, text, undo)
	w.selected()
	w.refresh()
}
