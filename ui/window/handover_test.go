package window

import (
	"testing"

	"audiospliter/engine"
)

// TestHandover splits files while the engine takes its time: they are in line at
// once, and neither news of their jobs nor what is done to them gets lost.
func TestHandover(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3")
	b.ready(2)
	first, second := b.queue.items[0], b.queue.items[1]
	b.engine.gate = make(chan struct{})
	b.window.split()
	if first.phase != inLine || second.phase != inLine || !b.round {
		t.Error("what is handed over does not wait for its turn")
	}
	b.window.split() // nothing is left to be split
	b.queue.selectOnly(second)
	b.cancelSelected()
	b.engine.handle(engine.Event{Kind: engine.JobCompleted, Job: engine.Job{ID: "job_0", State: engine.Completed}})
	b.engine.gate <- struct{}{}
	b.until("the first to be done", func() bool { return first.phase == done })
	if second.phase != inLine {
		t.Errorf("the second is in phase %d", second.phase)
	}
	b.wantSaid("add a.mp3", "add b.mp3", "cancel job_1")

	b.tell(1, engine.Canceled, nil)
	b.window.split()
	b.removeAll()
	b.asked["yes"].Tapped(nil)
	if len(b.queue.items) != 2 {
		t.Error("a file leaves that is being handed over")
	}
	b.engine.gate <- struct{}{}
	b.until("the files to leave", func() bool { return len(b.queue.items) == 0 })
	b.wantSaid("remove job_1", "add b.mp3", "remove job_0 job_2")
	if b.round {
		t.Error("the round goes on without files")
	}
}
