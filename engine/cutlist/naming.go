package cutlist

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxSheets is how many sheets of a folder are looked into for the one of a file.
const maxSheets = 200

// Naming finds the cue sheet in the folder of an audio file that names this file
// among the audio it is for, as one sheet for the two sides of a record does.
func Naming(audio string) (string, bool) {
	folder := filepath.Dir(audio)
	entries, _ := os.ReadDir(folder) // a folder that cannot be read holds none
	seen := 0
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.EqualFold(filepath.Ext(e.Name()), ".cue") {
			continue
		}
		if seen++; seen > maxSheets {
			break
		}
		path := filepath.Join(folder, e.Name())
		list, err := ReadFile(path, Options{Format: Cue})
		if err != nil {
			continue
		}
		named := func(t Track) bool {
			_, ok := Match(t.File, []string{filepath.Base(audio)})
			return ok
		}
		if slices.ContainsFunc(list.Tracks, named) {
			return path, true
		}
	}
	return "", false
}

// IsListName reports whether a file's name ends as those of cut lists do.
func IsListName(name string) bool {
	ending := strings.ToLower(filepath.Ext(name))
	listed := func(e besideEnding) bool { return filepath.Ext(e.ending) == ending }
	return ending == ".log" || ending == ".fcpxml" || ending == ".otio" || ending == ".nml" || slices.ContainsFunc(besideEndings, listed)
}
