package engine

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// music is a real recording that Debian ships, 244 s long.
const music = "/usr/share/asterisk/moh/macroform-cold_day.wav"

func newEngine(t *testing.T, workers int) *Engine {
	t.Helper()
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	e := New(Options{Tools: tools, Workers: workers})
	t.Cleanup(e.Close)
	return e
}

// encode makes a real file from the recording: its first length seconds.
func encode(t *testing.T, path, length string, options ...string) string {
	t.Helper()
	args := append([]string{"-v", "error", "-y", "-i", music, "-t", length}, options...)
	if out, err := exec.Command("ffmpeg", append(args, "file:"+path)...).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	return path
}

func everySeconds(n int64) Recipe {
	r := DefaultRecipe()
	r.Split.Mode, r.Split.Every = plan.Duration, timeline.Seconds(n)
	return r
}

// events collects what an engine tells.
type events struct {
	mu   sync.Mutex
	list []Event
}

func (s *events) add(e Event) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.list = append(s.list, e)
}

func (s *events) kinds(of ...Kind) []Kind {
	s.mu.Lock()
	defer s.mu.Unlock()
	var kinds []Kind
	for _, e := range s.list {
		if slices.Contains(of, e.Kind) {
			kinds = append(kinds, e.Kind)
		}
	}
	return kinds
}

func TestBatchGoesOnWhenOneFileFails(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	good := encode(t, filepath.Join(dir, "good.mp3"), "30")
	bad := filepath.Join(dir, "bad.mp3")
	if err := os.WriteFile(bad, []byte("not audio"), 0o600); err != nil {
		t.Fatal(err)
	}
	e := newEngine(t, 2)
	seen := &events{}
	stop := e.Subscribe(seen.add)
	r := everySeconds(10)
	added := e.Add(Request{Path: bad, Recipe: r}, Request{Path: good, Recipe: r})
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()
	failed, _ := e.Job(added.Jobs[0].ID)
	if failed.State != Failed || failed.Err == nil || len(failed.Err.Message) == 0 {
		t.Errorf("the bad file is %s, %v", failed.State, failed.Err)
	}
	done, _ := e.Job(added.Jobs[1].ID)
	if done.State != Completed || len(done.Result.Outputs) != 3 || done.Progress != 1 {
		t.Errorf("the good file is %s with %d segments, %v", done.State, len(done.Result.Outputs), done.Err)
	}
	for _, o := range done.Result.Outputs {
		if info, err := os.Stat(o.Path); err != nil || info.Size() != o.Size {
			t.Errorf("%s: %v", o.Path, err)
		}
	}
	kinds := seen.kinds(JobCompleted, JobFailed, BatchCompleted)
	slices.Sort(kinds)
	if !slices.Equal(kinds, []Kind{BatchCompleted, JobCompleted, JobFailed}) {
		t.Errorf("told %v", kinds)
	}
	if written := seen.kinds(SegmentWritten); len(written) != 3 {
		t.Errorf("told of %d segments", len(written))
	}
}

func TestPauseHoldsWhatWaits(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	source := encode(t, filepath.Join(dir, "a.mp3"), "20")
	e := newEngine(t, 1)
	e.Pause()
	added := e.Add(Request{Path: source, Recipe: everySeconds(5)})
	if j, _ := e.Job(added.Jobs[0].ID); j.State != Queued || !e.Paused() {
		t.Fatalf("a paused engine has started: %s", j.State)
	}
	e.Resume()
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, _ := e.Job(added.Jobs[0].ID); j.State != Completed {
		t.Errorf("%s, %v", j.State, j.Err)
	}
}

func TestRemoveForgets(t *testing.T) {
	t.Parallel()
	e := newEngine(t, 1)
	e.Pause()
	added := e.Add(Request{Path: "a"}, Request{Path: "b"})
	e.Remove(added.Jobs[0].ID)
	jobs := e.Jobs()
	if len(jobs) != 1 || jobs[0].ID != added.Jobs[1].ID {
		t.Errorf("left: %v", jobs)
	}
}

