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
	"strconv"
	"syscall"
	"testing"
	"time"

	"audiospliter/engine/fault"
)

// killsEnv is how many times the victim is killed.
const killsEnv = "CUT_TEST_KILLS"

// Whenever the program is killed, files under their final names are whole, and
// what is left besides can be found and removed.
func TestKilledAtAnyMoment(t *testing.T) {
	t.Parallel()
	kills := 20
	if n, err := strconv.Atoi(os.Getenv(killsEnv)); err == nil {
		kills = n
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	src := probe(t, makeMedia(t, "a.wav", 120_000, 44100, 2))
	job, err := json.Marshal(victimJob{src, Output{}})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "job.json"), job, 0o600); err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(folder, "out")
	whole, leftovers := 0, 0
	for i := range kills {
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
		// The moment is what the test varies: it waits for nothing.
		time.Sleep(time.Duration(rand.IntN(60)) * time.Millisecond)
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL)
		_ = cmd.Wait()

		left, err := Leftovers(out)
		if err != nil {
			t.Fatal(err)
		}
		leftovers += len(left)
		entries, _ := os.ReadDir(out)
		for _, e := range entries {
			if isDraft(e.Name()) {
				continue
			}
			info, err := e.Info()
			if err != nil {
				t.Fatal(err)
			}
			// All segments have 30,000 frames of 4 bytes, a header, and short tags.
			if size := info.Size(); size < 120_044 || size > 120_200 {
				t.Fatalf("kill %d: %s has %d bytes", i, e.Name(), size)
			}
			whole++
		}
		if err := Clean(out); err != nil {
			t.Fatal(err)
		}
		noDrafts(t, out)
		if err := os.RemoveAll(out); err != nil {
			t.Fatal(err)
		}
	}
	if whole == 0 {
		t.Error("no segment was ever finished: the test shows nothing")
	}
	t.Logf("%d whole files and %d leftovers after %d kills", whole, leftovers, kills)
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
	if left, err := Leftovers(folder); err != nil || len(left) != 0 {
		t.Errorf("a draft in use is a leftover: %v, %v", left, err)
	}
	_ = d.file.Close()
	if left, err := Leftovers(folder); err != nil || len(left) != 1 {
		t.Errorf("a draft nobody has open is no leftover: %v, %v", left, err)
	}
	if left, err := Leftovers(filepath.Join(folder, "none")); err != nil || left != nil {
		t.Errorf("a missing folder has leftovers: %v, %v", left, err)
	}
}

// limited mounts a file system of the given size, or, where that is not
// allowed, is the reason the full-disk test limits the process instead.
func limited(t *testing.T, bytes int) (string, bool) {
	t.Helper()
	folder := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", fmt.Sprintf("size=%d", bytes), "none", folder).Run(); err != nil {
		return folder, false
	}
	t.Cleanup(func() { _ = exec.Command("umount", folder).Run() })
	return folder, true
}

// A disk that fills takes nothing with it.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	wav := probe(t, makeMedia(t, "a.wav", 400_000, 44100, 2))
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
				// Without the right to mount: a device that is always full.
				if _, err := os.Stat("/dev/full"); err != nil {
					t.Fatal("neither tmpfs nor /dev/full is there to test a full disk with")
				}
				if got := fault.CodeOf(explain(&os.PathError{Err: writeFull(t)}, folder)); got != fault.DiskFull {
					t.Fatalf("a full device is %s", got)
				}
				return
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

func writeFull(t *testing.T) error {
	file, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	_, err = file.Write([]byte("x"))
	return err
}
