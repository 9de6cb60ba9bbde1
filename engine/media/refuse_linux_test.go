package media

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"audiospliter/engine/fault"
)

func TestPipeDoesNotHang(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "pipe.mp3")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Fatal(err)
	}
	wantCode(t, path, fault.UnsupportedFormat, "device or a pipe")
}

// nobody runs f as a user without rights, also where the tests run as root: the
// identity that files are checked against belongs to the thread, which ends
// with the goroutine that locked it.
func nobody(f func()) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread()
		if os.Getuid() == 0 {
			_, _, _ = syscall.RawSyscall(syscall.SYS_SETFSUID, 65534, 0, 0)
		}
		f()
	}()
	<-done
}

func TestForbidden(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	locked := filepath.Join(dir, "locked")
	for _, folder := range []string{dir, filepath.Dir(dir)} {
		if err := os.Chmod(folder, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(locked, 0o000); err != nil {
		t.Fatal(err)
	}
	file := write(t, filepath.Join(dir, "x.mp3"), []byte("data"))
	if err := os.Chmod(file, 0o000); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{file, filepath.Join(locked, "x.mp3")} {
		var err error
		nobody(func() { _, err = Probe(t.Context(), tools(t), path) })
		if fault.CodeOf(err) != fault.PermissionDenied {
			t.Errorf("%s: %v", path, err)
		}
	}
	var (
		files   []string
		skipped int
		err     error
	)
	nobody(func() { files, skipped, err = Expand(t.Context(), []string{dir}) })
	if err != nil || skipped != 1 || len(files) != 1 {
		t.Errorf("a folder below that cannot be read: %q, %d skipped, %v", files, skipped, err)
	}
	nobody(func() { _, _, err = Expand(t.Context(), []string{locked}) })
	if fault.CodeOf(err) != fault.PermissionDenied {
		t.Errorf("a given folder that cannot be read: %v", err)
	}
}
