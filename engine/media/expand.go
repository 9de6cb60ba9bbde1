package media

import (
	"cmp"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"audiospliter/engine/fault"

	"github.com/maruel/natural"
)

// Expand returns the files that paths mean. A folder means the files in it and
// in the folders below it that have the name of audio (see IsAudioName), in
// natural order; anything else is taken as it is, whatever its name, and even
// if it does not exist, for Probe to tell. A file met twice is taken once, and
// so is a folder, which is how loops of links end.
//
// Skipped counts what was left out of folders: files that are hidden, have other
// names or are no regular files, and folders that cannot be read. Hidden folders
// are passed over uncounted. No file is opened.
//
// The error is that of ctx, or tells of the first given folder that could not be
// read; the files of the others are returned with it.
func Expand(ctx context.Context, paths []string) (files []string, skipped int, err error) {
	w := &walk{ctx: ctx, files: map[string]bool{}, folders: map[string]bool{}}
	for _, path := range paths {
		info, serr := os.Stat(path)
		if serr != nil || !info.IsDir() {
			w.take(path)
			continue
		}
		if ferr := w.folder(path); ferr != nil && err == nil {
			err = ferr
		}
		if ctx.Err() != nil {
			return w.found, w.skipped, ctx.Err()
		}
	}
	return w.found, w.skipped, err
}

// A walk is what Expand has seen so far.
type walk struct {
	ctx     context.Context
	found   []string
	skipped int
	files   map[string]bool // taken, by absolute path
	folders map[string]bool // entered, by real path
}

func (w *walk) take(path string) {
	key := path
	if abs, err := filepath.Abs(path); err == nil {
		key = abs
	}
	if !w.files[key] {
		w.files[key] = true
		w.found = append(w.found, path)
	}
}

// folder takes the audio files of the folder at path. It fails if it cannot be
// read, or was read in part.
func (w *walk) folder(path string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if real, err := filepath.EvalSymlinks(path); err == nil {
		if real, err = filepath.Abs(real); err == nil {
			if w.folders[real] {
				return nil
			}
			w.folders[real] = true
		}
	}
	entries, err := os.ReadDir(path)
	slices.SortFunc(entries, func(a, b fs.DirEntry) int { return byName(a.Name(), b.Name()) })
	for _, entry := range entries {
		w.entry(filepath.Join(path, entry.Name()), entry)
	}
	if err != nil {
		code := fault.CodeOf(err)
		return fault.Wrap(err, code, "The folder %q cannot be read.", path)
	}
	return nil
}

func (w *walk) entry(path string, entry fs.DirEntry) {
	mode := entry.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		if err != nil {
			w.skipped++
			return
		}
		mode = info.Mode().Type()
	}
	hidden := strings.HasPrefix(entry.Name(), ".")
	switch {
	case mode.IsDir() && hidden:
	case mode.IsDir():
		if err := w.folder(path); err != nil {
			w.skipped++
		}
	case mode.IsRegular() && !hidden && IsAudioName(path):
		w.take(path)
	default:
		w.skipped++
	}
}

// byName orders names as people do: numbers by value, and letters of either
// case alike unless nothing else differs.
func byName(a, b string) int {
	la, lb := strings.ToLower(a), strings.ToLower(b)
	switch {
	case natural.Less(la, lb):
		return -1
	case natural.Less(lb, la):
		return 1
	}
	return cmp.Compare(a, b)
}
