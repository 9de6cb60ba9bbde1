package window

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"audiospliter/engine"
)

// gate has the engine take the files that begin with this one when it is sent
// something.
func (b *bench) gate(name string) chan<- struct{} {
	g := make(chan struct{})
	if b.engine.gates == nil {
		b.engine.gates = map[string]chan struct{}{}
	}
	b.engine.gates[name] = g
	return g
}

// TestHandover splits files while the engine takes its time: they are in line at
// once, and neither news of their jobs nor what is done to them gets lost.
func TestHandover(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3")
	b.ready(2)
	first, second := b.queue.items[0], b.queue.items[1]
	all, again := b.gate("a.mp3"), b.gate("b.mp3")
	b.window.split()
	if first.phase != queued || second.phase != queued || !b.splitting {
		t.Error("what is handed over does not wait for its turn")
	}
	b.window.split() // nothing is left to be split
	b.queue.selectOnly(second)
	b.cancelSelected()
	b.engine.handle(engine.Event{Kind: engine.JobCompleted, Job: engine.Job{ID: "job_0", State: engine.Completed}})
	b.events.flush() // nobody knows the job yet
	all <- struct{}{}
	b.until("the first to be done", func() bool { return first.phase == done })
	if second.phase != queued {
		t.Errorf("the second is in phase %d", second.phase)
	}
	b.wantSaid("add a.mp3", "add b.mp3", "cancel job_1")

	b.tell(1, engine.Canceled, nil)
	b.window.split()
	b.removeAll()
	b.askedButtons["yes"].Tapped(nil)
	if len(b.queue.items) != 2 {
		t.Error("a file leaves that is being handed over")
	}
	again <- struct{}{}
	b.until("the files to leave", func() bool { return len(b.queue.items) == 0 })
	b.wantSaid("remove job_1", "add b.mp3", "remove job_0 job_2")
	if b.splitting {
		t.Error("the round goes on without files")
	}
}

// TestHandoverKeepsWhatWasMeant cancels and pauses files that are being handed
// over, and turns to others before the engine has them.
func TestHandoverKeepsWhatWasMeant(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3", "c.mp3")
	b.ready(3)
	gate := b.gate("a.mp3")
	b.window.split()
	for n, press := range []func(){b.pauseSelected, b.cancelSelected} {
		b.queue.selectOnly(b.queue.items[n])
		press()
	}
	b.queue.selectOnly(b.queue.items[2])
	b.queue.items[0].held = true // the other way by now
	gate <- struct{}{}
	b.wantSaid("add a.mp3", "add b.mp3", "add c.mp3", "pause job_0", "cancel job_1")
}

// TestStopLeavesWhatFollows stops what is being handed over, and splits another
// file before that is done: the other neither stops nor delays it.
func TestStopLeavesWhatFollows(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3", "c.mp3")
	b.ready(3)
	first, second := b.gate("a.mp3"), b.gate("b.mp3")
	split := func(n int) {
		b.queue.selectOnly(b.queue.items[n])
		b.splitSelected()
	}
	split(0)
	b.cancelAll()
	b.askedButtons["yes"].Tapped(nil)
	if b.lastStatus != "Stopping …" {
		t.Errorf("the status line says %q", b.lastStatus)
	}
	split(1)
	first <- struct{}{}
	b.until("the first to be handed over", func() bool { return len(b.submissions) == 1 })
	second <- struct{}{}
	b.wantSaid("add a.mp3", "cancel job_0", "add b.mp3")
}

// TestRemovalWaitsForWhatIsSplitMeanwhile removes a file that is being handed over
// and one that is not, and splits that, too.
func TestRemovalWaitsForWhatIsSplitMeanwhile(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3")
	b.ready(2)
	first, second := b.gate("a.mp3"), b.gate("b.mp3")
	b.queue.selectOnly(b.queue.items[0])
	b.splitSelected()
	b.removeAll()
	b.askedButtons["yes"].Tapped(nil)
	b.window.split()
	first <- struct{}{}
	b.until("the first to be handed over", func() bool { return len(b.submissions) == 1 })
	if len(b.queue.items) != 2 {
		t.Error("a file leaves that is being handed over")
	}
	second <- struct{}{}
	b.wantSaid("add a.mp3", "add b.mp3", "remove job_0 job_1")
	if b.splitting || len(b.queue.items) != 0 {
		t.Error("the round goes on without files")
	}
}

// TestLeavingWaitsForTheHandover closes the window while the engine takes its
// time: it closes once, when the engine has all, and takes no more.
func TestLeavingWaitsForTheHandover(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3", "b.mp3")
	b.ready(2)
	gate := b.gate("a.mp3")
	b.queue.selectOnly(b.queue.items[0])
	b.splitSelected()
	b.confirmClose()
	b.askedButtons["yes"].Tapped(nil)
	if b.lastStatus != "Closing …" || b.ctx.Err() != nil {
		t.Errorf("while files are being handed over the window says %q", b.lastStatus)
	}
	b.confirmClose()
	b.close()
	if b.sheet != nil {
		t.Error("it asks again")
	}
	b.window.split()
	gate <- struct{}{}
	closed := false
	b.win.SetOnClosed(func() {
		if closed {
			t.Error("it closes twice")
		}
		closed = true
	})
	b.until("the window to close", func() bool { return closed })
	b.wantSaid("add a.mp3", "cancel all")
}

// TestNothingIsSplitBehindASheet presses Enter of the number pad.
func TestNothingIsSplitBehindASheet(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	press := func() {
		c := b.win.Canvas().(interface{ TypedShortcut(fyne.Shortcut) })
		c.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: ctrl})
	}
	b.showKeys()
	press()
	b.wantSaid()
	b.closeSheet()
	press()
	b.wantSaid("add a.mp3")
}
