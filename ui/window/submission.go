package window

import (
	"runtime/debug"
	"slices"

	"audiospliter/engine"
)

// A submission takes files to the engine away from the UI goroutine: a person
// should not wait while thousands of them are. The files are in line at once,
// and have jobs when the engine has them all. Until then the news of jobs wait,
// and so does what is to be done to these files' jobs.
type submission struct {
	onEnd []func() // what waits for its end
}

// An splitTask is a file that is to be split.
type splitTask struct {
	path   string
	recipe *engine.Recipe // shared by files that are split alike
	preset string
	notify []string
}

// splitTasks says how items are to be split.
func (w *window) splitTasks(items []*item) []splitTask {
	errands := make([]splitTask, len(items))
	shared := map[int]splitTask{} // by the number of a setting
	for n, i := range items {
		s := w.settingOf(i)
		e, known := shared[s.number]
		_, edited := w.manualCuts(i)
		if !known || edited {
			r := w.recipeOf(i)
			e = splitTask{recipe: &r, notify: s.notify}
			if !w.modified(s) {
				e.preset = s.preset
			}
			if !edited {
				shared[s.number] = e
			}
		}
		e.path = i.path
		errands[n] = e
	}
	return errands
}

// submit gives the engine a job for each of the items, in place of those that
// they had before: a file shows its last job only.
func (w *window) submit(items []*item) {
	errands, before := w.splitTasks(items), w.queue.queueAgain(items)
	h := &submission{}
	w.submissions = append(w.submissions, h)
	w.events.hold()
	runInBackground(func() {
		w.engine.Remove(before...)
		requests := make([]engine.Request, len(errands))
		for n, e := range errands {
			requests[n] = engine.Request{Path: e.path, Recipe: *e.recipe, Preset: e.preset, Notify: e.notify}
		}
		jobs := w.engine.Add(requests...).Jobs
		w.run(func() {
			w.queue.started(items, jobs)
			w.events.release()
			w.submissions = slices.DeleteFunc(w.submissions, func(o *submission) bool { return o == h })
			for _, do := range h.onEnd {
				do()
			}
		})
		if len(errands) > freeMemoryAbove {
			debug.FreeOSMemory()
		}
	})
}

// afterSubmissions does something once the engine has all files that are being handed over
// now. It does not wait for those that follow.
func (w *window) afterSubmissions(do func()) {
	left := len(w.submissions)
	if left == 0 {
		do()
		return
	}
	for _, h := range w.submissions {
		h.onEnd = append(h.onEnd, func() {
			if left--; left == 0 {
				do()
			}
		})
	}
}

// withJobs does something to the jobs of items, once they all have one.
func (w *window) withJobs(items []*item, do func(ids ...string)) {
	w.afterSubmissions(func() {
		ids := make([]string, len(items))
		for n, i := range items {
			ids[n] = i.job
		}
		do(ids...)
	})
}
