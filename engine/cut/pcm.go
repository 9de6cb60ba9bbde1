package cut

import (
	"context"
	"os"
	"regexp"
	"strings"

	"audiospliter/engine/cut/pcm"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/id3"
	format "audiospliter/engine/media/pcm"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A pcmWriter copies the bytes of samples. All workers share one.
type pcmWriter struct {
	cutter *pcm.Cutter
	job    *job
}

// plainPCM are ffmpeg's names of the codecs that are samples one after the other.
var plainPCM = regexp.MustCompile(`^pcm_[suf](8|16|24|32|64)(le|be)?$`)

// keepsBytes reports whether src is a file of plain PCM whose segments stay in
// their container, so that bytes can be copied.
func keepsBytes(src media.Source, t target) bool {
	own, ok := pcmTargets[src.Container]
	return ok && own.muxer == t.muxer && plainPCM.MatchString(src.Codec)
}

// openPCM reads the headers of the source and returns a cutter of it, and the
// file it reads from, which must stay open as long as the cutter is used. The
// error has the code UNSUPPORTED_FORMAT where the bytes are not what they seem.
func openPCM(src media.Source) (*pcm.Cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	headers, err := format.Open(file, src.Size)
	if err == nil && (headers.Format.Codec() != src.Codec || headers.Frames < src.Samples) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err != nil {
		_ = file.Close()
		return nil, nil, err
	}
	return pcm.New(src.Path, file, headers), file, nil
}

func (pcmWriter) close() {}

func (w pcmWriter) write(ctx context.Context, p piece, progress func(timeline.Position)) (written, error) {
	part := pcmPart(w.job.Source, w.job.Plan, w.job.Output, p.Segment)
	if _, err := w.cutter.Write(ctx, p.draft.file, part, progress); err != nil {
		return written{}, err
	}
	return written{samples: p.Len(), rate: w.job.Source.Rate, checked: true}, nil
}

// pcmPart returns what the cutter is to write for a segment. The source's own
// tags stay as they are but for what is set here.
func pcmPart(src media.Source, p plan.Plan, o Output, s plan.Segment) pcm.Part {
	tags := pcm.Tags{ID3: o.ID3, Fields: givenFields(p, o, s), Title: s.Title}
	if _, set := tags.Fields["track"]; !set {
		tags.Track, tags.Tracks = s.Index+1, len(p.Segments)
	}
	for _, c := range chaptersIn(src, s) {
		tags.Chapters = append(tags.Chapters, id3.Chapter(c))
	}
	return pcm.Part{Start: s.Start, End: s.End, Tags: tags}
}

// givenFields returns the tags that somebody gave, keys in lower case; a field
// set to nothing is to be removed.
func givenFields(p plan.Plan, o Output, s plan.Segment) map[string]string {
	fields := map[string]string{}
	for _, more := range given(p, o, s) {
		for key, value := range more {
			fields[strings.ToLower(key)] = value
		}
	}
	return fields
}
