package window

import (
	"path/filepath"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"audiospliter/engine"
)

// rerun splits the source of a job of the past once more, as it was split then.
// What a failed job has written is not written again.
func (w *window) rerun(e engine.Entry) {
	archive := w.options.Archive
	w.startJobs(func() ([]engine.Job, error) {
		if e.State == engine.Completed {
			return w.engine.Add(e.Request).Jobs, nil
		}
		return archive.Retry(e.ID)
	})
}

// startJobs starts jobs away from the UI goroutine and shows them in the queue.
func (w *window) startJobs(start func() ([]engine.Job, error)) {
	var jobs []engine.Job
	var items []*item
	w.async(func() error {
		var err error
		jobs, err = start()
		for _, j := range jobs {
			i, e := newItem(j.Path)
			if e != nil { // the job will say so
				i = &item{key: j.Path, path: j.Path}
			}
			i.maybeNotAudio = false
			items = append(items, i)
		}
		return err
	}, func() { w.adoptJobs(items, jobs) })
}

// adoptJobs shows jobs that were started elsewhere in the queue. A file that a
// job is at already stays with that.
func (w *window) adoptJobs(items []*item, jobs []engine.Job) {
	var taken []*item
	var theirs []engine.Job
	for n, i := range items {
		if there := w.queue.byKey[i.key]; there != nil {
			i = there
		}
		if i.phase.busy() || slices.Contains(taken, i) {
			continue
		}
		w.setOwn([]*item{i}, jobs[n].Recipe, jobs[n].Preset)
		i.own.notify = jobs[n].Notify
		taken, theirs = append(taken, i), append(theirs, jobs[n])
	}
	if len(taken) == 0 {
		return
	}
	added := w.queue.add(taken)
	w.queue.started(taken, theirs)
	w.round.add(taken, w.now())
	w.splitting = true
	w.intake.find(added)
	for _, j := range theirs { // they may have gone on meanwhile
		if now, ok := w.options.Archive.Job(j.ID); ok {
			w.queue.follow(now)
		}
	}
	w.queue.selectOnly(taken[0])
	w.banner.CanvasObject.Hide()
	w.setStatus(tr("Splitting …"))
	w.selected()
	w.toolbar.showProgress(w.round.progress(w.now()), w.paused)
	w.endRound()
	w.refresh()
}

// offerUnfinished looks for jobs that an earlier program did not finish, and asks
// what is to become of them.
func (w *window) offerUnfinished() {
	if w.options.Archive == nil {
		return
	}
	watched := map[string]bool{} // whose own watchers go on with their jobs
	for _, f := range w.state.Watched {
		watched[f.Folder] = f.On
	}
	archive := w.options.Archive
	var jobs []engine.Job
	w.async(func() error {
		var err error
		jobs, err = archive.Unfinished()
		jobs = slices.DeleteFunc(jobs, func(j engine.Job) bool { return watched[filepath.Dir(j.Path)] })
		return err
	}, func() {
		if len(jobs) > 0 {
			w.askUnfinished(jobs)
		}
	})
}

// manyNames bounds how many names a question lists.
const manyNames = 200

// askUnfinished asks once whether to go on with jobs. It waits for what is open.
func (w *window) askUnfinished(jobs []engine.Job) {
	if w.sheet != nil {
		before := w.sheet.onClosed
		w.sheet.onClosed = func() {
			if before != nil {
				before()
			}
			w.askUnfinished(jobs)
		}
		return
	}
	ids := make([]string, len(jobs))
	names := container.New(tightColumn{})
	for n, j := range jobs {
		ids[n] = j.ID
		if n < manyNames {
			c := newCaption(filepath.Base(j.Path))
			c.color = theme.ColorNameForeground
			names.Add(c)
		}
	}
	if len(jobs) > manyNames {
		names.Add(newCaption(trn("… and {{.N}} more", len(jobs)-manyNames)))
	}
	text := widget.NewLabel(trn("{{.N}} files were not finished when the program last ended.", len(jobs)) + " " +
		tr("What is written already is kept."))
	text.Wrapping = fyne.TextWrapWord
	archive := w.options.Archive
	forget := w.controls.button(tr("Forget them"), theme.DeleteIcon(), tr("Cancel them; the history keeps them"), func() {
		w.closeSheet()
		w.async(func() error {
			_, err := archive.Abandon(ids...)
			return err
		}, func() { w.setStatus(tr("Forgotten. The history still has them.")) })
	})
	later := w.controls.button(tr("Not now"), nil, tr("Ask again at the next start"), func() { w.closeSheet() })
	goOn := w.controls.button(tr("Continue"), theme.MediaPlayIcon(), "", func() {
		w.closeSheet()
		w.startJobs(func() ([]engine.Job, error) {
			jobs, err := archive.Continue(ids...)
			archive.ResumeJobs(ids...) // a pause of that day ends
			return jobs, err
		})
	})
	goOn.Importance = widget.HighImportance
	w.askedButtons["forget"], w.askedButtons["later"], w.askedButtons["goOn"] = forget, later, goOn
	list := container.NewStack(newThemedRect(colorNameStripe), container.NewVScroll(container.NewPadded(names)))
	height := float32(200 + min(len(jobs), 10)*18)
	w.open(tr("Continue where it stopped?"), container.NewBorder(text, nil, nil, nil, list), fyne.NewSize(520, height), forget, later, goOn)
}
