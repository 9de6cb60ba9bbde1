//go:build !windows

package engine

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
)

// script makes a program that does what the lines say and is then ffmpeg.
func script(t *testing.T, lines string) *ffmpeg.Tools {
	t.Helper()
	found, err := ffmpeg.Find("")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "ffmpeg")
	text := fmt.Sprintf("#!/bin/sh\n%s\nexec %q \"$@\"\n", lines, found.FFmpeg)
	// A child that another test is just starting has the files that are open: no
	// file can be run that somebody may still write.
	syscall.ForkLock.RLock()
	err = os.WriteFile(path, []byte(text), 0o700)
	syscall.ForkLock.RUnlock()
	if err != nil {
		t.Fatal(err)
	}
	return &ffmpeg.Tools{FFmpeg: path, FFprobe: found.FFprobe}
}

func flacRequest(folder string) Request {
	r := everySeconds(5)
	r.Output.Format, r.Output.Folder = cut.FLAC, folder
	return Request{Path: "/usr/share/asterisk/sounds/en_US_f_Allison/conf-adminmenu.wav", Recipe: r}
}

func TestWhatCanPassIsTriedAgain(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, test := range map[string]struct {
		script string
		runs   int
		state  State
	}{
		"killed once": {`case "$*" in *-encoders*) ;; *) [ -e ` + folder + `/once ] || { touch ` + folder + `/once; kill -9 $$; } ;; esac`, 2, Completed},
		"ended once":  {`case "$*" in *-encoders*) ;; *) [ -e ` + folder + `/ended ] || { touch ` + folder + `/ended; exit 255; } ;; esac`, 2, Completed},
		"255":         {`case "$*" in *-encoders*) ;; *) echo not permitted >&2; exit 255 ;; esac`, 1, Failed},
		"always":      {`case "$*" in *-encoders*) ;; *) kill -9 $$ ;; esac`, 3, Failed},
		"wrong":       {`case "$*" in *-encoders*) ;; *) echo wrong >&2; exit 1 ;; esac`, 1, Failed},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			e := New(Options{Tools: script(t, test.script), Workers: 1, Backoff: []time.Duration{time.Millisecond, time.Millisecond}})
			defer e.Close()
			added := e.Add(flacRequest(t.TempDir()))
			if err := e.Wait(t.Context()); err != nil {
				t.Fatal(err)
			}
			j, _ := e.Job(added.Jobs[0].ID)
			if j.State != test.state || j.Runs() != test.runs || j.Retries != test.runs-1 {
				t.Errorf("%s after %d runs, %v", j.State, j.Runs(), j.Err)
			}
			if test.state == Completed && (len(j.Result.Outputs) != 4 || j.Err != nil) {
				t.Errorf("%d segments, %v", len(j.Result.Outputs), j.Err)
			}
		})
	}
}

// ffmpeg that stands still is ended, and the job fails with what it last said.
func TestStandstillFails(t *testing.T) {
	t.Parallel()
	e := New(Options{Tools: script(t, `case "$*" in *-encoders*) ;; *) echo last words >&2; exec sleep 1000 ;; esac`), Stall: 100 * time.Millisecond})
	defer e.Close()
	added := e.Add(flacRequest(t.TempDir()))
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	if j, _ := e.Job(added.Jobs[0].ID); fault.CodeOf(j.Err) != fault.FFmpegFailed {
		t.Errorf("%s, %v", j.State, j.Err)
	}
}

// Jobs that find the disk full go on when there is room.
func TestFullDiskPasses(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1500000", "none", folder).Run(); err != nil {
		// Without the right to mount: the codes alone.
		if !fault.Passing(fault.New(fault.DiskFull, "full")) || fault.Passing(fault.New(fault.CorruptFile, "bad")) {
			t.Error("a full disk is taken for good")
		}
		return
	}
	defer func() { _ = exec.Command("umount", "-l", folder).Run() }()
	hog := filepath.Join(folder, "hog")
	if err := os.WriteFile(hog, make([]byte, 1_200_000), 0o600); err != nil {
		t.Fatal(err)
	}
	paths := prompts(t, t.TempDir(), 8)
	undisturbed := t.TempDir()
	e := newEngine(t, 2)
	e.runner.backoff = slices.Repeat([]time.Duration{10 * time.Millisecond}, 1000)
	e.Add(mixed(paths, undisturbed)...)
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	full := make(chan struct{}, 2)
	stop := e.Subscribe(func(event Event) {
		if event.Kind == StateChanged && event.Job.State == Queued && fault.CodeOf(event.Job.Err) == fault.DiskFull {
			select {
			case full <- struct{}{}:
			default:
			}
		}
	})
	out := filepath.Join(folder, "out")
	e.Add(mixed(paths, out)...)
	<-full
	<-full
	if err := os.Remove(hog); err != nil {
		t.Fatal(err)
	}
	if err := e.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	stop()
	compare(t, tree(t, out), tree(t, undisturbed))
}
