package cut

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A Task is the writing of one plan.
type Task struct {
	Choice *Choice // how; its caller closes it, after Write
	Plan   plan.Plan
	Folder string // absolute; made if it is missing

	// Names has a name a segment: a path below Folder with slashes, safe, with
	// the extension of the choice. No two may differ only in case.
	Names   []string
	Workers int // segments at once; 0 is one

	Progress  func(done float64) // 0 to 1; called from any goroutine; may be nil
	Written   func(Result)       // a segment has its final name; one call at a time; may be nil
	Verifying func()             // verification begins; may be nil

	// Publishing is called with each file before it gets its final name, and of each
	// name that is tried, from any goroutine; it may wait for the disk. An error
	// ends the writing. It may be nil.
	Publishing func(Publication) error

	// Published is what an interrupted run of this task has published. What is
	// still as it was is not written again.
	Published []Publication

	// Claim reserves the name of a file for this task, and reports whether it could: it
	// is neither the source of another task nor the name of what that writes. It is
	// called from any goroutine; it may be nil.
	Claim func(path string) bool

	Scratch string // where a folder for small files is made; "" is the system's place
}

// Write writes the segments of a plan and returns what it wrote, in the plan's
// order. Where it fails it returns, beside the error, what was finished: those
// files stay. No draft is left behind, and no file under a final name is ever
// incomplete. A canceled context ends it within a second or two, with the code
// CANCELED.
func Write(ctx context.Context, t Task) ([]Result, error) {
	j, err := newJob(ctx, t)
	if err != nil {
		return nil, fault.Of(err)
	}
	defer j.close()
	results, err := j.run(ctx)
	if err != nil {
		return results, fault.Of(err)
	}
	return results, nil
}

// check returns an error for a task that makes no sense.
func (t Task) check() error {
	bad := func(format string, args ...any) error { return fault.New(fault.InvalidParams, format, args...) }
	if err := t.Choice.Output.Validate(); err != nil {
		return err
	}
	if len(t.Plan.Segments) == 0 || len(t.Names) != len(t.Plan.Segments) {
		return bad("There are %d names for %d segments.", len(t.Names), len(t.Plan.Segments))
	}
	if !filepath.IsAbs(t.Folder) {
		return bad("The output folder %q is not absolute.", t.Folder)
	}
	seen := map[string]bool{}
	for i, s := range t.Plan.Segments {
		if s.Start < 0 || s.End <= s.Start || s.End > t.Choice.Source.Samples {
			return bad("Segment %d lies outside the source.", i+1)
		}
		for _, c := range s.Channels {
			if c < 0 || c >= t.Choice.Source.Channels {
				return bad("Segment %d asks for a channel the source does not have.", i+1)
			}
		}
		name := t.Names[i]
		if !filepath.IsLocal(filepath.FromSlash(name)) || isDraft(filepath.Base(name)) {
			return bad("%q is no name for a segment.", name)
		}
		if lower := strings.ToLower(name); seen[lower] {
			return bad("Two segments have the name %q.", name)
		} else {
			seen[lower] = true
		}
	}
	return nil
}

// maxPublishing is how many whole drafts are synced at a time. While the disk is
// busy with them the workers go on; what waits for it stays bounded.
const maxPublishing = 4

// run writes all segments, then checks and lists them.
func (j *job) run(ctx context.Context) ([]Result, error) {
	group, gctx := errgroup.WithContext(ctx)
	next := make(chan int)
	group.Go(func() error {
		defer close(next)
		for i := range j.Plan.Segments {
			select {
			case next <- i:
			case <-gctx.Done():
				return gctx.Err()
			}
		}
		return nil
	})
	publishing := make(chan struct{}, maxPublishing)
	for range max(1, min(j.Workers, len(j.Plan.Segments))) {
		group.Go(func() error {
			w := j.choice.row.writer(j)
			defer w.close()
			for i := range next {
				d, out, err := j.segment(gctx, w, i)
				if err != nil {
					return err
				}
				if d == nil {
					continue
				}
				publishing <- struct{}{}
				group.Go(func() error {
					defer func() { <-publishing }()
					return j.publish(gctx, d, out, i)
				})
			}
			return nil
		})
	}
	err := group.Wait()
	if ctx.Err() != nil {
		err = ctx.Err()
	}
	if err == nil {
		err = j.finish(ctx)
	}
	results := make([]Result, 0, len(j.results))
	for _, r := range j.results {
		if r != nil {
			results = append(results, *r)
		}
	}
	return results, err
}

