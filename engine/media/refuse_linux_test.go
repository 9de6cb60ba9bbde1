package media

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"

	"audiospliter/engine/fault"
	"audiospliter/engine/internal/mediatest"
)

func TestPipeDoesNotHang(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe.mp3")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, path, fault.UnsupportedFormat, "device or a pipe")
}

// powerless runs f without the power that root has over files of any mode, which
// belongs to the thread: it ends with the goroutine that locked it.
func powerless(t *testing.T, f func()) {
	t.Helper()
	done := make(chan error)
	go func() {
		runtime.LockOSThread()
		var none [2]unix.CapUserData // two, for there are 64 capabilities in all
		err := unix.Capset(&unix.CapUserHeader{Version: unix.LINUX_CAPABILITY_VERSION_3}, &none[0])
		if err == nil {
			f()
		}
		done <- err
	}()
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked")
	if err := os.Mkdir(locked, 0o000); err != nil {
		t.Fatal(err)
	}
	file := write(t, filepath.Join(dir, "x.mp3"), []byte("data"))
	if err := os.Chmod(file, 0o000); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(locked, "x.mp3")} {
		var err error
		powerless(t, func() { _, err = Probe(t.Context(), mediatest.Tools(t), path) })
		if fault.CodeOf(err) != fault.PermissionDenied {
			t.Errorf("%s: %v", path, err)
		}
	}
	var (
		files   []string
		skipped int
		err     error
	)
	powerless(t, func() { files, skipped, err = Expand(t.Context(), []string{dir}) })
	if err != nil || skipped != 1 || len(files) != 1 {
		t.Errorf("a folder below that cannot be read: %q, %d skipped, %v", files, skipped, err)
	}
	powerless(t, func() { _, _, err = Expand(t.Context(), []string{locked}) })
	if fault.CodeOf(err) != fault.PermissionDenied {
		t.Errorf("a given folder that cannot be read: %v", err)
	}
}
