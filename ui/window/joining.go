package window

import (
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"audiospliter/engine"
	"audiospliter/engine/cutlist"
	"audiospliter/engine/plan"
)

// What is dropped may be more than audio: cue sheets and other lists of cuts,
// which belong to a file, and presets.

// A cuts is a list of cuts that was dropped.
type cuts struct {
	path string
	mode plan.Mode // that reads it
}

// readCuts reads a dropped file as a list of cuts. It waits for the disk.
func readCuts(path string) (*cutlist.List, *cuts) {
	if !cutlist.IsListName(path) {
		return nil, nil
	}
	list, err := cutlist.ReadFile(path, cutlist.Options{})
	if err != nil {
		return nil, nil
	}
	return list, &cuts{path, plan.ModeOf(list.Format)}
}

// isPreset reports whether a file is one of AudioSpliter's presets. It waits for
// the disk.
func isPreset(path string) bool {
	if !strings.EqualFold(filepath.Ext(path), ".json") {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	var head struct {
		Schema int             `json:"schema"`
		Recipe json.RawMessage `json:"recipe"`
	}
	const most = 1 << 20
	return json.NewDecoder(io.LimitReader(f, most)).Decode(&head) == nil && head.Schema > 0 && head.Recipe != nil
}

// A sorted drop is what was dropped, by what it is.
type drop struct {
	audio   []string // files and folders
	presets []string
	joined  []finding // lists with the files they are for
	loose   []cuts    // lists that belong to no file
}

// understand looks at what was dropped. Queued are the paths of the files in the
// queue; over is the file whose row was dropped on, nil if there was none. It
// waits for the disk.
func understand(paths, queued []string, over *item) drop {
	var d drop
	type read struct {
		list *cutlist.List
		cuts *cuts
	}
	var lists []read
	for _, path := range paths {
		if abs, err := filepath.Abs(path); err == nil {
			path = abs
		}
		if isPreset(path) {
			d.presets = append(d.presets, path)
		} else if list, c := readCuts(path); c != nil {
			lists = append(lists, read{list, c})
		} else {
			d.audio = append(d.audio, path)
		}
	}
	for _, l := range lists {
		if over != nil {
			d.joined = append(d.joined, finding{item: over, cuts: l.cuts})
			continue
		}
		audio := engine.AudioOf(l.cuts.path, l.list, append(slices.Clone(d.audio), queued...))
		if len(audio) == 0 {
			d.loose = append(d.loose, *l.cuts)
		}
		for _, path := range audio {
			if i, err := newItem(path); err == nil {
				d.joined = append(d.joined, finding{item: i, cuts: l.cuts})
			}
		}
	}
	return d
}
