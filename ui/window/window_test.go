package window

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
)

// A fakeEngine answers at once and splits nothing: the test plays the engine.
// What it is told elsewhere than on the test's goroutine, the test waits for.
type fakeEngine struct {
	workers int
	said    []string // what the window asked for
	handle  func(engine.Event)
	jobs    []engine.Job
	gates   map[string]chan struct{} // by the name of the first file: Add waits there
}

func (e *fakeEngine) Expand(ctx context.Context, paths []string) (files []string, skipped, own int, err error) {
	return engine.NewLedger(nil).Expand(ctx, paths)
}

func (e *fakeEngine) Probe(_ context.Context, path string) (engine.Source, error) {
	if strings.Contains(path, "bad") || strings.HasSuffix(path, ".txt") {
		return engine.Source{}, fault.New(fault.UnsupportedFormat, "This is not audio.")
	}
	return engine.Source{Path: path, Container: "mp3", Rate: 1000, Samples: 60_000, Size: 1e6}, nil
}

func (e *fakeEngine) Preview(ctx context.Context, r engine.Request, _ func(float64)) (engine.Preview, error) {
	src, err := e.Probe(ctx, r.Path)
	n := r.Recipe.Split.Parts
	p := engine.Preview{Source: src, Choice: &cut.Choice{}, Folder: "/out"}
	for i := range n {
		p.Plan.Segments = append(p.Plan.Segments, engine.Segment{Index: i, End: src.Samples})
		p.Names = append(p.Names, fmt.Sprintf("part %d.mp3", i))
	}
	return p, err
}

func (e *fakeEngine) Add(requests ...engine.Request) engine.Batch {
	if gate := e.gates[filepath.Base(requests[0].Path)]; gate != nil {
		<-gate
	}
	var b engine.Batch
	for _, r := range requests {
		e.said = append(e.said, "add "+filepath.Base(r.Path))
		j := engine.Job{ID: fmt.Sprintf("job_%d", len(e.jobs)), Request: r, State: engine.Queued}
		e.jobs = append(e.jobs, j)
		b.Jobs = append(b.Jobs, j)
	}
	return b
}

func (e *fakeEngine) Remove(ids ...string) { e.say("remove", ids...) }
func (e *fakeEngine) Cancel(ids ...string) { e.say("cancel", ids...) }
func (e *fakeEngine) Pause()               { e.say("pause") }
func (e *fakeEngine) Resume()              { e.say("resume") }
func (e *fakeEngine) SetWorkers(n int)     { e.workers = n }
func (e *fakeEngine) Tools() (*ffmpeg.Tools, error) {
	return nil, fault.New(fault.FFmpegMissing, "There is none.")
}
func (e *fakeEngine) CancelAll()                 { e.say("cancel all") }
func (e *fakeEngine) Wait(context.Context) error { return nil }
func (e *fakeEngine) Subscribe(handle func(engine.Event)) func() {
	e.handle = handle
	return func() {}
}

func (e *fakeEngine) say(what string, ids ...string) {
	if text := strings.TrimSpace(what + " " + strings.Join(ids, " ")); text != "remove" {
		e.said = append(e.said, text)
	}
}

// A bench is a window of Fyne's test driver. Its UI goroutine is the test's: it
// does what others ask of it in until.
type bench struct {
	*window
	t      *testing.T
	engine *fakeEngine
	tasks  chan func()
}

func newBench(t *testing.T, o Options) *bench {
	b := &bench{t: t, engine: &fakeEngine{}, tasks: make(chan func(), 10_000)}
	b.window = newWindow(test.NewTempApp(t), b.engine, o, func(f func()) { b.tasks <- f })
	b.start()
	b.win.Show()
	b.win.Resize(fyne.NewSize(1100, 700))
	t.Cleanup(b.end)
	return b
}

// end ends what the window does in the background, before the folders go that
// it writes to.
func (b *bench) end() {
	b.cancel()
	b.watchers.wait()
	b.stateWriter.wait()
}

