package window

import (
	"cmp"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/dustin/go-humanize"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// An Archive has the jobs of all days. Its methods wait for the disk: they are
// called on goroutines of their own.
type Archive interface {
	History(q engine.Query) ([]engine.Entry, error)
	CountPast(q engine.Query) (int, error)
	Details(id string) (engine.Details, error)
	ClearPast(q engine.Query) (int, error)
	Keep() (time.Duration, error)
	SetKeep(keep time.Duration) error
	Unfinished() ([]engine.Job, error)
	Continue(ids ...string) ([]engine.Job, error)
	Abandon(ids ...string) ([]engine.Job, error)
	Retry(ids ...string) ([]engine.Job, error)
	ResumeJobs(ids ...string)
	Job(id string) (engine.Job, bool)
}

var _ Archive = (*engine.Engine)(nil)

// historyStates are what the history can be narrowed to, in the order they are
// offered in; the first is all.
var historyStates = [][]string{
	nil,
	{string(engine.Completed)},
	{string(engine.Failed)},
	{string(engine.Canceled)},
	{string(engine.Queued), string(engine.Analyzing), string(engine.Splitting), string(engine.Verifying)},
}

// A historySheet is the sheet of all jobs that the journal has, the newest first,
// and of what there is to know about the current one.
type historySheet struct {
	*window
	sheet       *sheet
	content     fyne.CanvasObject
	query       engine.Query
	rows        *pagedList[engine.Entry]
	table       *table
	counts      *caption
	placeholder *mutedText
	search      *entry
	states      *chooser
	keep        int // for how many days jobs are kept, 0 for ever; -1 while that is not known
	more        *button
	detail      *historyDetail
}

// showHistory opens the sheet.
func (w *window) showHistory() {
	if w.options.Archive == nil {
		w.setStatus(tr("Jobs are not kept: the journal cannot be used."))
		return
	}
	h := &historySheet{window: w, keep: -1, counts: newCaption(""), placeholder: newMutedText(theme.SizeNameText, fyne.TextAlignCenter)}
	h.rows = newPagedList(w.run, h.reader(), h.changed)
	h.table = newTable(w.controls, []column{
		{"", 16, false},
		{tr("Name"), 0, false},
		{tr("Settings"), 118, false},
		{tr("When"), 108, false},
		{tr("Duration"), 78, true},
		{tr("Parts"), 44, true},
		{tr("Status"), 190, false},
	}, []int{5, 4, 2}, tableCallbacks{
		length: func() int { return h.rows.total }, row: h.row, chosen: func(int) { h.showDetail() },
		open: func(n int) {
			if e, ok := h.rows.at(n); ok {
				w.openEntry(e)
			}
		},
		menu: h.menu,
	})
	h.search = w.controls.entry(false, func(text string) {
		h.query.Name = strings.TrimSpace(text)
		h.narrow()
	})
	h.search.SetPlaceHolder(tr("Search by file name"))
	h.search.Icon = theme.SearchIcon()
	h.states = w.controls.chooser([]string{tr("All"), tr("Done"), tr("Failed"), tr("Canceled"), tr("Not over")}, func(n int) {
		h.query.States = historyStates[max(n, 0)]
		h.narrow()
	})
	h.states.Selected = tr("All")
	h.more = w.controls.button("", theme.MoreVerticalIcon(), tr("Export or clear the history"), func() {
		widget.ShowPopUpMenuAtPosition(h.exportMenu(), w.win.Canvas(),
			fyne.CurrentApp().Driver().AbsolutePositionForObject(h.more).AddXY(0, h.more.Size().Height))
	})
	h.detail = newHistoryDetail(w, h.rerun)
	h.placeholder.set(tr("Reading …"))
	top := container.NewBorder(nil, nil, nil, container.NewHBox(container.New(fixedWidth(130), h.states), h.more), h.search)
	list := container.NewStack(h.table.titled(), container.NewVBox(layout.NewSpacer(), h.placeholder, layout.NewSpacer()))
	parts := container.NewVSplit(container.NewBorder(nil, h.counts, nil, nil, list), h.detail.CanvasObject)
	parts.SetOffset(0.5)
	w.sheetControls = map[string]fyne.CanvasObject{
		"history.table": h.table, "history.search": h.search, "history.state": h.states, "history.more": h.more,
		"history.again": h.detail.again, "history.folder": h.detail.folder,
	}
	for n, b := range h.detail.tabs {
		w.sheetControls["history.tab"+strconv.Itoa(n)] = b
	}
	h.content = topBorder(top, parts)
	w.open(tr("History"), h.content, w.largeSize(),
		w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() }))
	h.sheet, w.history = w.sheet, h
	h.rows.restart()
	h.readKeep()
	w.focus(h.search)
}

// historyChanged shows that a job has ended, if the history is open.
func (w *window) historyChanged() {
	if h := w.history; h != nil && h.sheet == w.sheet && w.sheet != nil {
		h.rows.reload()
		h.detail.stale = true
	}
}

// reader returns what asks the journal for what the search and the filter leave
// now. It is called on goroutines of its own.
func (h *historySheet) reader() func(limit, offset int) ([]engine.Entry, int, error) {
	q, archive := h.query, h.options.Archive
	return func(limit, offset int) ([]engine.Entry, int, error) {
		q := q
		total, err := archive.CountPast(q)
		if err != nil {
			return nil, 0, err
		}
		q.Limit, q.Offset = limit, offset
		rows, err := archive.History(q)
		return rows, total, err
	}
}

