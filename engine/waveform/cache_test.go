package waveform

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// same reports whether two envelopes hold the same.
func same(a, b *Envelope) bool {
	var x, y bytes.Buffer
	return writeEnvelope(&x, a) == nil && writeEnvelope(&y, b) == nil && bytes.Equal(x.Bytes(), y.Bytes())
}

func TestCacheKeepsEnvelopes(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 20, 44100, 2))
	c := NewCache(filepath.Join(dir, "cache"), 0)
	if _, ok := c.Load(src); ok {
		t.Fatal("an empty cache has something")
	}
	first, err := c.Open(context.Background(), tools(t), src, Options{})
	if err != nil {
		t.Fatal(err)
	}
	again, ok := c.Load(src)
	if !ok || !same(first, again) {
		t.Fatal("what was stored is not what was scanned")
	}
	checkEnvelope(t, again, decoded(t, src.Path))
	if c.Size() == 0 {
		t.Error("the cache takes no room")
	}

	// Any change of the file makes it another.
	data, err := os.ReadFile(src.Path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(src.Path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(src.Path, src.ModTime, src.ModTime); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Load(src); ok {
		t.Error("the envelope of a changed file was found")
	}
	if err := c.Clear(); err != nil || c.Size() != 0 {
		t.Errorf("cleared: %v, %d bytes", err, c.Size())
	}
}

func TestDamagedEntryIsRebuilt(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 8, 8000, 1))
	c := NewCache(filepath.Join(dir, "cache"), 0)
	good := mustScan(t, src, 1)
	var stored bytes.Buffer
	if err := writeEnvelope(&stored, good); err != nil {
		t.Fatal(err)
	}
	path, err := c.entry(src)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(rt *rapid.T) {
		data := bytes.Clone(stored.Bytes())
		if cut := rapid.IntRange(0, 2).Draw(rt, "how"); cut == 0 {
			data = data[:rapid.IntRange(0, len(data)-1).Draw(rt, "length")]
		} else {
			data[rapid.IntRange(0, len(data)-1).Draw(rt, "at")] ^= byte(rapid.IntRange(1, 255).Draw(rt, "by"))
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			rt.Fatal(err)
		}
		if _, ok := c.Load(src); ok {
			rt.Fatal("a damaged entry was used")
		}
		if _, err := os.Stat(path); err == nil {
			rt.Fatal("a damaged entry was left")
		}
	})
	e, err := c.Open(context.Background(), tools(t), src, Options{})
	if err != nil || !same(e, good) {
		t.Errorf("rebuilt: %v", err)
	}
}

func TestCacheIsBounded(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	var sources []media.Source
	for _, name := range []string{"a.wav", "b.wav", "c.wav"} {
		sources = append(sources, source(t, musicFile(t, dir, name, 8, 8000, 1)))
	}
	e := mustScan(t, sources[0], 1)
	unbounded := NewCache(filepath.Join(dir, "cache"), 0)
	if err := unbounded.Store(sources[0], e); err != nil {
		t.Fatal(err)
	}
	c := NewCache(unbounded.folder, 2*unbounded.Size()+10)
	if err := c.Store(sources[1], e); err != nil {
		t.Fatal(err)
	}
	// The first is used, so the second goes.
	for i, age := range []time.Duration{2 * time.Hour, time.Hour} {
		path, err := c.entry(sources[i])
		if err != nil {
			t.Fatal(err)
		}
		then := time.Now().Add(-age)
		if err := os.Chtimes(path, then, then); err != nil {
			t.Fatal(err)
		}
	}
	left := filepath.Join(c.folder, "crashed.tmp")
	if err := os.WriteFile(left, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chtimes(left, time.Time{}, time.Now().Add(-2*stale)); err != nil {
		t.Fatal(err)
	}
	if _, ok := c.Load(sources[0]); !ok {
		t.Fatal("the first is not there")
	}
	if err := c.Store(sources[2], e); err != nil {
		t.Fatal(err)
	}
	for i, want := range []bool{true, false, true} {
		if _, ok := c.Load(sources[i]); ok != want {
			t.Errorf("entry %d is there: %v", i, ok)
		}
	}
	if _, err := os.Stat(left); err == nil {
		t.Error("what a crash left was kept")
	}
}

// fullDisk takes some bytes, then no more.
type fullDisk int

func (d *fullDisk) Write(b []byte) (int, error) {
	if *d -= fullDisk(len(b)); *d < 0 {
		return 0, errors.New("no space left on device")
	}
	return len(b), nil
}

func TestCacheThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 8, 8000, 1))
	e, err := NewCache(src.Path, 0).Open(context.Background(), tools(t), src, Options{})
	if err != nil || e.Samples() == 0 {
		t.Errorf("no envelope without a cache: %v", err)
	}
	for _, room := range []fullDisk{0, 30, 5000} {
		if err := writeEnvelope(&room, e); err == nil {
			t.Error("a full disk went unnoticed")
		}
	}
}

