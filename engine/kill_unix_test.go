//go:build !windows

package engine

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/journal"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// killsEnv is how often the program is killed, and as many files are split.
const killsEnv = "ENGINE_TEST_KILLS"

// prompts copies real recordings of speech to a folder, some of them as MP3.
func prompts(t *testing.T, folder string, n int) []string {
	t.Helper()
	all, err := filepath.Glob("/usr/share/asterisk/sounds/en_US_f_Allison/*.wav")
	if err != nil || len(all) == 0 {
		t.Fatalf("no prompts: %v", err)
	}
	var paths []string
	for i := range n {
		from := all[i%len(all)]
		name := fmt.Sprintf("%03d %s", i, filepath.Base(from))
		path := filepath.Join(folder, name)
		if i%10 == 9 {
			path = strings.TrimSuffix(path, ".wav") + ".mp3"
			if out, err := exec.Command("ffmpeg", "-v", "error", "-i", from, "-ar", "16000", path).CombinedOutput(); err != nil {
				t.Fatalf("%v: %s", err, out)
			}
		} else {
			text, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, text, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		paths = append(paths, path)
	}
	return paths
}

// mixed asks for the files in different ways: copied and encoded, into one
// folder and into many, under names that others have.
func mixed(paths []string, folder string) []Request {
	var requests []Request
	for i, path := range paths {
		r := DefaultRecipe()
		r.Split.Mode, r.Split.Parts = plan.Parts, 3
		r.Output.Folder = folder
		switch i % 8 {
		case 1:
			r.Output.Format = cut.FLAC
		case 2:
			r.Output.Name = "{index}/{name}"
		case 3:
			r.Output.Name = "same name {index}"
			r.Output.Folder = filepath.Join(folder, strconv.Itoa(i))
			r.Output.Manifest = true
		case 4:
			r.Output.WriteCuts = "cue"
			r.Output.Folder = filepath.Join(folder, strconv.Itoa(i))
		case 5:
			r.Output.KeepTime = true
			r.Split.Mode, r.Split.Every = plan.Duration, timeline.Millis(700)
		}
		if strings.HasSuffix(path, ".mp3") {
			r.Split.Mode, r.Split.Parts = plan.Parts, 2
		}
		requests = append(requests, Request{Path: path, Recipe: r})
	}
	return requests
}

// tree returns the checksums of all files in a folder, hidden ones, too.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	sums := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(folder, path)
		sums[name] = fmt.Sprintf("%x", sha256.Sum256(text))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return sums
}

// compare tells how the trees differ.
func compare(t *testing.T, got, want map[string]string) {
	t.Helper()
	missing := 0
	defer func() {
		if missing > 0 {
			t.Errorf("%d of %d files are missing", missing, len(want))
		}
	}()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		switch sum, ok := got[name]; {
		case !ok:
			missing++
		case sum != want[name]:
			t.Errorf("%s differs", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(got)) {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is too many", name)
		}
	}
}

// A scene is a folder that a queue is run in.
type scene struct {
	home, out, temp string
	paths           []string
}

func newScene(t *testing.T, paths []string) scene {
	t.Helper()
	home := t.TempDir()
	s := scene{home: home, out: filepath.Join(home, "out"), temp: filepath.Join(home, "temp"), paths: paths}
	for _, folder := range []string{s.out, s.temp} {
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	// Somebody else's file has one of the names.
	if err := os.WriteFile(filepath.Join(s.out, strings.TrimSuffix(filepath.Base(paths[0]), ".wav")+"_001.wav"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := json.Marshal(mixed(paths, s.out))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(home, "requests.json"), text, 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

// run runs the queue and calls during once it is ready. It reports whether the
// program came to its end.
func (s scene) run(t *testing.T, during func(*os.Process)) bool {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), victimEnv+"="+s.home, "TMPDIR="+s.temp)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	ready, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_, _ = bufio.NewReader(ready).ReadString('\n')
	during(cmd.Process)
	err = cmd.Wait()
	if err != nil && strings.Contains(stderr.String(), "panic") {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	return err == nil
}

// killChildren kills what a program has started.
func killChildren(t *testing.T, parent int) {
	t.Helper()
	stats, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(stats) == 0 {
		return // a system that does not tell: the program alone is killed
	}
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(text), ") ")
		if fields := strings.Fields(rest); len(fields) > 1 && fields[1] == strconv.Itoa(parent) {
			pid, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
			_ = syscall.Kill(pid, syscall.SIGKILL)
		}
	}
}

// check looks at what is left when all is done.
func (s scene) check(t *testing.T, want map[string]string) {
	t.Helper()
	compare(t, tree(t, s.out), want)
	for name := range tree(t, s.temp) {
		t.Errorf("%s is left in the folder for temporary files", name)
	}
	if left, _ := os.ReadDir(s.temp); len(left) > 0 {
		t.Errorf("%s is left in the folder for temporary files", left[0].Name())
	}
	if left, _ := os.ReadDir(filepath.Join(s.home, "data", "scratch")); len(left) > 0 {
		t.Errorf("%d scratch folders are left", len(left))
	}
	j, err := journal.Open(filepath.Join(s.home, "data"), journal.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	if len(j.Aside()) > 0 {
		t.Error(j.Aside())
	}
	done, err := j.Count(Query{States: []string{string(Completed)}})
	if all, _ := j.Count(Query{}); err != nil || done != len(s.paths) || all != done {
		t.Errorf("%d of %d jobs are completed, of %d files; %v", done, all, len(s.paths), err)
		failed, _ := j.List(Query{States: []string{string(Failed), string(Queued)}, Limit: 3})
		for _, job := range failed {
			t.Errorf("%s is %s: %s: %s", job.Path, job.State, job.Code, job.Details)
		}
	}
	text, err := os.ReadFile(filepath.Join(s.home, "ends"))
	if err != nil {
		t.Fatal(err)
	}
	keys := strings.Fields(string(text))
	slices.Sort(keys)
	if distinct := slices.Compact(keys); len(distinct) != len(s.paths)+1 {
		t.Errorf("%d ends of %d jobs and their batch", len(distinct), len(s.paths))
	}
}

// Whenever the program, or its ffmpeg, is killed, in the end every file is split
// once, into the very files an undisturbed run writes, and nothing else is left.
func TestKilledQueueGoesOn(t *testing.T) {
	t.Parallel()
	kills := 12
	if n, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
		kills = n
	}
	paths := prompts(t, t.TempDir(), max(kills, 24))
	undisturbed := newScene(t, paths)
	if !undisturbed.run(t, func(*os.Process) {}) {
		t.Fatal("the undisturbed run failed")
	}
	want := tree(t, undisturbed.out)
	undisturbed.check(t, want)

	killed := 0
	for killed < kills {
		s := newScene(t, paths)
		for !s.run(t, func(p *os.Process) {
			if killed >= kills {
				return
			}
			// The moment is what the test varies: it waits for nothing.
			time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
			if rand.IntN(4) == 0 {
				killChildren(t, p.Pid)
				time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
			}
			if p.Signal(syscall.SIGKILL) == nil {
				killed++
			}
		}) {
		}
		s.check(t, want)
	}
	t.Logf("killed %d times", killed)
}
