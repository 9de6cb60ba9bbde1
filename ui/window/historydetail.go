package window

import (
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/notifier"
)

// A historyDetail is what there is to know of a job of the past, a page each:
// its segments or why it failed, the commands that were run, and who was told.
type historyDetail struct {
	fyne.CanvasObject
	window *window

	entry      engine.Entry
	stale      bool // the job may have gone on since it was read
	files      []cut.Result
	deliveries []notifier.Delivery

	title, about  *caption
	folder, again *button
	tabs          []*button
	tab           int
	pages         []fyne.CanvasObject // of the tabs
	message       *messageView
	remarks       *widget.Label // on how the segments were written
	segments      *table
	commands      *commandsView
	notified      *table
	placeholder   *mutedText
}

// The tabs of the details.
const (
	tabOutcome = iota
	tabCommands
	tabNotified
)

func newHistoryDetail(w *window, again func(engine.Entry)) *historyDetail {
	v := &historyDetail{window: w, title: newCaption(""), about: newCaption(""), placeholder: newMutedText(theme.SizeNameText, fyne.TextAlignCenter)}
	v.title.bold = true
	v.folder = w.controls.button(tr("Open folder"), theme.FolderOpenIcon(), tr("Show the segments in the file manager"), func() { w.openEntry(v.entry) })
	v.again = w.controls.button(tr("Run again"), theme.ViewRefreshIcon(), tr("Split the file once more, as it was split then"), func() { again(v.entry) })
	for n, name := range []string{tr("Result"), tr("Commands"), tr("Notified")} {
		v.tabs = append(v.tabs, w.controls.button(name, nil, "", func() { v.choose(n) }))
	}
	v.message = newMessageView(w.controls, w.app.Clipboard().SetContent)
	v.segments = newTable(w.controls, []column{
		{"", 16, false}, {tr("File"), 0, false}, {tr("Title"), 200, false}, {tr("Duration"), 70, true}, {tr("Size"), 70, true},
	}, []int{2}, tableCallbacks{length: func() int { return len(v.files) }, row: v.segment})
	v.remarks = widget.NewLabel("")
	v.remarks.Importance, v.remarks.SizeName = widget.WarningImportance, theme.SizeNameCaptionText
	v.remarks.Wrapping = fyne.TextWrapWord
	v.commands = newCommandsView(w.controls, w.app.Clipboard().SetContent)
	v.notified = newTable(w.controls, deliveryColumns(), deliveryNarrow, tableCallbacks{
		length: func() int { return len(v.deliveries) },
		row:    func(n int) tableRow { return deliveryRow(v.deliveries[n]) },
	})
	v.pages = []fyne.CanvasObject{
		container.NewStack(v.message.CanvasObject, container.NewBorder(v.remarks, nil, nil, nil, v.segments.titled())), v.commands.CanvasObject, v.notified.titled(),
	}
	head := container.NewBorder(nil, nil, nil, container.NewCenter(container.NewHBox(v.folder, v.again)), container.New(tightColumn{}, v.title, v.about))
	tabs := container.NewHBox()
	for _, b := range v.tabs {
		tabs.Add(b)
	}
	body := container.NewStack(append([]fyne.CanvasObject{container.NewVBox(layout.NewSpacer(), v.placeholder, layout.NewSpacer())}, v.pages...)...)
	v.CanvasObject = topBorder(container.NewPadded(container.NewVBox(head, tabs)), body)
	v.clear()
	return v
}

// clear shows that no job is chosen.
func (v *historyDetail) clear() {
	v.entry = engine.Entry{}
	v.fill(engine.Details{}, nil, nil)
}

// show tells of a job. What is not in the list is read in the background.
func (v *historyDetail) show(e engine.Entry) {
	if e.ID == v.entry.ID && e.State == v.entry.State && !v.stale {
		return
	}
	same := e.ID == v.entry.ID
	v.entry, v.stale = e, false
	if !same {
		v.fill(engine.Details{Entry: e}, nil, nil)
	}
	w := v.window
	go func() {
		d, err := w.options.Archive.Details(e.ID)
		var told []notifier.Delivery
		if n := w.options.Notifier; n != nil && err == nil {
			for _, subject := range []string{e.ID, e.Batch} {
				more, failed := n.Deliveries(notifier.Filter{Subject: subject})
				told = append(told, more...)
				err = failed
			}
		}
		w.run(func() {
			if v.entry.ID == e.ID {
				v.fill(d, told, err)
			}
		})
	}()
}

