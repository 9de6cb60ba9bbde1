//go:build !windows

package cut

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"
	"testing"
	"time"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

// killsEnv is how many times each victim is killed.
const killsEnv = "CUT_TEST_KILLS"

// Whenever the program is killed, files under their final names are whole, and
// what is left besides can be found and removed.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		source string
		output Output
		kills  int
		within time.Duration // of the start
	}{
		{"a.wav", Output{}, 8, 60 * time.Millisecond},
		{"b.mp3", Output{}, 8, 60 * time.Millisecond},
		{"c.wav", Output{Format: MP3}, 6, 800 * time.Millisecond},
		{"d.mp3", Output{Format: FLAC}, 4, 800 * time.Millisecond},
	} {
		t.Run(test.source+string(test.output.Format), func(t *testing.T) {
			t.Parallel()
			if n, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
				test.kills = n
			}
			src := probeMedia(t, makeMedia(t, test.source, 120_000, 44100, 2))
			killed(t, victimJob{src, test.output}, test.kills, test.within)
		})
	}
}

// killed kills a program that does the job again and again, and checks what is
// left each time.
func killed(t *testing.T, job victimJob, kills int, within time.Duration) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	want := sums(t, job)
	found, leftovers := 0, 0
	for i := range kills {
		folder := t.TempDir()
		out := filepath.Join(folder, "out")
		data, err := json.Marshal(job)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "job.json"), data, 0o600); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(self)
		cmd.Env = append(os.Environ(), victimEnv+"="+folder)
		cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
		ready, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		_, _ = ready.Read(make([]byte, 6))
		if i == 0 { // once it is known to have finished something
			first := filepath.Join(out, "0"+filepath.Ext(want.name))
			for n := 0; ; n++ {
				if _, err := os.Stat(first); err == nil {
					break
				}
				if n == 60_000 {
					t.Fatal("no segment is ever finished")
				}
				time.Sleep(time.Millisecond)
			}
		}
		// The moment is what the test varies: it waits for nothing.
		time.Sleep(rand.N(within))
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()

		leftovers += len(leftoversIn(t, out))
		entries, _ := os.ReadDir(out)
		for _, e := range entries {
			if isDraft(e.Name()) {
				continue
			}
			sum, err := sha256File(context.Background(), filepath.Join(out, e.Name()))
			if err != nil {
				t.Fatal(err)
			}
			if index := int(e.Name()[0] - '0'); sum != want.sums[index] {
				t.Fatalf("kill %d: %s is not what it is when nobody kills", i, e.Name())
			}
			found++
		}
		// A child that was just being started dies a moment later, and its draft
		// is in use until then.
		for range 500 {
			if err := Clean(out); err != nil {
				t.Fatal(err)
			}
			entries, _ = os.ReadDir(out)
			if !slices.ContainsFunc(entries, func(e os.DirEntry) bool { return isDraft(e.Name()) }) {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		noDrafts(t, out)
	}
	t.Logf("%d whole files and %d leftovers after %d kills", found, leftovers, kills)
}

// A whole is what a job's files are when nobody kills it.
type whole struct {
	name string   // of a file
	sums []string // by segment
}

