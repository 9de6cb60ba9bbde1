package engine

import (
	"cmp"
	"context"
	"encoding/json"
	"path/filepath"
	"slices"

	"audiospliter/engine/cut"
	"audiospliter/engine/media"
)

// Expand is media.Expand, but leaves out of folders the segments that earlier jobs
// wrote, as the journal and the manifests beside them say: splitting a folder again
// must not split what came of it. Own counts them. Of two errors that of media.Expand
// is returned. It waits for the disk.
func (l *Ledger) Expand(ctx context.Context, paths []string) (files []string, skipped, own int, err error) {
	files, skipped, err = media.Expand(ctx, paths)
	asked := map[string]bool{}   // folders
	known := map[string]bool{}   // those that jobs wrote to
	written := map[string]bool{} // paths of segments, absolute
	if len(files) > 0 {
		err = cmp.Or(err, l.journal.Folders(func(folder string) { known[folder] = true }))
	}
	kept := files[:0:0]
	for _, file := range files {
		path, aerr := filepath.Abs(file)
		// A template may have made folders below that of the manifest.
		for folder := filepath.Dir(path); aerr == nil && !asked[folder] && !slices.Contains(paths, file); folder = filepath.Dir(folder) {
			asked[folder] = true
			aerr = l.writtenIn(folder, known[folder], written)
		}
		err = cmp.Or(err, aerr)
		if written[path] && !slices.Contains(paths, file) {
			own++
		} else {
			kept = append(kept, file)
		}
	}
	return kept, skipped, own, err
}

// writtenIn adds the paths of the segments that were written to a folder, which the
// journal knows or not.
func (l *Ledger) writtenIn(folder string, known bool, paths map[string]bool) error {
	for _, manifest := range cut.Manifests(folder) {
		m, _, err := cut.ReadManifest(manifest)
		if err != nil {
			continue
		}
		for _, s := range m.Segments {
			paths[filepath.Join(folder, filepath.FromSlash(s.File))] = true
		}
	}
	if !known {
		return nil
	}
	return l.journal.FilesIn(folder, func(text string) {
		var p cut.Publication
		if json.Unmarshal([]byte(text), &p) == nil && p.Index >= 0 {
			paths[p.Result.Path] = true
		}
	})
}
