package window

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/journal"
	"audiospliter/engine/plan"
)

// A fakeArchive has jobs in memory, the newest first.
type fakeArchive struct {
	mu    sync.Mutex
	all   []engine.Entry
	reads int
	said  []string
	left  []engine.Job // unfinished
	err   error
}

func (a *fakeArchive) chosen(q engine.Query) []engine.Entry {
	var out []engine.Entry
	for _, e := range a.all {
		if strings.Contains(e.Path, q.Name) && (q.States == nil || slices.Contains(q.States, string(e.State))) {
			out = append(out, e)
		}
	}
	return out
}

func (a *fakeArchive) History(q engine.Query) ([]engine.Entry, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.reads++
	out := a.chosen(q)
	out = out[min(q.Offset, len(out)):]
	return out[:min(q.Limit, len(out))], a.err
}

func (a *fakeArchive) CountPast(q engine.Query) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.chosen(q)), a.err
}

func (a *fakeArchive) Details(id string) (engine.Details, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, e := range a.all {
		if e.ID == id {
			return engine.Details{
				Entry: e,
				Files: []cut.Result{{Path: "/out/one.mp3", Size: 1e6, Samples: 60, Rate: 1, Segment: engine.Segment{Title: "One"}}},
				Commands: []journal.Command{{
					Program: "/usr/bin/ffmpeg", Args: []string{"-i", "file:it's.mp3"}, Took: 1500 * time.Millisecond,
					Started: time.Date(2026, 3, 29, 10, 5, 0, 0, time.Local), Error: "exit status 1",
				}},
				Runs: make([]journal.Run, 2),
			}, nil
		}
	}
	return engine.Details{}, fault.New(fault.FileNotFound, "There is no such job.")
}

func (a *fakeArchive) note(what string, ids []string) ([]engine.Job, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said = append(a.said, what+" "+strings.Join(ids, " "))
	var jobs []engine.Job
	for _, j := range a.left {
		if slices.Contains(ids, j.ID) {
			jobs = append(jobs, j)
		}
	}
	return jobs, a.err
}

func (a *fakeArchive) ClearPast(q engine.Query) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.said = append(a.said, "clear "+strings.Join(q.States, " "))
	a.all = slices.DeleteFunc(a.all, func(e engine.Entry) bool { return slices.Contains(q.States, string(e.State)) })
	return 0, nil
}
func (a *fakeArchive) Keep() (time.Duration, error)                 { return 90 * day, nil }
func (a *fakeArchive) SetKeep(time.Duration) error                  { return nil }
func (a *fakeArchive) Unfinished() ([]engine.Job, error)            { return a.left, nil }
func (a *fakeArchive) Continue(ids ...string) ([]engine.Job, error) { return a.note("continue", ids) }

func (a *fakeArchive) Abandon(ids ...string) ([]engine.Job, error) { return a.note("abandon", ids) }
func (a *fakeArchive) Retry(ids ...string) ([]engine.Job, error)   { return a.note("retry", ids) }
func (a *fakeArchive) ResumeJobs(...string)                        {}
func (a *fakeArchive) Job(id string) (engine.Job, bool) {
	for _, j := range a.left {
		if j.ID == id {
			return j, true
		}
	}
	return engine.Job{}, false
}

// pastJob is the nth job of the past.
func pastJob(n int, s engine.State) engine.Entry {
	e := engine.Entry{Duration: 180, Segments: 3}
	e.ID, e.Path, e.State = fmt.Sprintf("job_%06d", n), fmt.Sprintf("/music/song %06d.mp3", n), s
	e.Recipe.Split.Mode = plan.Duration
	e.Started = time.Date(2026, 3, 29, 10, 0, n%60, 0, time.Local)
	e.Ended = e.Started.Add(12 * time.Second)
	switch s {
	case engine.Completed:
		e.Written, e.Result.Folder = 3, "/out"
	case engine.Failed:
		e.Err = fault.New(fault.DiskFull, "The disk is full.").WithDetails("no space left on device")
	}
	return e
}

