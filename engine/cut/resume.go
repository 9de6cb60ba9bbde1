package cut

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"audiospliter/engine/media"
	"audiospliter/engine/timeline"
)

// A Publication is a whole file that is about to get its final name. Kept where
// it outlives the program, it says afterwards whether the file got it.
type Publication struct {
	Index   int               // of the segment in the plan; CutListIndex for the list beside them
	Result  Result            // as it will be; of the list beside them Path and Size alone
	Slack   timeline.Position // how far from Result.Samples a decoder may be
	Draft   string            // its path until then
	ModTime time.Time
}

// CutListIndex is the Index of the cut list that is written beside the segments.
const CutListIndex = -1

// Recover finds out what became of the publication when its program was killed:
// whether the file has its name. Where it has not, its draft is removed.
func (p Publication) Recover() bool {
	final, missing := os.Lstat(p.Result.Path)
	if draft, err := os.Lstat(p.Draft); err == nil {
		linked := missing == nil && os.SameFile(draft, final)
		_ = os.Remove(p.Draft)
		return linked
	}
	return missing == nil && final.Size() == p.Result.Size && final.ModTime().Equal(p.ModTime)
}

// announce has the caller record a draft before each name it gets.
func (j *job) announce(d *draft, p Publication) {
	if j.Publishing == nil {
		return
	}
	d.announce = func(path string) error {
		info, err := os.Lstat(d.path)
		if err != nil {
			return err
		}
		p.Draft, p.ModTime = d.path, info.ModTime()
		p.Result.Path, p.Result.Size = path, info.Size()
		return j.Publishing(p)
	}
}

// resume takes over what an interrupted run has published, if it is still there.
func (j *job) resume(ctx context.Context) error {
	for _, p := range j.Published {
		switch {
		case p.Index == CutListIndex:
			info, err := os.Lstat(p.Result.Path)
			j.cutsWritten = err == nil && info.Size() == p.Result.Size
		case p.Index >= 0 && p.Index < len(j.results):
			if !j.stillThere(ctx, p) {
				if ctx.Err() != nil {
					return ctx.Err()
				}
				continue
			}
			r := p.Result
			r.Segment = j.Plan.Segments[p.Index]
			r.Segment.End = p.Result.Segment.End
			j.results[p.Index] = &r
			j.done += r.Segment.Len()
		}
	}
	return nil
}

// stillThere reports whether a published file is what this job would write: its size
// and its length are those it had, and the plan has not changed.
func (j *job) stillThere(ctx context.Context, p Publication) bool {
	s, r := j.Plan.Segments[p.Index], p.Result
	// What the plan says of a length that was estimated, the writing corrects.
	early := s.End - r.Segment.End
	ends := early == 0 || !j.Source.Exact && early > 0
	if s.Start != r.Segment.Start || !ends || !slices.Equal(s.Channels, r.Segment.Channels) ||
		filepath.Dir(r.Path) != filepath.Dir(j.final(p.Index)) {
		return false
	}
	info, err := os.Lstat(r.Path)
	if err != nil || !info.Mode().IsRegular() || info.Size() != r.Size {
		return false
	}
	found, err := media.ProbeAs(ctx, j.Tools, r.Path, j.choice.target.demuxer())
	if err != nil || found.Rate != r.Rate {
		return false
	}
	// What counted the samples may have counted otherwise than a decoder does.
	slack := max(p.Slack, timeline.Position(r.Rate)/10)
	off := max(found.Samples-r.Samples, r.Samples-found.Samples)
	return !found.Exact || off <= slack
}