// until works as the UI goroutine until the condition holds.
func (b *bench) until(what string, holds func() bool) {
	b.t.Helper()
	if !work(b.tasks, holds) {
		b.t.Fatalf("waited in vain for %s; the status line says %q", what, b.status.text)
	}
}

// work does what others ask of the UI goroutine until the condition holds, or
// patience ends.
func work(tasks <-chan func(), holds func() bool) bool {
	end, look := time.After(patience), time.NewTicker(frame) // some conditions are met elsewhere
	defer look.Stop()
	for !holds() {
		select {
		case f := <-tasks:
			f()
		case <-look.C:
		case <-end:
			return false
		}
	}
	return true
}

// split splits what is ready, and waits until the engine has it.
func (b *bench) split() {
	b.t.Helper()
	b.window.split()
	b.wantHanded()
}

func (b *bench) wantHanded() {
	b.t.Helper()
	b.until("the engine to have the files", func() bool { return len(b.submissions) == 0 })
}

// tell plays an event of the engine.
func (b *bench) tell(n int, s engine.State, change func(*engine.Job)) {
	j := b.engine.jobs[n]
	j.State = s
	if change != nil {
		change(&j)
	}
	b.follow([]engine.Event{{Kind: engine.StateChanged, Job: j}})
}

func (b *bench) wantSaid(want ...string) {
	b.t.Helper()
	b.wantHanded()
	if !slices.Equal(b.engine.said, want) {
		b.t.Errorf("the engine heard %q, want %q", b.engine.said, want)
	}
	b.engine.said = nil
}

// drop drops new empty files of these names.
func (b *bench) drop(names ...string) {
	dir := b.t.TempDir()
	var uris []fyne.URI
	for _, name := range names {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			b.t.Fatal(err)
		}
		uris = append(uris, storage.NewFileURI(path))
	}
	b.dropped(fyne.Position{}, append(uris, uris[0])) // the first one twice
}

func (b *bench) ready(n int) {
	b.t.Helper()
	b.until(fmt.Sprint(n, " files"), func() bool { t := b.queue.tally(); return len(b.queue.items) == n && t.in(reading) == 0 })
}

func TestDropSplitAndSummary(t *testing.T) {
	b := newBench(t, Options{})
	if !b.empty.CanvasObject.Visible() || !b.toolbar.split.Disabled() {
		t.Error("an empty window does not say what to do, or offers to split nothing")
	}
	b.drop("a 'b' \"c\".mp3", "bad.mp3", "d.wav", "notes.txt")
	b.ready(3)
	b.until("the count", func() bool { return b.status.text == "3 files added.  1 file skipped: not audio." })
	if b.toolbar.split.Text != "Split 2 files" {
		t.Errorf("the button says %q", b.toolbar.split.Text)
	}
	test.Tap(b.toolbar.split)
	b.wantSaid(`add a 'b' "c".mp3`, "add d.wav")
	test.Tap(b.toolbar.pause)
	test.Tap(b.toolbar.pause)
	b.wantSaid("pause", "resume")
	b.tell(0, engine.Splitting, func(j *engine.Job) { j.Progress = 0.5 })
	b.tell(0, engine.Completed, func(j *engine.Job) { j.Result.Outputs = make([]cut.Result, 3) })
	if b.banner.CanvasObject.Visible() {
		t.Error("there is a summary before the end")
	}
	b.tell(1, engine.Failed, func(j *engine.Job) { j.Err = fault.New(fault.DiskFull, "The disk is full.").WithDetails("ENOSPC") })
	if text := b.banner.text.Text; !strings.Contains(text, "1 file split into 3 segments") || !strings.Contains(text, "1 file could not be split.") {
		t.Errorf("the summary is %q", text)
	}
	b.queue.selectOnly(b.queue.items[2])
	b.selected()
	if !b.detail.message.Visible() || b.detail.message.sentence.Text != "The disk is full." || b.detail.message.scroll.Visible() {
		t.Error("the failure is not told first, without its details")
	}
	test.Tap(b.detail.message.more)
	if b.detail.message.details.Text != "ENOSPC" || !b.detail.message.scroll.Visible() {
		t.Error("the details do not show")
	}
	test.Tap(b.detail.message.action)
	b.wantSaid("remove job_1", "add d.wav")
}