// TestPagesReadWhatIsLookedAt walks through a list of a million rows.
func TestPagesReadWhatIsLookedAt(t *testing.T) {
	t.Parallel()
	const total = 1_000_000
	tasks := make(chan func(), 100)
	var mu sync.Mutex
	reads, shift := 0, 0
	p := newPagedList(func(f func()) { tasks <- f }, func(limit, offset int) ([]int, int, error) {
		mu.Lock()
		defer mu.Unlock()
		reads++
		var rows []int
		for n := offset; n < min(offset+limit, total); n++ {
			rows = append(rows, n+shift)
		}
		return rows, total, nil
	}, func() {})
	row := func(n int) (v int) {
		t.Helper()
		if !work(tasks, func() (ok bool) { v, ok = p.at(n); return ok }) {
			t.Fatalf("row %d does not come", n)
		}
		return v
	}
	p.restart()
	for step := range 100 {
		if n := step * total / 100; row(n) != n || p.total != total {
			t.Fatalf("row %d of %d is wrong", n, p.total)
		}
	}
	if len(p.have) > maxPages {
		t.Errorf("%d pages are kept", len(p.have))
	}
	mu.Lock()
	if reads > 101 {
		t.Errorf("%d reads for 100 pages", reads)
	}
	shift = 7
	mu.Unlock()
	before := row(400)
	for range 50 {
		p.reload() // as events come
	}
	if got, ok := p.at(400); !ok || got != before {
		t.Error("the rows go while they are read anew")
	}
	if !work(tasks, func() bool { return !p.busy }) {
		t.Fatal("it is read for ever")
	}
	if got := row(400); got != 407 {
		t.Errorf("row 400 is %d after a reload", got)
	}
	mu.Lock()
	defer mu.Unlock()
	if reads > 110 {
		t.Errorf("%d reads for 50 wishes at once", reads)
	}
}

// TestHistoryStates compares the history without jobs, full, searched in vain,
// with a failure, and unreadable, with how a person has seen them.
func TestHistoryStates(t *testing.T) {
	a := &fakeArchive{}
	b := newBench(t, Options{Archive: a, Export: func(to io.Writer, format string, q engine.Query) error {
		_, err := fmt.Fprintf(to, "%s %q %v", format, q.Name, q.States)
		return err
	}})
	b.state.Look = appearanceLight
	b.setTheme()
	open := func() *historySheet {
		b.showHistory()
		b.until("the history", func() bool { return b.history.rows.loaded && !b.history.rows.busy })
		return b.history
	}
	drawn := func(name string) {
		t.Helper()
		test.AssertObjectRendersToMarkup(t, "history-"+name+".xml", b.history.content)
	}
	h := open()
	if got := h.placeholder.segment.Text; !strings.HasPrefix(got, "Nothing was split yet") {
		t.Errorf("an empty history says %q", got)
	}
	for n := range 30_000 {
		s := engine.Completed
		if n%3 == 1 {
			s = engine.Failed
		}
		a.all = append(a.all, pastJob(n, s))
	}
	drawn("empty")
	h = open()
	if got := h.counts.text; got != "30,000 jobs" {
		t.Errorf("the history counts %q", got)
	}
	b.until("the details", func() bool { return len(h.detail.files) == 1 })
	if got := h.detail.about.text; !strings.Contains(got, "Done: 3 segments") || !strings.Contains(got, "2 attempts") {
		t.Errorf("the details say %q", got)
	}
	drawn("full")
	h.table.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEnd})
	b.until("the last row", func() bool { _, ok := h.rows.at(29_999); return ok })
	if row := h.row(29_999); row.texts[0] != "song 029999.mp3" {
		t.Errorf("the last row is %q", row.texts)
	}
	a.mu.Lock()
	if a.reads > 5 {
		t.Errorf("%d reads to see two pages", a.reads)
	}
	a.mu.Unlock()

	h.states.SetSelectedIndex(2)
	b.until("the failed ones", func() bool { return h.rows.total == 10_000 && h.detail.message.Visible() })
	if got := h.detail.message.sentence.Text; got != "The disk is full." {
		t.Errorf("a failure says %q", got)
	}
	drawn("failure")
	test.Tap(h.detail.message.copied)
	if got := b.app.Clipboard().Content(); !strings.Contains(got, "DISK_FULL") || !strings.Contains(got, "no space left") {
		t.Errorf("what is copied of a failure is %q", got)
	}
	test.Tap(h.detail.tabs[tabCommands])
	b.until("the commands", func() bool { return len(h.detail.commands.all) == 1 })
	if got, want := h.detail.commands.whole.Text, `/usr/bin/ffmpeg -i 'file:it'\''s.mp3'`; !strings.HasPrefix(got, want) {
		t.Errorf("the command is %q, want %q", got, want)
	}
	test.Tap(h.detail.tabs[tabNotified])
	if got := h.detail.placeholder.segment.Text; got != "No notifications were sent for this job." {
		t.Errorf("without endpoints it says %q", got)
	}
	h.search.SetText("nothing like it")
	b.until("none", func() bool { return h.rows.total == 0 && !h.rows.busy })
	if got := h.placeholder.segment.Text; got != "No job matches the filter." {
		t.Errorf("a search in vain says %q", got)
	}
	h.search.SetText("00001")
	b.until("a few", func() bool { return h.rows.total > 0 && !h.rows.busy })
	path := filepath.Join(t.TempDir(), "history.csv")
	b.exportTo(h, path)
	if text, err := os.ReadFile(path); err != nil || string(text) != `csv "00001" [failed]` {
		t.Errorf("the export is %q, %v", text, err)
	}
	h.clear()
	test.Tap(b.askedButtons["yes"])
	b.until("the history to be cleared", func() bool { return b.history != h && b.history.rows.loaded })
	if b.history.rows.total != 20_000 {
		t.Errorf("%d jobs are left", b.history.rows.total)
	}
	a.mu.Lock()
	a.err = fault.New(fault.IOFailed, "The journal cannot be read.")
	a.mu.Unlock()
	b.history.rows.restart()
	b.until("the failure", func() bool { return b.history.placeholder.segment.Text == "The journal cannot be read." })
	drawn("error")
}

