package fault

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"
)

func TestListReadsLikeASentence(t *testing.T) {
	for want, names := range map[string][]Code{"": nil, "a": {"a"}, "a, b, c": {"a", "b", "c"}} {
		if got := List(names); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestOfFindsTheCode(t *testing.T) {
	_, missing := os.Open(filepath.Join(t.TempDir(), "none"))
	own := New(NoCutsFound, "No silence below %d dB.", -40)
	tests := []struct {
		name string
		err  error
		want Code
	}{
		{"nil", nil, ""},
		{"missing file", missing, FileNotFound},
		{"permission", &fs.PathError{Op: "open", Path: "x", Err: fs.ErrPermission}, PermissionDenied},
		{"wrapped", fmt.Errorf("planning: %w", own), NoCutsFound},
		{"canceled", fmt.Errorf("reading: %w", context.Canceled), Canceled},
		{"a cancel outranks what it made fail", Wrap(context.Canceled, FFmpegFailed, "It failed."), Canceled},
		{"unknown", errors.New("odd"), IOFailed},
	}
	for _, test := range tests {
		if got := CodeOf(test.err); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
	if Of(own) != own {
		t.Error("an error that has a code became another")
	}
}

func TestOfNamesTheFile(t *testing.T) {
	path := filepath.Join("out", "a.wav")
	for _, test := range []struct {
		err  error
		want string
	}{
		{&fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}, "a.wav is not there any more."},
		{fs.ErrNotExist, "The file is not there any more."},
		{fmt.Errorf("reading: %w", &fs.PathError{Op: "open", Path: path, Err: fs.ErrPermission}), "The system does not allow access to a.wav."},
		{fs.ErrPermission, "The system does not allow this."},
		{&fs.PathError{Op: "write", Path: path, Err: syscall.ENOSPC}, "The disk that holds the folder out is full: free some space or choose another output folder."},
		{syscall.ENOSPC, "The disk is full: free some space or choose another output folder."},
		{&os.LinkError{Op: "rename", Old: "b.tmp", New: path, Err: errors.New("odd")}, "Reading or writing a.wav failed."},
		{errors.New("odd"), "Reading or writing failed."},
	} {
		if runtime.GOOS == "windows" && errors.Is(test.err, syscall.ENOSPC) {
			continue // it has a number of its own
		}
		if got := Of(test.err).Message.String(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}

func TestErrorSaysTheDetailOnce(t *testing.T) {
	for _, test := range []struct {
		err  *Error
		want string
	}{
		{New(DiskFull, "The disk is full."), "The disk is full."},
		{New(DiskFull, "The disk is full.").WithDetails("2 MB left"), "The disk is full: 2 MB left"},
		{New(DiskFull, "The disk is full.").WithDetails("The disk is full."), "The disk is full."},
	} {
		if got := test.err.Error(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
