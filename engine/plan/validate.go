package plan

import (
	"fmt"
	"slices"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// maxSegments bounds a plan: more files than this in a folder help nobody.
const maxSegments = 100_000

// Validate returns nil, or an INVALID_PARAMS error whose sentence names the
// field by its JSON name, in brackets. It looks at the fields that every mode
// shares and at those of the spec's own mode.
func (s Spec) Validate() error {
	if err := s.validateMode(); err != nil {
		return err
	}
	for _, f := range []struct {
		name  string
		value timeline.Time
	}{
		{"every", s.Every},
		{"snap", s.Snap},
		{"minSegment", s.MinSegment},
		{"maxSegment", s.MaxSegment},
		{"overlap", s.Overlap},
		{"silence.min", s.Silence.Min},
		{"silence.pad", s.Silence.Pad},
	} {
		if negative(f.value) {
			return invalid(f.name, "A time cannot be negative.")
		}
	}
	if twice := s.MinSegment.Add(s.MinSegment); !s.MaxSegment.IsZero() && s.MaxSegment.Cmp(twice) < 0 {
		return invalid("maxSegment", "The longest segment must be at least twice as long as the shortest, or some lengths fit neither.")
	}
	for i, index := range s.Exclude {
		if index < 0 {
			return invalid(fmt.Sprintf("exclude[%d]", i), "Segments are counted from 0.")
		}
	}
	if !s.Needs().Sound {
		return nil
	}
	if si := s.Silence; si.Channel > 0 && (si.Auto || si.Remove || s.TrimEdges || s.SnapQuietest) {
		return invalid("silence.channel", "Silences of one channel can only be cut at, by a level that is given: another channel may sound in them.")
	}
	return s.Silence.validate()
}

func (s Spec) validateMode() error {
	switch s.Mode {
	case Duration:
		if s.Every.IsZero() {
			return invalid("every", "Give the length of a segment, such as 10m.")
		}
		if s.Overlap.Cmp(s.Every) >= 0 {
			return invalid("overlap", "The overlap must be shorter than a segment.")
		}
	case Size:
		if s.MaxSize <= 0 {
			return invalid("maxSize", "Give the largest size of a file, such as 25MB.")
		}
	case Parts:
		if s.Parts < 1 || s.Parts > maxSegments {
			return invalid("parts", "Give a number of parts from 1 to %d.", maxSegments)
		}
	case Timestamps:
		if len(s.At) == 0 {
			return invalid("at", "Give at least one time to cut at, such as 10:00.")
		}
		if i := slices.IndexFunc(s.At, negative); i >= 0 {
			return invalid(fmt.Sprintf("at[%d]", i), "A time cannot be negative.")
		}
		return tooMany("at", len(s.At))
	case Manual:
		return s.validateManual()
	case Cue, Chapters, Labels:
		return s.validateList()
	case Silence, Channels:
	default:
		return invalid("mode", "%q is no mode: choose one of %s.", s.Mode, fault.List(Modes))
	}
	return nil
}

func (s Spec) validateManual() error {
	if len(s.Segments) == 0 {
		return invalid("segments", "Give at least one segment.")
	}
	for i, m := range s.Segments {
		if negative(m.Start) {
			return invalid(fmt.Sprintf("segments[%d].start", i), "A time cannot be negative.")
		}
		if !m.End.IsZero() && m.End.Cmp(m.Start) <= 0 {
			return invalid(fmt.Sprintf("segments[%d].end", i), "A segment must end after it begins.")
		}
	}
	return tooMany("segments", len(s.Segments))
}

func (s Spec) validateList() error {
	if s.Titles != "" && !slices.Contains(cutlist.Titlings, cutlist.Titling(s.Titles)) {
		return invalid("titles", "%q is no way to read titles: choose one of %s.", s.Titles, fault.List(cutlist.Titlings))
	}
	if s.CutsKind != "" && !slices.Contains(cutlist.Readable(), cutlist.Format(s.CutsKind)) {
		return invalid("cutsKind", "%q is no format of a cut list: choose one of %s.", s.CutsKind, fault.List(cutlist.Readable()))
	}
	if s.FrameRate != "" {
		if _, err := cutlist.ParseFrameRate(s.FrameRate); err != nil {
			return invalid("frameRate", "%q is no frame rate: write 25 or 30000/1001.", s.FrameRate)
		}
	}
	switch s.Pregap {
	case PregapPrevious, PregapOwn, PregapDrop:
		return nil
	}
	return invalid("pregap", "%q is no treatment of pregaps: choose own or drop, or leave it empty.", s.Pregap)
}

func (s SilenceSpec) validate() error {
	// Written so that a value that is no number fails, too.
	if !s.Auto && !(s.Threshold < 0 && s.Threshold >= -200) {
		return invalid("silence.threshold", "Give a level below 0 dB and not under -200 dB, such as -40.")
	}
	if s.Min.IsZero() {
		return invalid("silence.min", "Give the length of the shortest silence, such as 1s.")
	}
	if s.Channel < 0 {
		return invalid("silence.channel", "Give the number of a channel, from 1, or 0 for all together.")
	}
	if s.CutAt != nil && !(*s.CutAt >= 0 && *s.CutAt <= 1) {
		return invalid("silence.cutAt", "Give a place in the silence from 0, its start, to 1, its end.")
	}
	if s.Longest < 0 {
		return invalid("silence.longest", "Give the number of silences to cut at, or 0 for all.")
	}
	return nil
}

func negative(t timeline.Time) bool { return t.Cmp(timeline.Time{}) < 0 }

func tooMany(field string, n int) error {
	if n > maxSegments {
		return invalid(field, "A source is split into %d segments at most, not %d.", maxSegments, n)
	}
	return nil
}

func invalid(field, sentence string, args ...any) error {
	return fault.New(fault.InvalidParams, "%s (%s)", fmt.Sprintf(sentence, args...), field)
}