// exportTo exports without a dialog.
func (b *bench) exportTo(h *historySheet, path string) {
	b.t.Helper()
	h.exportFile("csv", path)
	b.until("the export", func() bool { return strings.HasPrefix(b.status.text, "Exported to") })
}

// TestRunAgain runs a finished and a failed job of the past once more.
func TestRunAgain(t *testing.T) {
	a := &fakeArchive{all: []engine.Entry{pastJob(0, engine.Completed), pastJob(1, engine.Failed)}}
	a.left = []engine.Job{a.all[1].Job}
	a.left[0].State = engine.Queued
	b := newBench(t, Options{Archive: a})
	b.rerun(a.all[0])
	b.until("the file", func() bool { return len(b.queue.items) == 1 && b.queue.items[0].phase == queued })
	b.wantSaid("add song 000000.mp3")
	b.rerun(a.all[1])
	b.until("the other file", func() bool { return len(b.queue.items) == 2 && b.queue.items[1].phase == queued && b.splitting })
	if !slices.Equal(a.said, []string{"retry job_000001"}) {
		t.Errorf("the archive heard %q", a.said)
	}
	b.until("the files to be known", func() bool { return b.queue.items[0].source.Rate > 0 && b.queue.items[1].source.Rate > 0 })
	j := a.left[0]
	j.State = engine.Completed
	b.follow([]engine.Event{{Kind: engine.JobCompleted, Job: j}})
	if b.queue.items[1].phase != done {
		t.Errorf("the row does not follow the job: phase %d", b.queue.items[1].phase)
	}
}

// TestUnfinishedJobs are asked about once at the start, but for those that a
// watched folder goes on with.
func TestUnfinishedJobs(t *testing.T) {
	for _, c := range []struct{ answer, want string }{
		{"goOn", "continue job_000000 job_000001"}, {"forget", "abandon job_000000 job_000001"}, {"later", ""},
	} {
		a := &fakeArchive{}
		for n := range 3 {
			j := pastJob(n, engine.Queued).Job
			if n == 2 {
				j.Path = "/incoming/x.mp3"
			}
			a.left = append(a.left, j)
		}
		state := filepath.Join(t.TempDir(), "window.json")
		if err := os.WriteFile(state, []byte(`{"Watched":[{"Folder":"/incoming","On":true}]}`), 0o600); err != nil {
			t.Fatal(err)
		}
		b := newBench(t, Options{Archive: a, StateFile: state})
		b.until("the question", func() bool { return b.sheet != nil })
		test.Tap(b.askedButtons[c.answer])
		if c.want == "" {
			if b.sheet != nil || len(a.said) > 0 {
				t.Errorf("%s: the archive heard %q", c.answer, a.said)
			}
			continue
		}
		b.until("the answer to be followed", func() bool {
			a.mu.Lock()
			defer a.mu.Unlock()
			return slices.Equal(a.said, []string{c.want})
		})
		if c.answer == "goOn" {
			b.until("the files", func() bool { return len(b.queue.items) == 2 && b.splitting })
		}
	}
}

// TestUnfinishedWaitForTheSheet asks only when nothing else is open.
func TestUnfinishedWaitForTheSheet(t *testing.T) {
	b := newBench(t, Options{Archive: &fakeArchive{}})
	b.showKeys()
	keys := b.sheet
	b.askUnfinished([]engine.Job{pastJob(0, engine.Queued).Job})
	if b.sheet != keys {
		t.Fatal("the question covers what is open")
	}
	b.closeSheet()
	b.until("the question", func() bool { return b.sheet != nil })
}
