package engine

import (
	"context"
	"path/filepath"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
)

// besides finds a cut list beside a source: one with its name, or a cue sheet
// that names it.
func besides(path string, spoken bool) (string, bool) {
	if list, ok := cutlist.Beside(path, spoken); ok {
		return list, true
	}
	return cutlist.Naming(path)
}

// unused says that a cut list lies beside a source that is cut by time or sound.
func unused(path string, mode plan.Mode) message.Text {
	switch mode {
	case plan.Duration, plan.Size, plan.Parts, plan.Silence:
	default:
		return nil
	}
	list, ok := besides(path, false)
	if !ok {
		return nil
	}
	return message.New("The cut list %s lies beside the file and is not used: mode cue, chapters or labels would.", filepath.Base(list))
}

// cuts finds the cut list of a source: the file the recipe names, else a list
// beside the source (subtitles are one for mode labels alone), else the one
// inside it. It is nil where the source's own chapters are all there is.
func cuts(ctx context.Context, src Source, s plan.Spec) (*cutlist.List, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	options, err := s.ListOptions()
	if err != nil {
		return nil, err
	}
	options.Length = src.Rate.Time(src.Samples)
	if s.CutsFile != "" {
		return cutlist.ReadFile(s.CutsFile, options)
	}
	if path, ok := besides(src.Path, s.Mode == plan.Labels); ok {
		return cutlist.ReadFile(path, options)
	}
	if s.Mode == plan.Chapters && len(src.Chapters) > 0 && finders[src.Container] == nil {
		return nil, nil
	}
	return embedded(src, options.Length)
}
