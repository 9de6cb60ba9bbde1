package window

import (
	"strings"
	"testing"

	"audiospliter/engine"
)

func (e *fakeEngine) PauseJobs(ids ...string)  { e.say("pause", ids...) }
func (e *fakeEngine) ResumeJobs(ids ...string) { e.say("resume", ids...) }

// TestOneFileIsPaused holds one of two files, once while it waits and once while
// it is split, and lets it go on.
func TestOneFileIsPaused(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3")
	b.ready(2)
	b.split()
	b.engine.said = nil
	b.queue.selectOnly(b.queue.items[1])
	i := b.queue.current
	for _, c := range []struct {
		state engine.State
		want  string
	}{{engine.Queued, "Paused"}, {engine.Splitting, "Paused at 40 %"}} {
		b.tell(1, c.state, func(j *engine.Job) { j.Progress = 0.4 })
		b.pauseSelected()
		b.wantSaid("pause job_1")
		b.tell(1, c.state, func(j *engine.Job) { j.Progress, j.Held = 0.4, true })
		if got := statusText(i, false); got != c.want {
			t.Errorf("%s, a paused file says %q, want %q", c.state, got, c.want)
		}
		if got := roundText(b.round.progress(b.now()), false); !strings.Contains(got, "1 paused") {
			t.Errorf("%s, all together is %q", c.state, got)
		}
		b.pauseSelected()
		b.wantSaid("resume job_1")
		b.tell(1, c.state, func(j *engine.Job) { j.Progress = 0.4 })
		if i.held || !i.phase.busy() {
			t.Errorf("%s, the file does not go on", c.state)
		}
	}
	b.tell(1, engine.Splitting, func(j *engine.Job) { j.Progress = 0.4 })
	if got := statusText(i, true) + ", " + statusText(b.queue.items[0], true); got != "Paused at 40 %, Queued" {
		t.Errorf("while everything is paused the files say %q", got)
	}
	b.tell(1, engine.Splitting, func(j *engine.Job) { j.Held = true })
	b.tell(1, engine.Canceled, func(j *engine.Job) { j.Held = true })
	if got := statusText(i, false); got != "Canceled" {
		t.Errorf("canceled while it was paused, the file says %q", got)
	}
	b.pauseSelected()
	b.cancelSelected()
	b.wantSaid("cancel")
}
