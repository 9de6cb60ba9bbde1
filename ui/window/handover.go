package window

import (
	"runtime/debug"
	"slices"

	"audiospliter/engine"
)

// A handover takes files to the engine away from the UI goroutine: a person
// should not wait while thousands of them are. The files are in line at once,
// and have jobs when the engine has them all. Until then the news of jobs wait,
// and so does what is to be done to these files' jobs.
type handover struct {
	then []func() // what waits for its end
}

// An errand is a file that is to be split.
type errand struct {
	path   string
	recipe *engine.Recipe // shared by files that are split alike
	preset string
	notify []string
}

// errands says how items are to be split.
func (w *window) errands(items []*item) []errand {
	errands := make([]errand, len(items))
	shared := map[int]errand{} // by the number of a setting
	for n, i := range items {
		s := w.settingOf(i)
		e, known := shared[s.number]
		_, edited := w.edited(i)
		if !known || edited {
			r := w.recipeOf(i)
			e = errand{recipe: &r, notify: s.notify}
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

// handOver gives the engine a job for each of the items, in place of those that
// they had before: a file shows its last job only.
func (w *window) handOver(items []*item) {
	errands, before := w.errands(items), w.queue.lineUp(items)
	h := &handover{}
	w.handing = append(w.handing, h)
	w.events.hold()
	background(func() {
		w.engine.Remove(before...)
		requests := make([]engine.Request, len(errands))
		for n, e := range errands {
			requests[n] = engine.Request{Path: e.path, Recipe: *e.recipe, Preset: e.preset, Notify: e.notify}
		}
		jobs := w.engine.Add(requests...).Jobs
		w.run(func() {
			w.queue.started(items, jobs)
			w.events.release()
			w.handing = slices.DeleteFunc(w.handing, func(o *handover) bool { return o == h })
			for _, do := range h.then {
				do()
			}
		})
		if len(errands) > many {
			debug.FreeOSMemory()
		}
	})
}

// handed does something once the engine has all files that are being handed over
// now. It does not wait for those that follow.
func (w *window) handed(do func()) {
	left := len(w.handing)
	if left == 0 {
		do()
		return
	}
	for _, h := range w.handing {
		h.then = append(h.then, func() {
			if left--; left == 0 {
				do()
			}
		})
	}
}

// withJobs does something to the jobs of items, once they all have one.
func (w *window) withJobs(items []*item, do func(ids ...string)) {
	w.handed(func() {
		ids := make([]string, len(items))
		for n, i := range items {
			ids[n] = i.job
		}
		do(ids...)
	})
}
