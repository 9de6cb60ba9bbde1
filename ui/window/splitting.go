package window

import (
	"net/url"
	"path/filepath"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
)

// changed takes the settings as they were typed. Those that cannot be read
// change nothing.
func (w *window) changed(f form) {
	w.form = f
	r, wrong := f.recipe()
	w.wrong = wrong
	w.settings.showWrong(wrong)
	if len(wrong) == 0 {
		w.put(r, w.settingOf(w.queue.current).preset)
		w.shownSetting = w.settingOf(w.queue.current).number
	}
	w.selected()
	w.refresh()
}

// selected shows the current item.
func (w *window) selected() {
	i := w.queue.current
	w.showSetting()
	switch {
	case i == nil:
		w.planner.drop()
		w.settings.showNames(nil)
		w.detail.showText(tr("Select a file to see its segments."))
	case i.phase == reading:
		w.planner.drop()
		w.detail.showText(tr("Reading {{.Name}} …", textArgs{"Name": i.name()}))
	case i.phase == refused || i.phase == failed:
		w.planner.drop()
		w.settings.showNames(nil)
		w.detail.showFailure(i)
	case len(w.wrong) > 0:
		w.planner.drop()
		w.detail.showInvalid(i)
		w.showNoPlan(i)
	case w.tools != nil:
		w.detail.showText("")
	default:
		if w.detail.title.text != i.name() {
			w.detail.showPlan(i, planResult{loading: true}) // not the file before
			w.settings.showNames([]string{"…"})
		}
		w.planner.ask(engine.Request{Path: i.path, Recipe: w.recipeOf(i)})
	}
	w.queueView.Refresh()
}

// showPlan shows what the planner found out.
func (w *window) showPlan(o planResult) {
	i := w.queue.current
	if i == nil || i.path != o.path {
		return
	}
	w.detail.showPlan(i, o)
	if !o.loading && o.err != nil {
		w.showNoPlan(i)
	}
	if !o.loading && o.err == nil {
		i.count = count{w.settingOf(i).number, len(o.preview.Plan.Segments), true}
		w.settings.showNames(o.preview.Names)
		w.takePlan(i, o.preview)
		w.queueView.Refresh()
	}
}

// count finds out how many segments an item of a visible row would have.
func (w *window) count(i *item) {
	s := w.settingOf(i)
	if i.count.setting == s.number || w.tools != nil || i.phase == reading || i.phase == refused {
		return
	}
	i.count = count{setting: s.number}
	w.counter.ask(countRequest{i, s.number, i.source, s.recipe})
}

// counted takes the answers of the counter.
func (w *window) counted(answers []countResult) {
	for _, a := range answers {
		if a.item.count.setting == a.setting && !a.item.count.known {
			a.item.count = a.count
		}
	}
	w.queueView.Refresh()
}

// split starts a job for each file that is ready, or, where all are done, for
// all of them again.
func (w *window) split() {
	items := w.queue.in(waiting, failed, canceled)
	if len(items) == 0 && !w.splitting {
		items = w.queue.in(done)
	}
	w.splitItems(items)
}

func (w *window) splitSelected() {
	w.splitItems(w.queue.filter(func(i *item) bool {
		return w.queue.selected[i] && (i.phase.splittable() || i.phase == done)
	}))
}

func (w *window) splitItems(items []*item) {
	if len(items) == 0 || len(w.wrong) > 0 || w.tools != nil || w.closing {
		return
	}
	w.round.add(items, w.now())
	w.submit(items)
	w.splitting = true
	w.banner.CanvasObject.Hide()
	w.setStatus(tr("Splitting …"))
	w.remember()
	w.selected()
	w.toolbar.showProgress(w.round.progress(w.now()), w.paused)
	w.refresh()
}

// follow takes what happened in the engine.
func (w *window) follow(events []engine.Event) {
	current, over := false, false
	for _, e := range events {
		over = over || e.Kind == engine.JobCompleted || e.Kind == engine.JobFailed
		if e.Kind == engine.BatchCompleted || e.Kind == engine.SegmentWritten {
			continue
		}
		i := w.queue.follow(e.Job)
		if i != nil && i == w.queue.current && (e.Job.State.Final() || i.retryErr != nil) {
			current = true
		}
	}
	w.endRound()
	if over {
		w.historyChanged()
	}
	if i := w.queue.current; current && (i.phase == failed || i.hasRemarks || i.retryErr != nil) {
		w.selected()
	}
	w.refresh()
}

