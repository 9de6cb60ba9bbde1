//go:build !windows && !darwin

package watch

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

const canTrash = true

// trash puts a file in the trash (freedesktop.org, "The FreeDesktop.org Trash
// specification", version 1.0): that of the home folder, or where that is on
// another file system, that of the file's own.
func trash(path string) error {
	home, err := homeTrash()
	if err != nil {
		return err
	}
	err = trashTo(home, path, path)
	if !errors.Is(err, syscall.EXDEV) {
		return err
	}
	top, err := topFolder(path)
	if err != nil {
		return err
	}
	name, err := filepath.Rel(top, path)
	if err != nil {
		return err
	}
	return trashTo(filepath.Join(top, ".Trash-"+strconv.Itoa(os.Getuid())), path, name)
}

func homeTrash() (string, error) {
	if data := os.Getenv("XDG_DATA_HOME"); filepath.IsAbs(data) {
		return filepath.Join(data, "Trash"), nil
	}
	home, err := os.UserHomeDir()
	return filepath.Join(home, ".local", "share", "Trash"), err
}

// topFolder returns the root of the file system that holds path.
func topFolder(path string) (string, error) {
	device := func(path string) (uint64, error) {
		var s unix.Stat_t
		err := unix.Stat(path, &s)
		return uint64(s.Dev), err
	}
	folder := filepath.Dir(path)
	own, err := device(folder)
	if err != nil {
		return "", err
	}
	for {
		parent := filepath.Dir(folder)
		if d, err := device(parent); err != nil || d != own || parent == folder {
			return folder, nil
		}
		folder = parent
	}
}

// trashTo puts a file in a trash folder, where it is said to come from name.
func trashTo(can, path, name string) error {
	for _, folder := range []string{can, filepath.Join(can, "files"), filepath.Join(can, "info")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			return err
		}
	}
	target, err := reserve(filepath.Join(can, "files"), filepath.Base(path))
	if err != nil {
		return err
	}
	info := filepath.Join(can, "info", filepath.Base(target)+".trashinfo")
	text := fmt.Sprintf("[Trash Info]\nPath=%s\nDeletionDate=%s\n", (&url.URL{Path: name}).EscapedPath(), time.Now().Format("2006-01-02T15:04:05"))
	if err = os.WriteFile(info, []byte(text), 0o600); err == nil {
		err = os.Rename(path, target)
	}
	if err != nil {
		_ = os.Remove(target)
		_ = os.Remove(info)
	}
	return err
}
