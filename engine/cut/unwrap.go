package cut

import (
	"context"
	"os"
	"slices"
	"strconv"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// wrapped reports whether src is in one of the containers out of which packets
// are put into the home of their method.
func wrapped(src media.Source) bool {
	switch src.Container {
	case "matroska", "webm", "nut", "asf", "avi":
		return true
	}
	return inMP4(src)
}

// inMP4 reports whether src is in a container of the MP4 family.
func inMP4(src media.Source) bool {
	switch src.Container {
	case "m4a", "mp4", "mov", "3gp":
		return true
	}
	return false
}

// unwrap returns the source; where its method reads another container than the
// source's, as a file of that with the same packets, tags and cover. It is a
// draft in the output folder: it may be large.
func (j *job) unwrap(ctx context.Context) (media.Source, error) {
	src := j.Source
	if j.unwrapped != nil { // by a method that another stands in for
		j.unwrapped.discard()
		j.unwrapped = nil
	}
	if !j.choice.wraps() {
		return src, nil
	}
	var err error
	if j.unwrapped, err = newDraft(j.Folder); err != nil {
		return src, err
	}
	args, err := j.inputs(segmentFile{tags: src.Tags}, "-i", ffmpeg.File(src.Path))
	if err != nil {
		return src, err
	}
	wrapper := j.choice.row.wrapper
	if wrapper == nil {
		wrapper = []string{j.choice.target.muxer}
	}
	args = append(append(args, "-map", "0:a:"+strconv.Itoa(src.Stream), "-c:a", "copy", "-f"), wrapper...)
	args = append(args, ffmpeg.File(j.unwrapped.path))
	err = j.Tools.Run(ctx, ffmpeg.Command{Args: args})
	if code := fault.CodeOf(err); code == fault.CorruptFile || code == fault.UnsupportedFormat {
		return src, fault.Wrap(err, fault.UnsupportedFormat, "The audio cannot be taken out of this container as it is: choose a format to re-encode to.").In("format")
	}
	if err != nil {
		return src, err
	}
	info, err := os.Stat(j.unwrapped.path)
	if err != nil {
		return src, err
	}
	src.Path, src.Size, src.Stream = j.unwrapped.path, info.Size(), 0
	return src, nil
}

// atLeast returns how many samples src has at least, whose length may be
// estimated.
func atLeast(src media.Source) timeline.Position {
	if src.Exact {
		return src.Samples
	}
	return src.Samples - timeline.Position(src.Rate)/10
}

// findEnd decodes a source whose length is only estimated as far as the segments
// go, and ends them where the audio does. The cutters know it by themselves.
func (j *job) findEnd(ctx context.Context) error {
	if j.Source.Exact || j.cutter != nil {
		return nil
	}
	last := timeline.Position(0)
	for _, s := range j.Plan.Segments {
		last = max(last, s.End)
	}
	f := j.feed()
	defer f.Close()
	end, err := f.Reach(ctx, last)
	if err != nil {
		return j.explain(ctx, err)
	}
	if end < last {
		return j.clip(end)
	}
	return nil
}

// clip ends the segments where the audio does, if its length was only estimated.
// One that would begin there is left out: it would hold no sound.
func (j *job) clip(samples timeline.Position) error {
	if j.Source.Exact {
		return nil
	}
	if left := slices.IndexFunc(j.Plan.Segments, func(s plan.Segment) bool { return s.Start >= samples }); left >= 0 {
		switch gone := len(j.Plan.Segments) - left; {
		case left == 0:
			return fault.New(fault.DurationTooShort, "The file ends before the first segment, which would hold no sound.")
		case gone == 1:
			j.note = message.New("The file ends where its last segment would begin, which would hold no sound and is left out.")
		default:
			j.note = message.New("The file ends before its last %d segments begin, which would hold no sound and are left out.", gone)
		}
		j.Plan.Segments, j.results = j.Plan.Segments[:left], j.results[:left]
	}
	j.Source.Samples = min(j.Source.Samples, samples)
	j.Plan.Segments = slices.Clone(j.Plan.Segments)
	for i := range j.Plan.Segments {
		s := &j.Plan.Segments[i]
		s.End = min(s.End, samples)
	}
	return nil
}
