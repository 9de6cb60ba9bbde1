package engine

import (
	"context"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/plan"
)

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
	if path, ok := cutlist.Beside(src.Path, s.Mode == plan.Labels); ok {
		return cutlist.ReadFile(path, options)
	}
	if s.Mode == plan.Chapters && len(src.Chapters) > 0 && finders[src.Container] == nil {
		return nil, nil
	}
	return embedded(src, options.Length)
}
