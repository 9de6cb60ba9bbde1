package cut

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A job is a task that is being done.
type job struct {
	Task
	Tools      *ffmpeg.Tools
	Source     media.Source // its length becomes what was counted
	Output     Output
	choice     *Choice
	info       fs.FileInfo                 // of the source
	scratch    string                      // a folder for small files, outside the output folder
	madeFolder bool                        // the output folder was not there before
	cover      *cover                      // nil for none
	tag        *id3.Tag                    // the source's, where segments get it without ffmpeg; nil where not
	gain       float64                     // dB
	cutter     cutter                      // for methods that copy; nil for the others
	unwrapped  *draft                      // the source's packets in the container that cutter reads; nil if that is the source's
	copied     media.Source                // the source, or unwrapped, for methods without a cutter
	copiedList func() (*packetList, error) // of copied, read once
	note       message.Text                // for the user, where segments are not written as planned; may be empty
	cuts       *cutFile                    // nil if none was asked for

	cutsWritten bool // an interrupted run has written it

	mu      sync.Mutex
	done    timeline.Position // of the source, in all workers together
	total   timeline.Position
	results []*Result // nil until finished
}

func newJob(ctx context.Context, t Task) (*job, error) {
	c := t.Choice
	j := &job{Task: t, Tools: c.tools, Source: c.Source, Output: c.Output, results: make([]*Result, len(t.Plan.Segments))}
	for _, s := range t.Plan.Segments {
		j.total += s.Len()
	}
	if j.Output.Verify {
		j.total *= 2
	}
	var err error
	if err = t.check(); err != nil {
		return nil, err
	}
	if j.choice, err = c.For(t.Plan.Segments); err != nil {
		return nil, err
	}
	if err = j.choice.ready(ctx); err != nil {
		return nil, err
	}
	if err = j.listCuts(); err != nil {
		return nil, err
	}
	if j.info, err = os.Stat(j.Source.Path); err != nil {
		return nil, fault.Of(err)
	}
	if err = j.sourceUnchanged(); err != nil {
		return nil, err
	}
	if err = j.resume(ctx); err != nil {
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
	j.madeFolder = errors.Is(missing, fs.ErrNotExist)
	if err := os.MkdirAll(j.Folder, 0o777); err != nil {
		return explain(err, j.Folder)
	}
	if err := j.checkTargets(); err != nil {
		return err
	}
	j.sweep()
	if j.choice.target.codec == "mp3" && j.choice.row.encodes {
		if j.tag, err = readID3(j.Source); err != nil {
			return err
		}
	}
	if j.tag == nil && !j.choice.copiesDirectly() {
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
	policy := j.Output.policy()
	for i := range j.Plan.Segments {
		if j.results[i] == nil {
			finals = append(finals, j.final(i))
		}
	}
	if j.cuts != nil && !j.cutsWritten && policy == Fail {
		finals = append(finals, filepath.Join(j.Folder, j.cuts.name))
	}
	for _, final := range finals {
		if policy != Rename && !j.claim(final) {
			return fault.New(fault.OutputExists, "A segment would have the name of %s, which is the source or a segment of another file: choose other names, or another folder.", final).In("name")
		}
		_, err := os.Lstat(final)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			continue
		case err != nil:
			return explain(err, final)
		}
		switch policy {
		case Fail:
			return exists(final)
		case Overwrite:
			if !j.replaceable(final) {
				return fault.New(fault.OutputExists, "A segment would replace %s, which is the source or a folder: choose another folder or other names.", final).In("folder")
			}
		}
	}
	return nil
}

// claim reserves a name for this job, and reports whether no other has it.
func (j *job) claim(path string) bool { return j.Claim == nil || j.Claim(path) }

// replaceable reports whether a file is neither the source nor a folder, which are
// not replaced whatever the policy.
func (j *job) replaceable(path string) bool {
	info, err := os.Stat(path)
	return err != nil || !info.IsDir() && !os.SameFile(info, j.info)
}

func (j *job) final(i int) string {
	return filepath.Join(j.Folder, filepath.FromSlash(j.Names[i]))
}

func (j *job) close() {
	_ = os.RemoveAll(j.scratch)
	if j.unwrapped != nil {
		j.unwrapped.discard()
	}
	if j.madeFolder {
		_ = os.Remove(j.Folder) // which fails, as it should, if anything is in it
	}
}
