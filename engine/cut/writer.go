package cut

import (
	"context"

	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A writer writes segments by a method. Each worker has its own.
type writer interface {
	// write fills the segment's draft. It reports to progress how many more of the
	// source's samples are done, and returns what it wrote. A canceled context
	// ends it soon.
	write(ctx context.Context, p segmentFile, progress func(timeline.Position)) (written, error)
	// close frees what the writer holds between segments.
	close()
}

// A segmentFile is a segment to be written, and the draft it is written into.
type segmentFile struct {
	plan.Segment
	tags     map[string]string
	chapters []media.Chapter // on the segment's own timeline
	draft    *draft
}

// written is what became of a segment.
type written struct {
	samples timeline.Position // at rate; what a decoder should find
	slack   timeline.Position // how far from samples a decoder may be
	rate    timeline.Rate
	checked bool         // the writer has counted them in the file itself
	note    message.Text // for the person; may be empty
}
