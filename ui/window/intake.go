package window

import (
	"context"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"sync"

	"audiospliter/engine"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
)

// maxProbes is how many files are probed at once: enough to hide the disk, few
// enough to leave the machine to the person.
const maxProbes = 3

// An intake turns what a person drops into items and finds out what they are,
// in the background. Its callbacks run on the UI goroutine.
type intake struct {
	ctx    context.Context
	expand func(context.Context, []string) (files []string, skipped, own int, err error)
	probe  func(context.Context, string) (engine.Source, error)
	found  *batcher[finding]
	probed *batcher[probeResult]

	mu      sync.Mutex
	waiting []*item
	workers int
	read    int // files since there was nothing to do
}

// A finding is an audio file, a list of cuts with the file it is for (nil for
// the current one), a preset file, or how many files were left out because they
// are not audio or were written by the program itself, or why what was dropped cannot be looked at.
type finding struct {
	item       *item
	cuts       *cutList
	preset     string
	skipped    int
	ownOutputs int
	err        error
}

// A probeResult is what probing an item came to.
type probeResult struct {
	item *item
	src  engine.Source
	err  error
}

func newIntake(ctx context.Context, run func(func()), expand func(context.Context, []string) (files []string, skipped, own int, err error),
	probe func(context.Context, string) (engine.Source, error), found func([]finding), probed func([]probeResult),
) *intake {
	return &intake{ctx: ctx, expand: expand, probe: probe, found: newBatcher(run, found), probed: newBatcher(run, probed)}
}

// take looks at paths: files as they are, folders for the audio in them, lists
// of cuts for the files they belong to. Queued and over are as understand has
// them.
func (in *intake) take(paths, queued []string, over *item) {
	runInBackground(func() {
		d := sortDropped(paths, queued, over)
		if len(d.audio) > 0 {
			in.findAudio(d.audio)
		}
		for _, path := range d.presets {
			in.found.push(finding{preset: path})
		}
		for _, c := range d.unmatched {
			in.found.push(finding{cuts: &c})
		}
		in.found.push(d.lists...) // after the files they are for
	})
}

// findAudio finds the audio in files and folders.
func (in *intake) findAudio(paths []string) {
	files, skipped, own, err := in.expand(in.ctx, paths)
	if in.ctx.Err() != nil {
		return
	}
	if err != nil {
		in.found.push(finding{err: err})
	}
	for _, path := range files {
		i, err := newItem(path)
		if err != nil {
			in.found.push(finding{err: err})
			continue
		}
		in.found.push(finding{item: i})
	}
	if skipped+own > 0 || len(files) == 0 && err == nil {
		in.found.push(finding{skipped: skipped, ownOutputs: own})
	}
}

// newItem resolves a path: two ways to the same file are one item.
func newItem(path string) (*item, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	key, err := filepath.EvalSymlinks(path)
	if err != nil {
		if os.IsNotExist(err) {
			return nil, fault.Wrap(err, fault.FileNotFound, "%s is not there.", filepath.Base(path))
		}
		key = path
	}
	if key == path {
		key = path // the same string, kept once
	}
	return &item{key: key, path: path, maybeNotAudio: !media.IsAudioName(path)}, nil
}

// find queues items for probing.
func (in *intake) find(items []*item) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.waiting = append(in.waiting, items...)
	for in.workers < min(maxProbes, len(in.waiting)) {
		in.workers++
		runInBackground(in.work)
	}
}

// freeMemoryAbove is how many files leave so much behind when something was done to them
// that it is given back.
const freeMemoryAbove = 500

func (in *intake) work() {
	for {
		in.mu.Lock()
		if len(in.waiting) == 0 || in.ctx.Err() != nil {
			in.workers--
			back := in.workers == 0 && in.read > freeMemoryAbove
			if in.workers == 0 {
				in.read = 0
			}
			in.mu.Unlock()
			if back {
				debug.FreeOSMemory()
			}
			return
		}
		i := in.waiting[0]
		in.waiting = in.waiting[1:]
		in.read++
		in.mu.Unlock()
		src, err := in.probe(in.ctx, i.path)
		in.probed.push(probeResult{item: i, src: src, err: err})
	}
}

// cancelProbes takes items that have left the queue off the list of those to probe.
func (in *intake) cancelProbes(gone []*item) {
	out := make(map[*item]bool, len(gone))
	for _, i := range gone {
		out[i] = true
	}
	in.mu.Lock()
	defer in.mu.Unlock()
	in.waiting = slices.DeleteFunc(in.waiting, func(i *item) bool { return out[i] })
}
