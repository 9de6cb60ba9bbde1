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

// A cutList is a dropped file with a list of cuts.
type cutList struct {
	path string
	mode plan.Mode // that reads it
}

// readCuts reads a dropped file as a list of cuts. It waits for the disk.
func readCuts(path string) (*cutlist.List, *cutList) {
	if !cutlist.IsListName(path) {
		return nil, nil
	}
	list, err := cutlist.ReadFile(path, cutlist.Options{})
	if err != nil {
		return nil, nil
	}
	return list, &cutList{path, plan.ModeOf(list.Format)}
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

// droppedFiles are dropped files by their kind.
type droppedFiles struct {
	audio     []string // files and folders
	presets   []string
	lists     []finding // lists with the files they are for
	unmatched []cutList // lists that belong to no file
}

// sortDropped finds out the kinds of dropped files. Queued are the paths of the files
// in the queue, which lists may belong to; over is the item whose row was dropped on,
// nil for none. It waits for the disk.
func sortDropped(paths, queued []string, over *item) droppedFiles {
	var d droppedFiles
	type read struct {
		list *cutlist.List
		cuts *cutList
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
			d.lists = append(d.lists, finding{item: over, cuts: l.cuts})
			continue
		}
		audio := engine.AudioOf(l.cuts.path, l.list, append(slices.Clone(d.audio), queued...))
		if len(audio) == 0 {
			d.unmatched = append(d.unmatched, *l.cuts)
		}
		for _, path := range audio {
			if i, err := newItem(path); err == nil {
				d.lists = append(d.lists, finding{item: i, cuts: l.cuts})
			}
		}
	}
	return d
}