// TestTwoProgramsShareACache runs this test's own program twice at once.
func TestTwoProgramsShareACache(t *testing.T) {
	const variable = "AUDIOSPLITER_TEST_CACHE"
	if folder := os.Getenv(variable); folder != "" {
		src := source(t, filepath.Join(folder, "a.wav"))
		e := mustScan(t, src, 1)
		c := NewCache(filepath.Join(folder, "cache"), 1) // each store removes what it can
		for i := range 200 {
			if err := c.Store(src, e); err != nil {
				t.Fatal(err)
			}
			if got, ok := c.Load(src); ok && !same(got, e) {
				t.Fatalf("round %d: another envelope came back", i)
			}
			if i%20 == 0 {
				if err := c.Clear(); err != nil {
					t.Fatal(err)
				}
			}
		}
		return
	}
	t.Parallel()
	dir := t.TempDir()
	musicFile(t, dir, "a.wav", 8, 8000, 1)
	var programs []*exec.Cmd
	for range 2 {
		cmd := exec.Command(os.Args[0], "-test.run=^TestTwoProgramsShareACache$")
		cmd.Env = append(os.Environ(), variable+"="+dir)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		programs = append(programs, cmd)
	}
	for _, p := range programs {
		if err := p.Wait(); err != nil {
			t.Error(err)
		}
	}
}

func FuzzReadEnvelope(f *testing.F) {
	e := newEnvelope(8000, 1)
	put(e, make([]int16, 5))
	var b bytes.Buffer
	if err := writeEnvelope(&b, e); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes()[:60])
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := readEnvelope(bytes.NewReader(data), true)
		if err == nil && (e.Samples() < 1 || e.Channels < 1) {
			t.Fatalf("%d samples", e.Samples())
		}
	})
}

// TestOneScanServesAll asks for a source while it is being scanned.
func TestOneScanServesAll(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 20, 44100, 2))
	c := NewCache(filepath.Join(dir, "cache"), 0)
	begun, goOn, ended := make(chan struct{}), make(chan struct{}), make(chan *Envelope, 2)
	open := func(o Options) {
		e, err := c.Open(context.Background(), tools(t), src, o)
		if err != nil {
			t.Error(err)
		}
		ended <- e
	}
	var first *Envelope
	go open(Options{Live: func(e *Envelope) { first = e; close(begun); <-goOn }})
	<-begun
	hasty, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	if _, err := c.Open(hasty, tools(t), src, Options{}); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who waits no longer gets %v", err)
	}
	go open(Options{Live: func(e *Envelope) {
		if e != first && !e.HasAt(src.Samples-1) {
			t.Error("the source is scanned a second time")
		}
	}})
	close(goOn)
	if a, b := <-ended, <-ended; a == nil || b == nil || !same(a, b) {
		t.Error("the two envelopes differ")
	}
}

// TestScanThatOthersFollow holds a scan that others ask for, reports its progress,
// gives it up, and lets one of them scan.
func TestScanThatOthersFollow(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	src := source(t, musicFile(t, dir, "a.wav", 2, 8000, 1))
	c := NewCache(filepath.Join(dir, "cache"), 0)
	scan, end := c.begin(src)
	callbacks := scan.callbacks(Options{})
	lives, reported, opened := make(chan *Envelope, 2), make(chan timeline.Position, 1000), make(chan error, 2)
	go func() {
		_, err := c.Open(context.Background(), tools(t), src, Options{
			Live:     func(e *Envelope) { lives <- e },
			Progress: func(done, _ timeline.Position) { reported <- done },
		})
		opened <- err
	}()
	first := &Envelope{}
	callbacks.Live(first)
	if got := <-lives; got != first {
		t.Errorf("the other gets %p, not %p", got, first)
	}
	callbacks.Progress(7, 9)
	if got := <-reported; got != 7 {
		t.Errorf("the other gets that %d are done", got)
	}
	// One whose callback does not return holds up neither the scan nor the others, and
	// one that is canceled leaves.
	paused, resume := make(chan struct{}), make(chan struct{})
	var once sync.Once
	go func() {
		_, err := c.Open(context.Background(), tools(t), src, Options{Progress: func(timeline.Position, timeline.Position) {
			once.Do(func() { close(paused) })
			<-resume
		}})
		opened <- err
	}()
	<-paused
	callbacks.Progress(8, 9)
	if got := <-reported; got != 8 {
		t.Errorf("beside one that waits the other gets that %d are done", got)
	}
	canceled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := c.Open(canceled, tools(t), src, Options{}); !errors.Is(err, context.Canceled) {
		t.Errorf("beside one that waits a canceled one gets %v", err)
	}
	end()
	if err := <-opened; err != nil {
		t.Fatal(err)
	}
	if got := <-lives; got == first || got.Samples() == 0 {
		t.Error("the other's own scan is not reported")
	}
	close(resume)
	if err := <-opened; err != nil {
		t.Fatal(err)
	}
}
