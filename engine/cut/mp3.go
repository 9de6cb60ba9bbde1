package cut

import (
	"context"
	"os"

	cutter "audiospliter/engine/cut/mp3"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// An mp3Writer copies frames, with a header that makes the cut exact to the
// sample. All workers share one.
type mp3Writer struct {
	cutter *cutter.Cutter
	job    *job
}

// openMP3 indexes the source and returns a cutter of it, and the file it reads
// from, which must stay open as long as the cutter is used.
func openMP3(ctx context.Context, src media.Source) (*cutter.Cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := mp3.Index(ctx, file, src.Size)
	if err == nil {
		var c *cutter.Cutter
		if c, err = cutter.New(file, stream); err == nil {
			return c, file, nil
		}
	}
	_ = file.Close()
	return nil, nil, err
}

func (mp3Writer) close() {}

func (w mp3Writer) write(ctx context.Context, p piece, progress func(timeline.Position)) (written, error) {
	part := mp3Part(w.job.Source, w.job.Plan, w.job.Output, p.Segment)
	if _, err := w.cutter.Write(ctx, p.draft.file, part); err != nil {
		return written{}, err
	}
	progress(p.Len())
	return written{samples: p.Len(), rate: w.job.Source.Rate, checked: true}, nil
}

// mp3Part returns what the cutter is to write for a segment. The source's own
// tag stays as it is but for what is set here.
func mp3Part(src media.Source, p plan.Plan, o Output, s plan.Segment) cutter.Part {
	tags := cutter.Tags{ID3: o.ID3, Fields: givenFields(p, o, s), Title: s.Title}
	if _, set := tags.Fields["track"]; !set {
		tags.Track, tags.Tracks = s.Index+1, len(p.Segments)
	}
	for _, c := range chaptersIn(src, s) {
		tags.Chapters = append(tags.Chapters, id3.Chapter(c))
	}
	return cutter.Part{Start: s.Start, End: s.End, Tags: tags}
}
