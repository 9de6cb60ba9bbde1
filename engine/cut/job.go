package cut

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A job is a task under way.
type job struct {
	Task
	choice  choice
	info    fs.FileInfo  // of the source
	scratch string       // a folder for small files, outside the output folder
	made    bool         // the output folder was not there before
	cover   *cover       // nil for none
	tag     *id3.Tag     // the source's, where segments get it without ffmpeg; nil where not
	gain    float64      // dB
	cutter  cutter       // for the ways that copy; nil for the others
	source  *os.File     // what it reads
	bare    *draft       // the source's packets in the container that cutter reads; nil if that is the source's
	fallen  message.Text // why segments are written in another way than planned; empty if they are not
	cuts    *cutFile     // nil if none was asked for

	cutsKept bool // an interrupted run has written it

	mu      sync.Mutex
	done    timeline.Position // of the source, in all workers together
	total   timeline.Position
	results []*Result // nil until finished
}

func newJob(ctx context.Context, t Task) (*job, error) {
	j := &job{Task: t, results: make([]*Result, len(t.Plan.Segments))}
	for _, s := range t.Plan.Segments {
		j.total += s.Len()
	}
	if t.Output.Verify {
		j.total *= 2
	}
	var err error
	if err = t.check(); err != nil {
		return nil, err
	}
	if j.choice, err = choose(t.Source, t.Output, remixes(t.Source, t.Plan.Segments)); err != nil {
		return nil, err
	}
	if err = j.choice.ready(ctx, t.Tools); err != nil {
		return nil, err
	}
	if err = j.listCuts(); err != nil {
		return nil, err
	}
	if j.info, err = os.Stat(t.Source.Path); err != nil {
		return nil, fault.Of(err)
	}
	if err = j.sourceUnchanged(); err != nil {
		return nil, err
	}
	if err = j.keep(ctx); err != nil {
		return nil, err
	}
	if j.scratch, err = os.MkdirTemp(t.Scratch, "audiospliter-"); err != nil {
		return nil, fault.Of(err)
	}
	if err = j.prepare(ctx); err != nil {
		j.close()
		return nil, err
	}
	return j, nil
}

// sweep removes what a killed program left where this job writes. What cannot
// be removed is no reason not to write.
func (j *job) sweep() {
	swept := map[string]bool{}
	for i := range j.Plan.Segments {
		if folder := filepath.Dir(j.final(i)); !swept[folder] {
			swept[folder] = true
			_ = Clean(folder)
		}
	}
}

// prepare does what comes before the first segment.
func (j *job) prepare(ctx context.Context) (err error) {
	_, missing := os.Stat(j.Folder)
	j.made = errors.Is(missing, fs.ErrNotExist)
	if err := os.MkdirAll(j.Folder, 0o777); err != nil {
		return explain(err, j.Folder)
	}
	if err := j.checkTargets(); err != nil {
		return err
	}
	j.sweep()
	if j.choice.target.codec == "mp3" && j.choice.Way == wayEncode {
		if j.tag, err = readID3(j.Source); err != nil {
			return err
		}
	}
	if _, keeps := natives[j.choice.Way]; j.tag == nil && (!keeps || unwraps(j.choice.Way, j.Source)) {
		if err = j.loadCover(ctx); err != nil {
			return err
		}
	}
	if j.Output.Normalize != nil {
		if j.gain, err = measureGain(ctx, j.Tools, j.Source, *j.Output.Normalize); err != nil {
			return err
		}
	}
	if err := j.openNative(ctx); err != nil {
		return err
	}
	if err := j.findEnd(ctx); err != nil {
		return err
	}
	return j.checkSpace()
}

// loadCover extracts the cover that segments get by ffmpeg.
func (j *job) loadCover(ctx context.Context) (err error) {
	if j.cover == nil && j.Source.Cover && j.choice.target.cover != noCover {
		j.cover, err = extractCover(ctx, j.Tools, j.Source, j.scratch)
	}
	return err
}

// checkTargets finds what could not be put under its final name.
func (j *job) checkTargets() error {
	var finals []string
	for i := range j.Plan.Segments {
		if j.results[i] == nil {
			finals = append(finals, j.final(i))
		}
	}
	if j.cuts != nil && !j.cutsKept {
		finals = append(finals, filepath.Join(j.Folder, j.cuts.name))
	}
	for _, final := range finals {
		_, err := os.Lstat(final)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return explain(err, final)
		}
		switch j.Output.policy() {
		case Fail:
			return exists(final)
		case Overwrite:
			if info, err := os.Stat(final); err == nil && j.protected(final, info) {
				return fault.New(fault.OutputExists, "A segment would replace %s, which is the source or a folder: choose another folder or other names.", final)
			}
		}
	}
	return nil
}

// protected reports whether a file must not be replaced whatever the policy.
func (j *job) protected(path string, info fs.FileInfo) bool {
	return info.IsDir() || os.SameFile(info, j.info) || j.Kept != nil && j.Kept(path)
}

func (j *job) final(i int) string {
	return filepath.Join(j.Folder, filepath.FromSlash(j.Names[i]))
}

func (j *job) close() {
	_ = os.RemoveAll(j.scratch)
	if j.source != nil {
		_ = j.source.Close()
	}
	if j.bare != nil {
		j.bare.discard()
	}
	if j.made {
		_ = os.Remove(j.Folder) // which fails, as it should, if anything is in it
	}
}