// narrow shows what the search and the filter leave.
func (h *historySheet) narrow() {
	h.table.current, h.rows.last = -1, 0
	h.rows.read = h.reader()
	h.rows.restart()
	h.table.ScrollToTop()
}

// changed shows what was read.
func (h *historySheet) changed() {
	switch {
	case h.rows.err != nil:
		h.placeholder.set(sentence(h.rows.err))
	case h.rows.total > 0:
		h.placeholder.set("")
	case h.query.Name != "" || h.query.States != nil:
		h.placeholder.set(tr("No job matches the filter."))
	default:
		h.placeholder.set(tr("Nothing was split yet. Every job will be listed here."))
	}
	setVisible(h.placeholder, h.placeholder.segment.Text != "")
	h.counts.set(trn("{{.N}} jobs", h.rows.total), theme.ColorNamePlaceHolder)
	if h.table.current < 0 && h.rows.total > 0 {
		h.table.current = 0
	}
	h.table.Refresh()
	h.showDetail()
}

// showDetail shows the current job's details.
func (h *historySheet) showDetail() {
	e, ok := h.rows.at(max(h.table.current, 0))
	if !ok || h.rows.total == 0 {
		h.detail.clear()
		return
	}
	h.detail.show(e)
}

// row is what the list says of a job.
func (h *historySheet) row(n int) tableRow {
	e, ok := h.rows.at(n)
	if !ok {
		return tableRow{texts: []string{"…"}}
	}
	icon, color := stateIcon(e.State)
	parts := ""
	if e.Segments > 0 {
		parts = humanize.Comma(int64(e.Segments))
	}
	when := e.Ended
	if when.IsZero() {
		when = e.Added
	}
	return tableRow{icon: icon, color: color, texts: []string{
		filepath.Base(e.Path), entrySettings(e), timeText(when), tookText(e.Job), parts, stateText(e),
	}}
}

// timeText writes a moment of any day.
func timeText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Local().Format("2006-01-02 15:04")
}

// tookText says how long a job that is over took.
func tookText(j engine.Job) string {
	if j.Started.IsZero() || j.Ended.IsZero() {
		return ""
	}
	took := j.Ended.Sub(j.Started)
	if took < 10*time.Second {
		return tr("{{.Seconds}} s", textArgs{"Seconds": strconv.FormatFloat(took.Seconds(), 'f', 1, 64)})
	}
	return durationText(took)
}

// entrySettings names how a job's source is split.
func entrySettings(e engine.Entry) string {
	name, _ := modeText(e.Recipe.Split.Mode)
	return cmp.Or(presetText(e.Preset), name)
}

// stateText says how a job stands or ended.
func stateText(e engine.Entry) string {
	if e.Held && !e.State.Final() {
		return tr("Paused")
	}
	switch e.State {
	case engine.Completed:
		return trn("Done: {{.N}} segments", e.Written)
	case engine.Failed:
		if e.Err != nil {
			return failureText(e.Err)
		}
		return tr("Failed")
	case engine.Canceled:
		return tr("Canceled")
	case engine.Queued:
		return tr("Queued")
	}
	return tr("Splitting …")
}

// stateIcon returns the picture and the colour of a job's state.
func stateIcon(s engine.State) (fyne.Resource, fyne.ThemeColorName) {
	switch s {
	case engine.Completed:
		return statusIcon(done)
	case engine.Failed:
		return statusIcon(failed)
	case engine.Canceled:
		return statusIcon(canceled)
	case engine.Queued:
		return statusIcon(queued)
	}
	return statusIcon(working)
}

// menu is what can be done with a job.
func (h *historySheet) menu(n int, at fyne.Position) {
	h.table.choose(n)
	e, ok := h.rows.at(n)
	if !ok {
		return
	}
	folder := fyne.NewMenuItem(tr("Open folder"), func() { h.openEntry(e) })
	again := fyne.NewMenuItem(tr("Run again"), func() { h.rerun(e) })
	again.Disabled = !e.State.Final()
	path := fyne.NewMenuItem(tr("Copy the path"), func() { h.app.Clipboard().SetContent(e.Path) })
	widget.ShowPopUpMenuAtPosition(fyne.NewMenu("", folder, again, path), h.win.Canvas(), at)
}

// openEntry opens the folder of a job's segments, or the one its source is in.
func (w *window) openEntry(e engine.Entry) {
	w.openPath(cmp.Or(e.Result.Folder, filepath.Dir(e.Path)))
}

// rerun splits a job's source once more, as it was split then.
func (h *historySheet) rerun(e engine.Entry) {
	h.closeSheet()
	h.window.rerun(e)
}

// async does something away from the UI goroutine, and says what fails. Then,
// which may be nil, is called if all went well.
func (w *window) async(do func() error, then func()) {
	go func() {
		err := do()
		w.run(func() {
			switch {
			case err != nil:
				w.setStatusColored(failureText(fault.Of(err)), theme.ColorNameError)
			case then != nil:
				then()
			}
		})
	}()
}