// endRound ends the round if nothing runs any more.
func (w *window) endRound() {
	if !w.splitting || w.round.running() {
		return
	}
	w.splitting = false
	s := w.round.progress(w.now())
	if w.paused {
		w.paused = false
		w.round.setPaused(false, w.now())
		w.engine.Resume()
	}
	w.toolbar.idle()
	w.summarize(s)
}

// pause holds everything, or goes on.
func (w *window) pause() {
	if !w.splitting {
		return
	}
	w.paused = !w.paused
	w.round.setPaused(w.paused, w.now())
	if w.paused {
		w.engine.Pause()
		w.setStatus(tr("Paused."))
	} else {
		w.engine.Resume()
		w.setStatus(tr("Splitting …"))
	}
	w.toolbar.showProgress(w.round.progress(w.now()), w.paused)
	w.refresh()
}

// cancelAll stops everything that is not over, after asking.
func (w *window) cancelAll() {
	if !w.splitting {
		return
	}
	w.ask(tr("Stop splitting?"), tr("What is finished stays; what is not leaves no file behind."),
		tr("Continue splitting"), tr("Stop"), func() {
			if w.splitting {
				w.setStatus(tr("Stopping …"))
				w.withJobs(w.queue.in(queued, working), w.engine.Cancel)
			}
		})
}

// pauseSelected holds the selected jobs, or lets them go on if all are held.
func (w *window) pauseSelected() {
	switch going, held := w.busySelected(); {
	case len(going) > 0:
		w.withJobs(going, w.engine.PauseJobs)
	case len(held) > 0:
		w.withJobs(held, w.engine.ResumeJobs)
	}
}

// busySelected returns the selected items whose jobs are not over: those that go
// on, and those that are held.
func (w *window) busySelected() (going, held []*item) {
	for _, i := range w.queue.chosen() {
		switch {
		case !i.phase.busy():
		case i.held:
			held = append(held, i)
		default:
			going = append(going, i)
		}
	}
	return going, held
}

func (w *window) cancelSelected() {
	going, held := w.busySelected()
	w.withJobs(append(going, held...), w.engine.Cancel) // of no job cancels none
}

// summarize tells how the round went.
func (w *window) summarize(s roundProgress) {
	var ok, segments, stopped int
	var bad []*item
	var folders []string
	for _, i := range w.round.items {
		switch i.phase {
		case done:
			ok++
			segments += i.result.written()
			folders = append(folders, i.result.folder)
		case failed:
			bad = append(bad, i)
		case canceled:
			stopped++
		}
	}
	if len(w.round.items) == 0 {
		return
	}
	var parts []string
	if ok > 0 {
		parts = append(parts, tr("{{.Files}} split into {{.Segments}} in {{.Time}}.", textArgs{
			"Files": trn("{{.N}} files", ok), "Segments": trn("{{.N}} segments", segments), "Time": durationText(s.took),
		}))
	}
	if len(bad) > 0 {
		parts = append(parts, trn("{{.N}} files could not be split.", len(bad)))
	}
	if stopped > 0 {
		parts = append(parts, trn("{{.N}} files canceled.", stopped))
	}
	icon, color := theme.ConfirmIcon(), theme.ColorNameSuccess
	switch {
	case len(bad) > 0:
		icon, color = theme.ErrorIcon(), theme.ColorNameError
	case stopped > 0:
		icon, color = theme.CancelIcon(), theme.ColorNameWarning
	}
	var actions []fyne.CanvasObject
	if len(bad) > 0 {
		actions = append(actions, w.controls.button(tr("What failed …"), nil, tr("The failures and their reasons"), func() { w.showFailures(bad) }))
	}
	if ok > 0 {
		open := w.controls.button(tr("Open folder"), theme.FolderOpenIcon(), tr("Show the segments in the file manager"), func() { w.openPath(commonFolder(folders)) })
		w.askedButtons["openFolder"] = open
		actions = append(actions, open)
	}
	w.showBanner(icon, color, strings.Join(parts, "  "), actions...)
	if w.options.Notify && !w.state.Quiet {
		w.app.SendNotification(fyne.NewNotification("AudioSpliter", trn("Finished: {{.N}} files.", len(w.round.items))))
	}
}

