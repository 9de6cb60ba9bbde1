package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/journal"
	"audiospliter/engine/plan"
)

// A stage is a watched folder with an engine.
type stage struct {
	incoming, out string
	engine        *engine.Engine
	journal       *journal.Journal
	ends          chan engine.Job
	stop          func()
}

func request(out string) engine.Request {
	r := engine.Request{Recipe: engine.DefaultRecipe()}
	r.Recipe.Split.Mode, r.Recipe.Split.Parts = plan.Parts, 2
	r.Recipe.Output.Folder = out
	return r
}

// start starts a watcher on the folders below home.
func start(t *testing.T, home string, after After, change ...func(*Options)) *stage {
	t.Helper()
	tools, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	s := &stage{incoming: filepath.Join(home, "incoming"), out: filepath.Join(home, "out"), ends: make(chan engine.Job, 1000)}
	if err := os.MkdirAll(s.incoming, 0o700); err != nil {
		t.Fatal(err)
	}
	if s.journal, err = journal.Open(filepath.Join(home, "data"), journal.Options{}); err != nil {
		t.Fatal(err)
	}
	s.engine = engine.New(engine.Options{Tools: tools, Journal: s.journal, Workers: 2})
	s.engine.Subscribe(func(e engine.Event) {
		if e.Kind == engine.JobCompleted || e.Kind == engine.JobFailed {
			s.ends <- e.Job
		}
	})
	ctx, cancel := context.WithCancel(context.Background())
	var watching sync.WaitGroup
	watching.Go(func() {
		o := Options{
			Folder: s.incoming, Request: request(s.out), After: after, Stable: 50 * time.Millisecond, Poll: 20 * time.Millisecond,
		}
		for _, do := range change {
			do(&o)
		}
		err := Run(ctx, s.engine, s.journal, o)
		if !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	})
	var once sync.Once
	s.stop = func() {
		once.Do(func() {
			cancel()
			watching.Wait()
			s.engine.Close()
			if err := s.journal.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(s.stop)
	return s
}

func (s *stage) put(t *testing.T, name string) {
	t.Helper()
	if err := s.begin(t, name).Close(); err != nil {
		t.Fatal(err)
	}
}

// begin is put for a file that is still open for writing.
func (s *stage) begin(t *testing.T, name string) *os.File {
	t.Helper()
	text, err := os.ReadFile("/usr/share/asterisk/sounds/en_US_f_Allison/agent-pass.wav")
	if err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(filepath.Join(s.incoming, name))
	if err == nil {
		_, err = file.Write(text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// patience is how long is waited for what is certain to come.
const patience = 5 * time.Minute

// await waits until what is looked for is there.
func await(t *testing.T, what string, there func() bool) {
	t.Helper()
	for begin := time.Now(); !there(); time.Sleep(5 * time.Millisecond) {
		if time.Since(begin) > patience {
			t.Fatalf("%s does not come", what)
		}
	}
}

// wait waits for n jobs to end and returns the last.
func (s *stage) wait(t *testing.T, n int) (job engine.Job) {
	t.Helper()
	for i := range n {
		select {
		case job = <-s.ends:
		case <-time.After(patience):
			t.Fatalf("%d of %d jobs have ended", i, n)
		}
	}
	return job
}

// disposed waits until the journal has nothing left to be done with n files.
func (s *stage) disposed(t *testing.T, n int) {
	t.Helper()
	await(t, "the end of what is done with sources", func() bool {
		seen, err := s.journal.SeenIn(s.incoming)
		if err != nil {
			t.Fatal(err)
		}
		done := 0
		for _, f := range seen {
			if f.Done {
				done++
			}
		}
		return done >= n
	})
}

// appears waits until there is a file at path.
func appears(t *testing.T, path string) {
	t.Helper()
	await(t, path, func() bool {
		_, err := os.Stat(path)
		return err == nil
	})
}

func TestEachFileIsSplitOnce(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	s := start(t, home, Leave)
	const files = 30
	for i := range files {
		s.put(t, fmt.Sprintf("%d.wav", i))
	}
	s.put(t, ".hidden.wav")
	s.put(t, "readme.txt")
	s.wait(t, files)
	s.disposed(t, files)
	s.stop()

	// A new start knows them, and takes what is new or has changed.
	s = start(t, home, Leave)
	s.put(t, "new.wav")
	if err := os.Chtimes(filepath.Join(s.incoming, "7.wav"), time.Time{}, time.Now()); err != nil {
		t.Fatal(err)
	}
	s.wait(t, 2)
	s.stop()
	entries, err := filepath.Glob(filepath.Join(s.out, "*"))
	if err != nil || len(entries) != 2*(files+2) {
		t.Errorf("%d segments, %v", len(entries), err)
	}
	if len(s.ends) > 0 {
		t.Errorf("%d more jobs ended", len(s.ends))
	}
}

func TestFileThatIsWrittenIsLeftAlone(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := errors.Join(os.Mkdir(filepath.Join(home, "real"), 0o700), os.Symlink("real", filepath.Join(home, "incoming"))); err != nil {
		t.Fatal(err)
	}
	s := start(t, home, Leave)
	file := s.begin(t, "growing.wav")
	s.put(t, "whole.wav")
	if job := s.wait(t, 1); filepath.Base(job.Path) != "whole.wav" {
		t.Errorf("%s was split first", job.Path)
	}
	if _, err := file.WriteString("more"); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	if job := s.wait(t, 1); filepath.Base(job.Path) != "growing.wav" {
		t.Errorf("%s was split", job.Path)
	}
}

// A folder without anything may be a share that is not mounted: what was in it
// is not new when it is back.
func TestEmptyFolderIsNotForgotten(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	folder := filepath.Join(home, "incoming")
	if err := os.Mkdir(folder, 0o700); err != nil {
		t.Fatal(err)
	}
	j, err := journal.Open(filepath.Join(home, "data"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	gone := journal.Seen{Path: filepath.Join(folder, "a.wav"), Size: 1, Job: "job", Done: true}
	if err := j.See(gone); err != nil {
		t.Fatal(err)
	}
	w, err := newWatcher(nil, j, Options{Folder: folder})
	if err != nil {
		t.Fatal(err)
	}
	knows := func(want bool) {
		t.Helper()
		if err := w.scan(); err != nil {
			t.Fatal(err)
		}
		if _, known := w.seen[gone.Path]; known != want {
			t.Errorf("the file is known: %t", known)
		}
	}
	knows(true)
	if err := os.WriteFile(filepath.Join(folder, "b.wav"), []byte("new"), 0o600); err != nil {
		t.Fatal(err)
	}
	knows(false)
}

func TestSourcesArePutAway(t *testing.T) {
	home := t.TempDir()
	t.Setenv("XDG_DATA_HOME", filepath.Join(home, "share"))
	s := start(t, home, Move)
	s.put(t, "a.wav")
	s.wait(t, 1)
	s.disposed(t, 1)
	s.put(t, "a.wav") // once more: another file of the name
	if err := os.WriteFile(filepath.Join(s.incoming, "bad.wav"), []byte("no audio"), 0o600); err != nil {
		t.Fatal(err)
	}
	s.wait(t, 2)
	for _, name := range []string{"a.wav", "a (2).wav"} {
		appears(t, filepath.Join(s.incoming, DoneFolder, name))
	}
	s.stop()
	if _, err := os.Stat(filepath.Join(s.incoming, "bad.wav")); err != nil {
		t.Error("the source of a job that failed is gone")
	}
	if !canTrash {
		return
	}
	s = start(t, filepath.Join(home, "second"), Trash)
	s.put(t, "b c.wav")
	s.wait(t, 1)
	appears(t, filepath.Join(home, "share", "Trash", "files", "b c.wav"))
	s.stop()
	can := filepath.Join(home, "share", "Trash")
	text, err := os.ReadFile(filepath.Join(can, "info", "b c.wav.trashinfo"))
	if err != nil || !strings.Contains(string(text), "Path="+s.incoming+"/b%20c.wav\n") {
		t.Errorf("%s, %v", text, err)
	}
}

// What cannot be read or moved is said once, and done when it can be.
func TestTroublePasses(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	var locked atomic.Bool
	locked.Store(true)
	type trouble struct {
		Trouble
		name string
	}
	troubles := make(chan trouble, 100)
	s := start(t, home, Move, func(o *Options) {
		o.open = func(path string) (*os.File, error) {
			if locked.Load() {
				return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}
			}
			return os.Open(path)
		}
		o.Notice = func(tr Trouble, path string, _ error) { troubles <- trouble{tr, filepath.Base(path)} }
	})
	next := func(want Trouble, name string) {
		t.Helper()
		select {
		case got := <-troubles:
			if got != (trouble{want, name}) {
				t.Errorf("%v, not %v of %s", got, want, name)
			}
		case <-time.After(patience):
			t.Fatalf("no trouble of %s", name)
		}
	}
	s.put(t, "a.wav")
	next(Unreadable, "a.wav")
	done := filepath.Join(s.incoming, DoneFolder)
	if err := os.WriteFile(done, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	time.Sleep(100 * time.Millisecond) // some scans
	locked.Store(false)
	s.wait(t, 1)
	next(Undisposed, "a.wav")
	time.Sleep(100 * time.Millisecond)
	if err := os.Remove(done); err != nil {
		t.Fatal(err)
	}
	appears(t, filepath.Join(done, "a.wav"))
	s.put(t, "a.wav")
	s.wait(t, 1)
	next(Renamed, "a (2).wav")
	if len(troubles) > 0 {
		t.Errorf("%v", <-troubles)
	}
}

func TestWatcherRefuses(t *testing.T) {
	t.Parallel()
	folder, taken := t.TempDir(), t.TempDir()
	if err := os.WriteFile(filepath.Join(taken, DoneFolder), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(folder, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, o := range []Options{
		{Folder: filepath.Join(folder, "none")},
		{Folder: file},
		{Folder: folder, After: "burn"},
		{Folder: folder, Request: request(folder)},
		{Folder: taken, After: Move},
	} {
		if err := Run(t.Context(), nil, nil, o); fault.CodeOf(err) != fault.InvalidParams && fault.CodeOf(err) != fault.FileNotFound {
			t.Errorf("%+v: %v", o, err)
		}
	}
}

// A stub is an engine whose jobs all end before anything else is asked of it.
type stub struct{ Engine }

var errStub = errors.New("no journal")

func (s *stub) Subscribe(handle func(engine.Event)) (stop func()) {
	handled := make(chan struct{})
	go func() {
		defer close(handled)
		for range 1000 {
			handle(engine.Event{Kind: engine.JobCompleted})
		}
	}()
	return func() { <-handled }
}

func (s *stub) Unfinished() ([]engine.Job, error) { return nil, errStub }

// However many jobs end before the watcher looks at them, the end of its
// subscription is not waited for in vain.
func TestEndsAreNotWaitedFor(t *testing.T) {
	t.Parallel()
	done := make(chan error, 1)
	go func() { done <- Run(t.Context(), &stub{}, nil, Options{Folder: t.TempDir()}) }()
	select {
	case err := <-done:
		if !errors.Is(err, errStub) {
			t.Error(err)
		}
	case <-time.After(time.Minute):
		t.Fatal("the watcher waits for its own subscription")
	}
}
