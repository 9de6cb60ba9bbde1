package cut

import (
	"context"
	"os"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A cutter writes parts of one source by copying what it is coded in. All
// workers share one. Its errors are those of fault; the source's own tags stay
// as they are but for what the part says.
//
// A method joins by a package below this one whose Cutter is such a cutter, and a
// row in methods.
type cutter interface {
	// Write writes a part to dst, an empty file at its beginning, and returns
	// how many bytes that were. It does not sync or close dst.
	Write(ctx context.Context, dst *os.File, p native.Part, progress func(timeline.Position)) (int64, error)
	// Size returns how many bytes Write writes, and the errors that can be
	// known before.
	Size(ctx context.Context, p native.Part) (int64, error)
}

// orNil returns c as a cutter, nil beside an error.
func orNil[C cutter](c C, err error) (cutter, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// openNative opens the source for a method that copies, and finds the segments that
// it cannot write.
func (j *job) openNative(ctx context.Context) error {
	src, err := j.unwrap(ctx)
	if err != nil {
		return j.explain(ctx, err)
	}
	if j.choice.row.open == nil {
		j.copied = src
		if j.unwrapped != nil {
			j.copied.Container, j.copied.Offset = j.choice.target.demuxer(), 0
		}
		return nil
	}
	j.cutter, err = j.openCutter(ctx, src)
	if fault.CodeOf(err) == fault.UnsupportedFormat && !src.Exact {
		// Its length may have been estimated too long.
		if err := j.findEnd(ctx); err != nil {
			return err
		}
		src.Samples = j.Source.Samples
		j.cutter, err = j.openCutter(ctx, src)
	}
	if err != nil && j.choice.canFallBack(err) {
		j.choice = j.choice.fallBack(err)
		j.note = message.Join(j.note, j.choice.Note)
		if err := j.loadCover(ctx); err != nil {
			return err
		}
		return j.openNative(ctx)
	}
	if err != nil {
		return err
	}
	if c, ok := j.cutter.(interface{ Samples() timeline.Position }); ok {
		if err := j.clip(c.Samples()); err != nil {
			return err
		}
	}
	for _, s := range j.Plan.Segments {
		if _, err := j.cutter.Size(ctx, nativePart(j.Source, j.Plan, j.Output, s)); err != nil {
			if e := fault.Of(err); e.Code != fault.Canceled {
				return fault.Wrap(e.Cause, e.Code, "Segment %d: %s", s.Index+1, e.Message).In(e.Field).WithDetails(e.Details)
			}
			return err
		}
	}
	return nil
}

// openCutter returns a cutter of src: the source, or what holds its packets.
func (j *job) openCutter(ctx context.Context, src media.Source) (cutter, error) {
	if j.unwrapped == nil {
		return j.choice.cutter(ctx, src)
	}
	return j.choice.row.open(ctx, j.unwrapped.file, src)
}

// A nativeWriter writes segments with a cutter.
type nativeWriter struct {
	cutter
	job *job
}

func newNativeWriter(j *job) writer { return nativeWriter{j.cutter, j} }

func (nativeWriter) close() {}

func (w nativeWriter) write(ctx context.Context, p segmentFile, progress func(timeline.Position)) (written, error) {
	part := nativePart(w.job.Source, w.job.Plan, w.job.Output, p.Segment)
	if _, err := w.cutter.Write(ctx, p.draft.file, part, progress); err != nil {
		return written{}, err
	}
	out := written{samples: p.Len(), rate: w.job.Source.Rate, checked: true}
	if c, ok := w.cutter.(interface {
		Note(native.Part) message.Text
	}); ok {
		out.note = c.Note(part)
	}
	return out, nil
}

// nativePart returns what a cutter is to write for a segment.
func nativePart(src media.Source, p plan.Plan, o Output, s plan.Segment) native.Part {
	tags := native.Tags{ID3: o.ID3, Fields: given(p, o, s), Title: s.Title}
	if _, set := tags.Fields["track"]; !set {
		tags.Track, tags.Tracks = s.Index+1, len(p.Segments)
	}
	for _, c := range chaptersIn(src, s) {
		tags.Chapters = append(tags.Chapters, id3.Chapter(c))
	}
	return native.Part{Start: s.Start, End: s.End, Tags: tags, NoMD5: o.NoMD5}
}