// showFailures lists files that failed with their reasons.
func (w *window) showFailures(bad []*item) {
	list := container.NewVBox()
	var all strings.Builder
	for n, i := range bad {
		all.WriteString(i.path + "\n" + detailText(i.err) + "\n")
		if n >= 200 {
			continue // the rest is in the queue, and in what is copied
		}
		name := widget.NewLabel(i.name())
		name.TextStyle.Bold, name.Truncation = true, fyne.TextTruncateEllipsis
		why := widget.NewLabel(failureText(i.err))
		why.Wrapping = fyne.TextWrapWord
		list.Add(container.New(tightColumn{}, name, why))
	}
	again := w.controls.button(tr("Try again"), theme.ViewRefreshIcon(), "", func() {
		w.closeSheet()
		w.splitItems(slices.DeleteFunc(slices.Clone(bad), func(i *item) bool { return !w.queue.holds(i) || i.phase != failed }))
	})
	copied := w.controls.button(tr("Copy"), theme.ContentCopyIcon(), "", func() { w.app.Clipboard().SetContent(all.String()) })
	closed := w.controls.button(tr("Close"), nil, "", func() { w.closeSheet() })
	w.open(trn("{{.N}} files could not be split.", len(bad)), container.NewVScroll(list), fyne.NewSize(560, 380), copied, again, closed)
}

// openFolder opens the folder of the selected files' segments, or of the last
// round's.
func (w *window) openFolder() {
	items := w.queue.chosen()
	if len(items) == 0 {
		items = w.round.items
	}
	var folders []string
	for _, i := range items {
		if i.result.folder != "" {
			folders = append(folders, i.result.folder)
		}
	}
	w.openPath(commonFolder(folders))
}

// openItem opens the folder of an item's segments, or the one it is in.
func (w *window) openItem(i *item) {
	folder := i.result.folder
	if folder == "" {
		folder = filepath.Dir(i.path)
	}
	w.openPath(folder)
}

func (w *window) openPath(path string) {
	if path == "" {
		return
	}
	u := url.URL{Scheme: "file", Path: filepath.ToSlash(path)}
	go func() {
		if err := w.app.OpenURL(&u); err != nil {
			w.run(func() {
				w.setStatusColored(tr("The folder cannot be opened here. It is {{.Path}}", textArgs{"Path": path}), theme.ColorNameWarning)
			})
		}
	}()
}

// commonFolder returns the deepest folder that holds all of the folders.
func commonFolder(folders []string) string {
	if len(folders) == 0 {
		return ""
	}
	shared := folders[0]
	for _, f := range folders[1:] {
		for f != shared && !strings.HasPrefix(f, strings.TrimSuffix(shared, string(filepath.Separator))+string(filepath.Separator)) {
			up := filepath.Dir(shared)
			if up == shared {
				return shared
			}
			shared = up
		}
	}
	return shared
}

// showTools says that ffmpeg is missing, and how to install it, if it is.
func (w *window) showTools() {
	if w.tools == nil {
		w.missing.CanvasObject.Hide()
		return
	}
	said := strings.TrimSuffix(sentence(w.tools), ".") // it may end in a command
	var actions []fyne.CanvasObject
	if command := ffmpeg.InstallCommand(); command != "" {
		actions = append(actions, w.controls.button(tr("Copy the command"), theme.ContentCopyIcon(), command, func() {
			w.app.Clipboard().SetContent(command)
			w.setStatus(tr("Copied: {{.Command}}", textArgs{"Command": command}))
		}))
	}
	if w.options.FindTools != nil {
		actions = append(actions, w.controls.button(tr("Check again"), theme.ViewRefreshIcon(), tr("After installing ffmpeg"), func() { w.findTools(nil) }))
	}
	w.missing.show(theme.WarningIcon(), theme.ColorNameError, said, actions...)
}

// findTools looks for ffmpeg again. Files that could not be read for want of it
// are read then. Then, which may be nil, is called in any case.
func (w *window) findTools(then func()) {
	setting := w.state.FFmpeg
	go func() {
		err := w.options.FindTools(setting)
		w.run(func() {
			w.tools = err
			w.showTools()
			if then != nil {
				then()
			}
			if err != nil {
				w.setStatusColored(tr("ffmpeg is still not there."), theme.ColorNameError)
				return
			}
			w.setStatus(tr("ffmpeg was found."))
			again := w.queue.filter(func(i *item) bool { return i.phase == refused && i.err.Code == fault.FFmpegMissing })
			for _, i := range again {
				i.phase, i.err = reading, nil
			}
			w.intake.find(again)
			w.selected()
			w.refresh()
		})
	}()
}
