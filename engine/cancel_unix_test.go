//go:build !windows

package engine

import (
	"context"
	"os"
	"testing"
	"time"

	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
)

// ffmpeg that has written half a file, and would be at the rest of it for ever,
// is gone after a cancel, and so is the half.
func TestCancelLeavesNothingHalfWritten(t *testing.T) {
	t.Parallel()
	e := New(Options{Workers: 1, Tools: script(t, `case "$*" in *libopus*)
	for last; do :; done
	echo half >"${last#file:}"
	exec sleep 3600 ;;
esac`)})
	defer e.Close()
	r := everySeconds(60)
	r.Output.Format, r.Output.Folder = cut.Opus, t.TempDir()
	added := e.Add(Request{Path: music, Recipe: r}, Request{Path: music, Recipe: r})
	half := func() bool {
		entries, err := os.ReadDir(r.Output.Folder)
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			if info, err := entry.Info(); err == nil && info.Size() > 0 {
				return true
			}
		}
		return false
	}
	for !half() {
		if j, _ := e.Job(added.Jobs[0].ID); j.State.Final() {
			t.Fatalf("%s before anything is written: %v", j.State, j.Err)
		}
		time.Sleep(time.Millisecond)
	}
	e.CancelAll()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := e.Wait(ctx); err != nil {
		t.Fatal("a minute after the cancel something still runs")
	}
	for _, j := range added.Jobs {
		if j, _ := e.Job(j.ID); j.State != Canceled || fault.CodeOf(j.Err) != fault.Canceled {
			t.Errorf("%s is %s, %v", j.ID, j.State, j.Err)
		}
	}
	if left, err := os.ReadDir(r.Output.Folder); err != nil || len(left) > 0 {
		t.Errorf("%v is left, %v", left, err)
	}
}