func sums(t *testing.T, job victimJob) whole {
	t.Helper()
	task, err := job.task(mediatest.Tools(t), t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	w := whole{name: task.Names[0]}
	for _, r := range write(t, task) {
		sum, err := sha256File(context.Background(), r.Path)
		if err != nil {
			t.Fatal(err)
		}
		w.sums = append(w.sums, sum)
	}
	return w
}

// leftoversIn returns the drafts in folder that nobody writes.
func leftoversIn(t *testing.T, folder string) []string {
	t.Helper()
	var found []string
	err := leftovers(folder, func(path string, _ *os.File) error {
		found = append(found, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// A draft that is being written is no leftover. The test is not parallel: a
// child that another test starts holds the lock, too, until it has become its
// program.
func TestLeftoversAreOnlyTheDead(t *testing.T) {
	folder := t.TempDir()
	d, err := newDraft(folder)
	if err != nil {
		t.Fatal(err)
	}
	if left := leftoversIn(t, folder); len(left) != 0 {
		t.Errorf("a draft in use is a leftover: %v", left)
	}
	_ = d.file.Close()
	if left := leftoversIn(t, folder); len(left) != 1 {
		t.Errorf("a draft nobody has open is no leftover: %v", left)
	}
	if left := leftoversIn(t, filepath.Join(folder, "none")); left != nil {
		t.Errorf("a missing folder has leftovers: %v", left)
	}
}

// limited mounts a file system of the given size and reports whether that was
// possible.
func limited(t *testing.T, bytes int) (string, bool) {
	t.Helper()
	folder := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", bytes), "none", folder).Run(); err != nil {
		return folder, false
	}
	// Lazily: a child that another test starts holds the files that are open here for an instant.
	t.Cleanup(func() { _ = exec.Command("umount", "-l", folder).Run() })
	return folder, true
}

// mountable reports whether the test may go on: it can mount. Where it cannot,
// it runs once more in namespaces in which it can, and fails if that fails; a
// system without namespaces shows with a device that is always full that a full
// disk is known for one.
func mountable(t *testing.T) bool {
	t.Helper()
	if _, ok := limited(t, 4096); ok {
		return true
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if exec.Command("unshare", "-rm", "true").Run() == nil {
		if out, err := exec.Command("unshare", "-rm", self, "-test.run", "^"+t.Name()+"$").CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
		return false
	}
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal("neither a small file system nor /dev/full is there to test a full disk with")
	}
	defer file.Close()
	_, err = file.Write([]byte("x"))
	if got := fault.CodeOf(explain(err, file.Name())); got != fault.DiskFull {
		t.Errorf("a full device is %s", got)
	}
	return false
}

// A folder on another file system, and one that cannot be written to, whoever
// asks.
func TestOtherFileSystems(t *testing.T) {
	t.Parallel()
	if !mountable(t) {
		return
	}
	folder, _ := limited(t, 4_000_000)
	src := probeMedia(t, makeMedia(t, "a.mp3", 120_000, 44100, 2))
	for _, o := range []Output{{}, {Format: FLAC}} {
		job := task(t, src, parts(src, 50_000), o)
		job.Folder = filepath.Join(folder, "new", string(o.Format))
		results := write(t, job)
		for i, got := range lengths(t, results, 2) {
			if r := results[i]; got != r.Segment.Len() {
				t.Errorf("%s: segment %d holds %d samples, want %d", r.Method, i, got, r.Segment.Len())
			}
		}
	}
	mediatest.Run(t, "mount", "-t", "tmpfs", "-o", "remount,ro", "none", folder)
	for _, below := range []string{"", "new", "new/sub"} {
		job := task(t, src, parts(src, 50_000), Output{})
		job.Folder = filepath.Join(folder, below)
		if results, err := Write(context.Background(), job); fault.CodeOf(err) != fault.PermissionDenied || len(results) != 0 {
			t.Errorf("read-only folder %q: %v, %v, want PERMISSION_DENIED", below, results, err)
		}
	}
}

// A disk that fills takes nothing with it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	if !mountable(t) {
		return
	}
	wav := probeMedia(t, makeMedia(t, "a.wav", 400_000, 44100, 2))
	for _, test := range []struct {
		name   string
		output Output
		size   int
	}{
		{"before", Output{}, 700_000}, // known to be too small
		{"copy", Output{}, 0},         // filled by another meanwhile
		{"encode", Output{Format: FLAC}, 0},
		{"estimate", Output{Format: MP3}, 24_000},
		{"encode mp3", Output{Format: MP3}, 0},
		{"manifest", Output{Manifest: true}, 700_000},
	} {
		t.Run(test.name, func(t *testing.T) {
			job := task(t, wav, parts(wav, 100_000, 200_000, 300_000), test.output)
			size := test.size
			if size == 0 {
				size = 4_000_000
			}
			folder, mounted := limited(t, size)
			if !mounted {
				t.Fatal("no small file system could be mounted, not even in a namespace of its own")
			}
			job.Folder = folder
			job.Workers = 1
			if test.size == 0 {
				job.Progress = hog(t, folder, size)
			}
			results, err := Write(context.Background(), job)
			if fault.CodeOf(err) != fault.DiskFull {
				t.Fatalf("got %v, want DISK_FULL", err)
			}
			noDrafts(t, folder)
			for _, r := range results {
				if info, err := os.Stat(r.Path); err != nil || info.Size() != r.Size {
					t.Errorf("%s is not whole: %v", r.Path, err)
				}
			}
		})
	}
}

// hog returns a progress function that fills the disk when it is first called.
func hog(t *testing.T, folder string, size int) func(float64) {
	filled := false
	return func(float64) {
		if filled {
			return
		}
		filled = true
		file, err := os.Create(filepath.Join(folder, "hog"))
		if err != nil {
			t.Error(err)
			return
		}
		defer file.Close()
		for n := 0; n < size; n += 4096 {
			if _, err := file.Write(make([]byte, 4096)); err != nil {
				return
			}
		}
	}
}