func TestEscapeAsks(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if b.sheet != nil {
		t.Error("there is a question, and nothing to cancel")
	}
	b.split()
	b.engine.said = nil
	b.key(&fyne.KeyEvent{Name: fyne.KeyEscape})
	test.Tap(b.askedButtons["no"])
	b.wantSaid()
	b.queueView.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	b.askedButtons["yes"].TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	b.wantSaid("cancel job_0")
	b.removeAll() // asks again: it still runs
	if b.sheet == nil || len(b.queue.items) != 1 {
		t.Error("a running file leaves the queue without a question")
	}
	test.Tap(b.askedButtons["yes"])
	b.wantSaid("remove job_0")
	if b.splitting || len(b.queue.items) != 0 {
		t.Error("the round goes on without files")
	}
}

func TestSettingsAreCheckedAsTheyAreTyped(t *testing.T) {
	b := newBench(t, Options{})
	b.drop("a.mp3")
	b.ready(1)
	b.settings.mode.SetSelectedIndex(slices.Index(modes, "parts"))
	parts := b.settings.inputs["parts"]
	parts.control.(*entry).SetText("0")
	if !parts.wrong.Visible() || !b.toolbar.split.Disabled() {
		t.Error("no parts are no mistake")
	}
	b.split()
	b.wantSaid()
	parts.control.(*entry).SetText("5")
	if parts.wrong.Visible() || b.toolbar.split.Disabled() {
		t.Errorf("five parts are a mistake: %q", parts.wrong.Text)
	}
	b.until("five segments", func() bool {
		return b.detail.segments.Visible() && len(b.detail.segments.preview.Plan.Segments) == 5
	})
	if b.settings.modeInputs.Objects[0] != b.settings.inputs["parts"].CanvasObject || len(b.settings.modeInputs.Objects) != 1 {
		t.Error("the mode shows other inputs than its own")
	}
}

func TestMissingToolsComeBack(t *testing.T) {
	var there atomic.Bool
	b := newBench(t, Options{
		FindTools: func(string) error {
			if there.Load() {
				return nil
			}
			return fault.New(fault.FFmpegMissing, "AudioSpliter needs ffmpeg, which is not installed.")
		},
	})
	if !b.missing.CanvasObject.Visible() || !strings.Contains(b.missing.text.Text, "ffmpeg") {
		t.Error("the window does not say that ffmpeg is missing")
	}
	b.drop("a.mp3")
	b.ready(1)
	if !b.toolbar.split.Disabled() {
		t.Error("the window offers to split without ffmpeg")
	}
	there.Store(true)
	b.findTools(nil)
	b.until("ffmpeg", func() bool { return b.tools == nil })
	if b.missing.CanvasObject.Visible() || b.toolbar.split.Disabled() {
		t.Error("found again, ffmpeg is not used")
	}
}

func TestTenThousandRows(t *testing.T) {
	b := newBench(t, Options{})
	b.found(slices.Collect(func(yield func(finding) bool) {
		for _, i := range items(10_000) {
			i.phase = reading
			if !yield(finding{item: i}) {
				return
			}
		}
	}))
	b.ready(10_000)
	if want := "10,000 files"; !strings.HasPrefix(b.counts.text, want) {
		t.Errorf("the counts are %q, want %q first", b.counts.text, want)
	}
	b.selectAll()
	b.removeSelected()
	if len(b.queue.items) != 0 || !b.empty.CanvasObject.Visible() {
		t.Error("not all is removed")
	}
}
