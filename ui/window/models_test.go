package window

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
)

// inline runs what is meant for the UI goroutine at once.
func inline(f func()) { f() }

func TestOverallIsCalm(t *testing.T) {
	t.Parallel()
	i := items(2)
	for _, i := range i {
		i.source = engine.Source{Rate: 1, Samples: 100}
		i.started(engine.Job{ID: "job_" + i.key})
	}
	now := time.Unix(0, 0)
	var o round
	o.add(i, now)
	o.progress(now)
	i[0].follow(engine.Job{ID: "job_0", State: engine.Splitting, Progress: 0.5})
	now = now.Add(5 * time.Second)
	s := o.progress(now)
	if s.done != 0.25 || s.speed != 10 || s.left != 15*time.Second || s.over != 0 {
		t.Errorf("after 50 of 200 s of audio in 5 s it stands at %+v", s)
	}
	o.setPaused(true, now)
	now = now.Add(time.Hour)
	if s := o.progress(now); s.took != 5*time.Second || s.left != 0 {
		t.Errorf("paused it stands at %+v", s)
	}
	o.setPaused(false, now)
	i[0].follow(engine.Job{ID: "job_0", State: engine.Completed})
	i[1].follow(engine.Job{ID: "job_1", State: engine.Canceled})
	if s := o.progress(now.Add(time.Second)); s.done != 1 || s.over != 2 || s.took != 6*time.Second || o.running() {
		t.Errorf("at its end it stands at %+v", s)
	}
}

// gathered collects what an intake finds and probes it, until the test ends.
func gathered(t *testing.T, probe func(context.Context, string) (engine.Source, error)) (in *intake, look func() (items []*item, skipped, probed int)) {
	t.Helper()
	var (
		mu      sync.Mutex
		found   []*item
		skipped int
		probed  int
	)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	in = newIntake(ctx, inline, engine.NewLedger(nil).Expand, probe, func(f []finding) {
		mu.Lock()
		defer mu.Unlock()
		for _, f := range f {
			skipped += f.skipped
			if f.item != nil {
				found = append(found, f.item)
				in.find([]*item{f.item})
			}
		}
	}, func(v []probeResult) {
		mu.Lock()
		defer mu.Unlock()
		probed += len(v)
	})
	return in, func() ([]*item, int, int) {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(found), skipped, probed
	}
}

func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("waited in vain for %s", what)
		}
	}
}

func TestIntakeLooksIntoFolders(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for _, name := range []string{"b.mp3", "deep/a 'quoted'.flac", "notes.txt", "deep/cover.jpg"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	in, look := gathered(t, func(context.Context, string) (engine.Source, error) { return engine.Source{}, nil })
	in.take([]string{dir, filepath.Join(dir, "deep", "..", "b.mp3"), filepath.Join(dir, "notes.txt")}, nil, nil)
	until(t, "three files to be probed", func() bool { _, skipped, probed := look(); return probed == 3 && skipped == 2 })
	found, _, _ := look()
	names := map[string]bool{}
	for _, i := range found {
		names[i.name()] = i.maybeNotAudio
	}
	if len(names) != 3 || names["b.mp3"] || !names["notes.txt"] {
		t.Errorf("found are %v", names)
	}
}

func TestTenThousandFilesAreProbedOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	seen := map[string]int{}
	in, look := gathered(t, func(_ context.Context, path string) (engine.Source, error) {
		mu.Lock()
		defer mu.Unlock()
		seen[path]++
		return engine.Source{}, errors.New("no")
	})
	many := items(10_000)
	in.find(many)
	until(t, "all to be probed", func() bool { _, _, probed := look(); return probed == len(many) })
	mu.Lock()
	defer mu.Unlock()
	if len(seen) != len(many) {
		t.Errorf("%d files were probed, want %d", len(seen), len(many))
	}
}

// TestPlannerAnswersTheLastQuestion asks faster than answers come, in a bubble
// where settings come to rest only when nothing else is left to do.
func TestPlannerAnswersTheLastQuestion(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var answers []planResult
		p := &planner{ctx: t.Context(), run: inline, answer: func(o planResult) {
			mu.Lock()
			defer mu.Unlock()
			answers = append(answers, o)
		}}
		asked, canceled := make(chan string, 9), make(chan struct{})
		p.preview = func(ctx context.Context, r engine.Request, progress func(float64)) (engine.Preview, error) {
			asked <- r.Path
			if r.Path == "slow" {
				<-ctx.Done()
				close(canceled)
				return engine.Preview{}, ctx.Err()
			}
			return engine.Preview{}, fault.New(fault.NoCutsFound, "None.")
		}
		p.ask(engine.Request{Path: "never"}) // overtaken before it has settled
		p.ask(engine.Request{Path: "slow"})
		if got := <-asked; got != "slow" {
			t.Errorf("asked is %s", got)
		}
		p.ask(engine.Request{Path: "last"})
		<-canceled
		<-asked
		synctest.Wait()
		mu.Lock()
		defer mu.Unlock()
		if len(answers) == 0 || answers[len(answers)-1].loading {
			t.Errorf("the answers are %+v", answers)
		}
		for _, a := range answers {
			if !a.loading && a.path != "last" {
				t.Errorf("%s was answered", a.path)
			}
		}
	})
}

func TestPathsInClipboard(t *testing.T) {
	t.Parallel()
	text := "/a/b c.mp3\r\nfile:///x/it%27s%20%22it%22.wav\nnot a path\n\nhttps://example.org/x.mp3\n"
	want := []string{"/a/b c.mp3", `/x/it's "it".wav`}
	if got := pathsIn(text); !slices.Equal(got, want) {
		t.Errorf("paths are %q, want %q", got, want)
	}
}

func TestCommonFolder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want    string
		folders []string
	}{
		{"", nil},
		{"/a/b", []string{"/a/b"}},
		{"/a", []string{"/a/b", "/a/bc"}},
		{"/a/b", []string{"/a/b", "/a/b/c"}},
		{"/", []string{"/a", "/b"}},
	} {
		if got := commonFolder(c.folders); got != c.want {
			t.Errorf("%v have %q in common, want %q", c.folders, got, c.want)
		}
	}
}

func TestStateSurvives(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "new", "window.json")
	first := loadState(path)
	if first.Width != firstWidth || first.Recipe.Split.Mode != engine.DefaultRecipe().Split.Mode {
		t.Errorf("the first day is %+v", first)
	}
	first.Width, first.Look, first.Recipe.Split.Parts, first.Recipe.Split.Mode = 999, appearanceDark, 7, "parts"
	k := stateWriter{path: path}
	k.write([]byte("overtaken"))
	k.write(first.bytes())
	k.wait()
	if again := loadState(path); again.Width != 999 || again.Look != appearanceDark || again.Recipe.Split.Parts != 7 {
		t.Errorf("the second day is %+v", again)
	}
	for _, text := range []string{"", "{", `{"Width":-3,"Settings":7,"Recipe":{"split":{"mode":"manual"}}}`} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if s := loadState(path); s.Width != firstWidth || s.Settings > 1 || s.Recipe.Validate() != nil {
			t.Errorf("%q is read as %+v", text, s)
		}
	}
}