// fill shows what is known of the job.
func (v *historyDetail) fill(d engine.Details, told []notifier.Delivery, err error) {
	v.files, v.deliveries = slices.Clone(d.Files), told
	slices.SortStableFunc(v.files, func(a, b cut.Result) int { return a.Segment.Index - b.Segment.Index })
	e := v.entry
	v.title.set(filepath.Base(e.Path), theme.ColorNameForeground)
	v.about.set(historyAbout(e, d), theme.ColorNamePlaceHolder)
	if e.ID == "" {
		v.title.set("", theme.ColorNameForeground)
		v.about.set("", theme.ColorNamePlaceHolder)
	}
	v.folder.enable(e.ID != "")
	v.again.enable(e.State.Final())
	if e.Err != nil && e.State != engine.Completed {
		v.message.show(e.Err, "", nil)
	}
	v.remarks.SetText(strings.Join(remarks(d.Files), "\n"))
	setVisible(v.remarks, v.remarks.Text != "")
	v.commands.show(d.Commands)
	v.segments.current, v.notified.current = -1, -1
	v.segments.Refresh()
	v.notified.Refresh()
	v.placeholder.set("")
	if err != nil {
		v.placeholder.set(sentence(err))
	}
	v.arrange()
}

func (v *historyDetail) choose(tab int) {
	v.tab = tab
	v.arrange()
}

// arrange shows the page of the tab, or what there is to say in its place.
func (v *historyDetail) arrange() {
	for n, b := range v.tabs {
		importance := widget.LowImportance
		if n == v.tab {
			importance = widget.HighImportance
		}
		if b.Importance != importance {
			b.Importance = importance
			b.Refresh()
		}
		b.enable(v.entry.ID != "")
		setVisible(v.pages[n], n == v.tab && v.entry.ID != "")
	}
	failure := v.entry.Err != nil && v.entry.State != engine.Completed
	setVisible(v.message.CanvasObject, failure)
	setVisible(v.pages[tabOutcome].(*fyne.Container).Objects[1], !failure)
	text := ""
	switch {
	case v.entry.ID == "":
	case v.tab == tabCommands && len(v.commands.all) == 0:
		text = tr("No other program was needed.")
	case v.tab == tabNotified && len(v.deliveries) == 0:
		text = tr("No notifications were sent for this job.")
	}
	if text != "" {
		v.pages[v.tab].Hide()
		v.placeholder.set(text)
	}
	setVisible(v.placeholder, v.placeholder.segment.Text != "" && (text != "" || v.tab == tabOutcome))
}

// historyAbout says when and how a job ran.
func historyAbout(e engine.Entry, d engine.Details) string {
	parts := []string{stateText(e), entrySettings(e)}
	if e.State == engine.Failed {
		parts = parts[1:] // the message says it
	}
	if e.Duration > 0 {
		parts = append(parts, clockText(e.Duration))
	}
	if !e.Ended.IsZero() {
		parts = append(parts, timeText(e.Ended))
	}
	if took := tookText(e.Job); took != "" {
		parts = append(parts, tr("in {{.Time}}", textArgs{"Time": took}))
	}
	if n := len(d.Runs); n > 1 {
		parts = append(parts, trn("{{.N}} attempts", n))
	}
	return strings.Join(append(parts, homeText(filepath.Dir(e.Path))), "  ·  ")
}

func (v *historyDetail) segment(n int) tableRow {
	f := v.files[n]
	icon, color := statusIcon(done)
	length := ""
	switch {
	case f.Skipped:
		icon, color = theme.MediaSkipNextIcon(), theme.ColorNameWarning
	case f.Rate > 0:
		length = clockText(f.Rate.Seconds(f.Samples))
	}
	return tableRow{icon, color, []string{filepath.Base(f.Path), f.Segment.Title, length, bytesText(f.Size)}, true}
}