// segment writes one segment into a draft. The draft is nil where the segment is
// to be skipped.
func (j *job) segment(ctx context.Context, w writer, i int) (*draft, written, error) {
	s, final := j.Plan.Segments[i], j.final(i)
	if j.results[i] != nil { // an interrupted run has written it
		return nil, written{}, nil
	}
	if j.Output.policy() == Skip {
		if info, err := os.Lstat(final); err == nil {
			j.progress(s.Len())
			j.skipped(i, info)
			return nil, written{}, nil
		}
	}
	folder := filepath.Dir(final)
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return nil, written{}, explain(err, folder)
	}
	d, err := newDraft(folder)
	if err != nil {
		return nil, written{}, err
	}
	p := segmentFile{Segment: s, tags: tagsOf(j.Source, j.Plan, j.Output, s), chapters: chaptersIn(j.Source, s), draft: d}
	out, err := w.write(ctx, p, j.progress)
	if err == nil {
		err = j.sourceUnchanged()
	}
	if err != nil {
		d.discard()
		return nil, written{}, j.explain(ctx, err)
	}
	return d, out, nil
}

// publish syncs the draft of a segment and gives it its final name.
func (j *job) publish(ctx context.Context, d *draft, out written, i int) error {
	s, final := j.Plan.Segments[i], j.final(i)
	err := d.seal(j.modTime())
	size := int64(0)
	if err == nil {
		size, err = j.checkLength(ctx, d, s, out)
	}
	if err != nil {
		d.discard()
		return j.explain(ctx, err)
	}
	result := Result{Segment: s, Path: final, Size: size, Samples: out.samples, Rate: out.rate, Method: j.choice.Method, Note: message.Join(j.note, out.note)}
	j.announce(d, Publication{Index: i, Result: result, Slack: out.slack})
	path, err := d.publish(final, j.Output.policy(), j.claim, j.replaceable)
	if err != nil {
		return err
	}
	if path == "" { // a file with the name appeared meanwhile
		info, err := os.Lstat(final)
		if err != nil {
			return explain(err, final)
		}
		j.skipped(i, info)
		return nil
	}
	result.Path = path
	j.finished(i, result)
	return nil
}

// skipped notes that the file with a segment's name stays.
func (j *job) skipped(i int, info os.FileInfo) {
	j.finished(i, Result{
		Segment: j.Plan.Segments[i], Path: j.final(i), Size: info.Size(), Rate: j.choice.rate, Method: j.choice.Method, Skipped: true,
	})
}

// modTime returns the modification time that segments get; the zero time is
// that of writing.
func (j *job) modTime() time.Time {
	if j.Output.KeepTime {
		return j.Source.ModTime
	}
	return time.Time{}
}

// sourceUnchanged returns an error if the source is not the file that was
// probed any more.
func (j *job) sourceUnchanged() error {
	info, err := os.Stat(j.Source.Path)
	if err != nil {
		return fault.Of(err)
	}
	if info.Size() != j.Source.Size || !info.ModTime().Equal(j.Source.ModTime) || !os.SameFile(info, j.info) {
		return fault.New(fault.IOFailed, "The source changed while it was being split: start again when it is complete.")
	}
	return nil
}

// explain looks for the reason behind an error of a writer.
func (j *job) explain(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	// ffmpeg may lose its last write on a full disk and not say so: then the
	// file it leaves is what is wrong.
	if free, e := freeSpace(j.Folder); fault.CodeOf(err) == fault.DiskFull || e == nil && free < fullBelow {
		return j.diskFull(err)
	}
	if changed := j.sourceUnchanged(); changed != nil {
		return changed
	}
	return fault.Of(media.Blame(fault.Of(err), j.Source.Path))
}

// fullBelow is how little space, in bytes, makes a disk full: what ffmpeg writes
// at a time, and some.
const fullBelow = 128 << 10

func (j *job) progress(more timeline.Position) {
	if j.Progress == nil || more == 0 {
		return
	}
	j.mu.Lock()
	j.done += more
	done := min(float64(j.done)/float64(j.total), 1)
	j.mu.Unlock()
	j.Progress(done)
}

func (j *job) finished(i int, r Result) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.results[i] = &r
	if j.Written != nil {
		j.Written(r)
	}
}

// finish does what comes after the last segment.
func (j *job) finish(ctx context.Context) error {
	folders := map[string]bool{}
	for _, r := range j.results {
		folders[filepath.Dir(r.Path)] = true
	}
	for folder := range folders {
		if err := syncFolder(folder); err != nil {
			return explain(err, folder)
		}
	}
	if j.Output.Verify {
		if j.Verifying != nil {
			j.Verifying()
		}
		if err := j.verify(ctx); err != nil {
			return err
		}
	}
	return j.list(ctx)
}
