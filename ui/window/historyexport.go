package window

import (
	"io"
	"path/filepath"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"audiospliter/engine"
	"audiospliter/engine/atomicfile"
)

// exportMenu is what can be done with the history as a whole, or with what the
// search and the filter leave of it.
func (h *historySheet) exportMenu() *fyne.Menu {
	csv := fyne.NewMenuItem(tr("Export as CSV …"), func() { h.export("csv") })
	json := fyne.NewMenuItem(tr("Export as JSON …"), func() { h.export("json") })
	csv.Disabled, json.Disabled = h.options.Export == nil, h.options.Export == nil
	keep := fyne.NewMenuItem(tr("Keep jobs for"), nil)
	keep.ChildMenu = h.keepMenu()
	clear := fyne.NewMenuItem(tr("Clear these …"), h.clear)
	clear.Disabled = h.rows.total == 0
	return fyne.NewMenu("", csv, json, fyne.NewMenuItemSeparator(), keep, clear)
}

// export asks where the jobs go, and writes them.
func (h *historySheet) export(format string) {
	h.pick().save(tr("Export the history"), "history."+format, func(path string) { h.exportFile(format, path) })
}

func (h *historySheet) exportFile(format, path string) {
	q, write := h.query, h.options.Export
	h.async(func() error {
		return atomicfile.Write(path, 0o644, func(out io.Writer) error { return write(out, format, q) })
	}, func() { h.setStatus(tr("Exported to {{.Path}}.", textArgs{"Path": homeText(filepath.Clean(path))})) })
}

// clear forgets the jobs of the list that are over, after asking.
func (h *historySheet) clear() {
	q, archive, total := h.query, h.options.Archive, h.rows.total
	if q.States == nil { // those that are not over are asked about at the next start
		q.States = []string{string(engine.Completed), string(engine.Failed), string(engine.Canceled)}
	}
	h.ask(tr("Clear the history?"), trn("{{.N}} jobs will be forgotten.", total)+" "+tr("The files that were written stay."),
		tr("Keep it"), tr("Clear"), func() {
			h.async(func() error {
				_, err := archive.ClearPast(q)
				return err
			}, h.showHistory)
		})
}

// keepDays are how long jobs can be kept, 0 for ever.
var keepDays = []int{7, 30, 90, 365, 0}

// keepMenu lets a person choose how long jobs are kept.
func (h *historySheet) keepMenu() *fyne.Menu {
	days := keepDays
	if h.keep >= 0 && !slices.Contains(days, h.keep) {
		days = append(slices.Clone(days), h.keep)
	}
	menu, archive := fyne.NewMenu(""), h.options.Archive
	for _, d := range days {
		text := trn("{{.N}} days", d)
		if d == 0 {
			text = tr("ever")
		}
		m := fyne.NewMenuItem(text, func() {
			h.async(func() error { return archive.SetKeep(time.Duration(d) * day) }, func() {
				h.keep = d
				h.setStatus(tr("What is older goes when the program is next started."))
			})
		})
		m.Checked = d == h.keep
		menu.Items = append(menu.Items, m)
	}
	return menu
}

const day = 24 * time.Hour

// readKeep finds out how long jobs are kept.
func (h *historySheet) readKeep() {
	archive := h.options.Archive
	var keep time.Duration
	h.async(func() (err error) {
		keep, err = archive.Keep()
		return err
	}, func() { h.keep = int(keep / day) })
}
