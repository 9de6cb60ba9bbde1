package engine

import (
	"os"
	"path/filepath"
	"slices"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/media"
)

// AudioOf returns the files that a list of cuts is for: those among the others
// that it names or that are named like it, and else such files beside it. It
// waits for the disk.
func AudioOf(path string, list *cutlist.List, others []string) []string {
	var found []string
	for _, candidates := range [][]string{others, audioBeside(path)} {
		for _, t := range list.Tracks {
			if audio, ok := cutlist.Match(t.File, candidates); ok && !slices.Contains(found, audio) {
				found = append(found, audio)
			}
		}
		if len(found) > 0 {
			return found
		}
		if audio, ok := cutlist.Match(filepath.Base(path), candidates); ok {
			return []string{audio}
		}
	}
	return nil
}

// audioBeside returns the audio files in the folder of a file.
func audioBeside(path string) []string {
	folder := filepath.Dir(path)
	entries, _ := os.ReadDir(folder) // a folder that cannot be read holds none
	var audio []string
	for _, e := range entries {
		if e.Type().IsRegular() && media.IsAudioName(e.Name()) {
			audio = append(audio, filepath.Join(folder, e.Name()))
		}
	}
	return audio
}