func TestAddAfterCloseEndsCanceled(t *testing.T) {
	t.Parallel()
	e := newEngine(t, 1)
	e.Close()
	added := e.Add(Request{Path: music, Recipe: DefaultRecipe()})
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, _ := e.Job(added.Jobs[0].ID); j.State != Canceled {
		t.Errorf("%s, %v", j.State, j.Err)
	}
}

func TestProgressStaysInOrder(t *testing.T) {
	t.Parallel()
	s := &subscription{}
	s.wake = sync.NewCond(&s.mu)
	job := func(id string, state State, progress float64) Job {
		return Job{ID: id, State: state, Progress: progress}
	}
	for _, e := range []Event{
		{Kind: JobProgress, Job: job("a", Analyzing, 0.1)},
		{Kind: JobProgress, Job: job("b", Analyzing, 0.1)},
		{Kind: JobProgress, Job: job("a", Analyzing, 0.2)},
		{Kind: StateChanged, Job: job("a", Splitting, 0.2)},
		{Kind: JobProgress, Job: job("a", Splitting, 0.3)},
		{Kind: JobProgress, Job: job("b", Analyzing, 0.2)},
	} {
		s.push(e)
	}
	want := []Job{job("a", Analyzing, 0.2), job("b", Analyzing, 0.2), job("a", Splitting, 0.2), job("a", Splitting, 0.3)}
	if len(s.queue) != len(want) {
		t.Fatalf("%d events wait, want %d", len(s.queue), len(want))
	}
	for i, e := range s.queue {
		if e.Job.ID != want[i].ID || e.Job.State != want[i].State || e.Job.Progress != want[i].Progress {
			t.Errorf("event %d is of %s, %s, %g", i, e.Job.ID, e.Job.State, e.Job.Progress)
		}
	}
}

func TestWithoutFFmpegJobsFailWithTheWayOut(t *testing.T) {
	t.Parallel()
	e := New(Options{})
	defer e.Close()
	added := e.Add(Request{Path: music, Recipe: DefaultRecipe()})
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	j, _ := e.Job(added.Jobs[0].ID)
	if fault.CodeOf(j.Err) != fault.FFmpegMissing || !strings.Contains(j.Err.Message.String(), "nstall") {
		t.Errorf("%v", j.Err)
	}
}

func TestSlowSubscriberHoldsNothingUp(t *testing.T) {
	t.Parallel()
	e := New(Options{})
	release := make(chan struct{})
	var got []Event
	stop := e.Subscribe(func(event Event) {
		<-release
		got = append(got, event)
	})
	const jobs = 50
	e.Add(slices.Repeat([]Request{{Path: music, Recipe: DefaultRecipe()}}, jobs)...)
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	close(release)
	stop()
	failed := 0
	for _, event := range got {
		if event.Kind == JobFailed {
			failed++
		}
	}
	if failed != jobs || got[len(got)-1].Kind != BatchCompleted {
		t.Errorf("%d failures told, last %s", failed, got[len(got)-1].Kind)
	}
	e.Close()
}

func TestEndsAreRecordedBeforeTheyAreTold(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	recorded := map[string]Kind{}
	var last string
	e := New(Options{Workers: 3, Record: func(event Event) {
		mu.Lock()
		defer mu.Unlock()
		if recorded[event.Key] != "" {
			t.Errorf("%s is recorded twice", event.Key)
		}
		recorded[event.Key] = event.Kind
		last = event.Key
	}})
	told := 0
	stop := e.Subscribe(func(event Event) {
		if event.Key == "" {
			return
		}
		mu.Lock()
		defer mu.Unlock()
		told++
		if recorded[event.Key] != event.Kind {
			t.Errorf("%s is told and not recorded", event.Key)
		}
	})
	const jobs = 20
	added := e.Add(slices.Repeat([]Request{{Path: music, Recipe: DefaultRecipe()}}, jobs)...)
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	e.Close()
	stop()
	if told != jobs+1 || len(recorded) != jobs+1 {
		t.Errorf("%d ends told, %d recorded", told, len(recorded))
	}
	if want := added.ID + "/1/batch.completed"; last != want {
		t.Errorf("recorded %s last, want %s", last, want)
	}
	if want := added.Jobs[0].ID + "/1/job.failed"; recorded[want] != JobFailed {
		t.Errorf("%s is not recorded", want)
	}
}
