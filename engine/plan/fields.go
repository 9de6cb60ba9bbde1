package plan

import (
	"cmp"
	"fmt"
	"slices"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/field"
	"audiospliter/engine/timeline"
)

// maxSegments bounds a plan: more files than this in a folder help nobody.
const maxSegments = 100_000

// offered are the modes that can be asked for in words: the segments of manual
// are drawn in the window.
var offered = slices.DeleteFunc(slices.Clone(Modes), func(m Mode) bool { return m == Manual })

// Fields lists the options of s. What is wrong with a field that the mode passes
// over is not said, but for times that are negative.
func (s *Spec) Fields() []field.Field {
	list := s.readsList()
	return []field.Field{
		{
			Key: "mode", Flag: "mode", Value: field.Choice(&s.Mode, offered), Help: "how to choose the cuts: " + fault.List(offered),
			Wrong: field.Unless(slices.Contains(Modes, s.Mode), "%q is no mode: choose one of %s.", s.Mode, fault.List(Modes)),
		},
		{
			Key: "track", Flag: "track", Value: field.Count(&s.Track), Help: "of a file with several, the audio track `N`, from 1",
			Wrong: field.Unless(s.Track >= 0, "Audio tracks are counted from 1."),
		},
		{
			Key: "every", Flag: "every", Value: field.Time(&s.Every), Form: field.Own, Modes: in(Duration), Means: string(Duration),
			Help: "duration: a segment each `TIME` (90, 1:30, 01:30:00.250 or 1h30m)", Wrong: cmp.Or(notNegative(s.Every),
				field.Unless(s.Mode != Duration || !s.Every.IsZero(), "Give the length of a segment, such as 10m.")),
		},
		{
			Key: "maxSize", Flag: "max-size", Value: field.Size(&s.MaxSize), Form: field.Own, Modes: in(Size), Means: string(Size),
			Help:  "size: no written file is larger than `SIZE`, tags and all (MB = 10^6, MiB = 2^20)",
			Wrong: field.Unless(s.Mode != Size || s.MaxSize > 0, "Give the largest size of a file, such as 25MB."),
		},
		{
			Key: "parts", Flag: "parts", Value: field.Count(&s.Parts), Form: field.Own, Modes: in(Parts), Means: string(Parts),
			Help: "parts: `N` segments of equal length", Wrong: field.Unless(s.Mode != Parts || s.Parts >= 1 && s.Parts <= maxSegments,
				"Give a number of parts from 1 to %d.", maxSegments),
		},
		{
			Key: "at", Flag: "at", Value: field.Times(&s.At), Form: field.Own, Modes: in(Timestamps), Means: string(Timestamps),
			Help: "timestamps: cut at these `TIMES`: 10:00,20:30.5", Wrong: s.wrongAt(),
		},
		{
			Key: "silence.min", Flag: "min-silence", Value: field.Time(&s.Silence.Min), Form: field.Own, Modes: in(Silence),
			Help: "shorter silences are not cut at", Wrong: cmp.Or(notNegative(s.Silence.Min),
				field.Unless(!s.Needs().Sound || !s.Silence.Min.IsZero(), "Give the length of the shortest silence, such as 1s.")),
		},
		{Key: "silence.auto", Value: field.Switch(&s.Silence.Auto), Form: field.Own, Modes: in(Silence)},
		{
			Key: "silence.threshold", Flag: "silence-threshold", Value: field.Level(&s.Silence.Threshold, &s.Silence.Auto),
			Form: field.Own, Modes: in(Silence),
			Help: "what is quieter than `LEVEL`, in dB, is silence; auto takes it from the noise floor",
			// Written so that a value that is no number fails, too.
			Wrong: field.Unless(!s.Needs().Sound || s.Silence.Auto || s.Silence.Threshold < 0 && s.Silence.Threshold >= -200,
				"Give a level below 0 dB and not under -200 dB, such as -40."),
		},
		{
			Key: "silence.channel", Flag: "silence-channel", Value: field.Count(&s.Silence.Channel),
			Help: "listen to channel `N` only, from 1, such as the one of a host; 0 is all together", Wrong: s.wrongChannel(),
		},
		{
			Key: "silence.cutAt", Flag: "cut-at", Value: field.Part(&s.Silence.CutAt), Empty: "middle", Form: field.Own, Modes: in(Silence),
			Help: "`WHERE` in the silence: start, middle, end, or 0..1",
			Wrong: field.Unless(!s.Needs().Sound || s.Silence.at() >= 0 && s.Silence.at() <= 1,
				"Give a place in the silence from 0, its start, to 1, its end."),
		},
		{
			Key: "silence.remove", Flag: "silence", Value: field.Switch(&s.Silence.Remove, "keep", "remove"), Empty: "keep",
			Form: field.Own, Modes: in(Silence), Help: "`WHAT` becomes of it: keep, or remove (segments hold only sound)",
		},
		{
			Key: "silence.pad", Flag: "pad", Value: field.Time(&s.Silence.Pad), Form: field.Own, Modes: in(Silence),
			Help: "silence kept at each side when it is removed or trimmed", Wrong: notNegative(s.Silence.Pad),
		},
		{
			Key: "silence.longest", Flag: "longest", Value: field.Count(&s.Silence.Longest), Means: string(Silence),
			Help:  "cut only at the `N` longest silences",
			Wrong: field.Unless(!s.Needs().Sound || s.Silence.Longest >= 0, "Give the number of silences to cut at, or 0 for all."),
		},
		{
			Key: "snap", Flag: "snap", Value: field.Time(&s.Snap), Form: field.Fine, Modes: in(Duration, Parts, Size),
			Help: "move each cut to the best silence within `TIME`; not for silence, manual and channels", Wrong: notNegative(s.Snap),
		},
		{Key: "snapQuietest", Flag: "snap-quietest", Value: field.Switch(&s.SnapQuietest), Help: "a cut with no silence in reach moves to the quietest moment"},
		{
			Key: "snapPackets", Flag: "snap-packets", Value: field.Switch(&s.SnapPackets), Form: field.Fine,
			Modes: in(Duration, Parts, Size, Silence, Timestamps, Chapters, Cue, Labels, Manual),
			Help:  "cuts of AAC, Vorbis, AC-3 and others whose packets ffmpeg plays whole move to where packets meet: by half a packet at most, in mode size back by up to a whole one",
		},
		{
			Key: "minSegment", Flag: "min-segment", Value: field.Time(&s.MinSegment), Form: field.Fine,
			Modes: in(Duration, Size, Silence, Timestamps, Chapters, Cue, Labels),
			Help:  "shorter segments join their neighbour", Wrong: notNegative(s.MinSegment),
		},
		{
			Key: "maxSegment", Flag: "max-segment", Value: field.Time(&s.MaxSegment), Help: "longer segments are split again",
			Wrong: cmp.Or(notNegative(s.MaxSegment), field.Unless(s.MaxSegment.IsZero() || s.MaxSegment.Cmp(s.MinSegment.Add(s.MinSegment)) >= 0,
				"The longest segment must be at least twice as long as the shortest, or some lengths fit neither.")),
		},
		{
			Key: "overlap", Flag: "overlap", Value: field.Time(&s.Overlap), Form: field.Fine, Modes: in(Duration, Parts, Timestamps, Chapters),
			Help: "each segment begins this much earlier", Wrong: cmp.Or(notNegative(s.Overlap),
				field.Unless(s.Mode != Duration || s.Overlap.Cmp(s.Every) < 0, "The overlap must be shorter than a segment.")),
		},
		{Key: "trimEdges", Flag: "trim-edges", Value: field.Switch(&s.TrimEdges), Help: "leave out the silence at the edges of each segment"},
		{
			Key: "exclude", Flag: "exclude", Value: field.Counts(&s.Exclude),
			Help: "do not write the segments with these `INDEXES`, from 0: 0,3", Wrong: s.wrongExclude(),
		},
		{Key: "dropLead", Flag: "drop-lead", Value: field.Switch(&s.DropLead), Help: "leave out what lies before the first listed cut"},
		{
			Key: "dropRest", Flag: "drop-rest", Value: field.Switch(&s.DropRest),
			Help: "leave out what lies after the last listed cut, or in mode duration a shorter last segment",
		},
		{
			Key: "keepShortEnd", Flag: "keep-short-end", Value: field.Switch(&s.KeepShortEnd),
			Help: "duration: what is left at the end is a segment, however short",
		},
		{
			Key: "pairs", Flag: "pairs", Value: field.Switch(&s.Pairs), Form: field.Own, Modes: in(Channels), Means: string(Channels),
			Help: "channels: a stereo pair a file",
		},
		{
			Key: "cutsFile", Flag: "cuts", Value: field.Text(&s.CutsFile), Form: field.Own, Modes: in(Chapters, Cue, Labels), Means: string(Labels),
			Help: "a cue sheet, labels, chapters, CSV ... `FILE`, its type told by its content; - for standard input",
		},
		{
			Key: "pregap", Flag: "pregap", Value: field.Choice(&s.Pregap, []Pregap{PregapOwn, PregapDrop}),
			Help: "cue: what lies before INDEX 01 ends the track before it; or own, or drop",
			Wrong: field.Unless(!list || slices.Contains([]Pregap{PregapPrevious, PregapOwn, PregapDrop}, s.Pregap),
				"%q is no treatment of pregaps: choose own or drop, or leave it empty.", s.Pregap),
		},
		{
			Key: "cutsKind", Flag: "cuts-format", Value: field.Choice((*cutlist.Format)(&s.CutsKind), cutlist.Readable()),
			Help: "the `FORMAT` of the cut list, where its content misleads",
			Wrong: field.Unless(!list || s.CutsKind == "" || slices.Contains(cutlist.Readable(), cutlist.Format(s.CutsKind)),
				"%q is no format of a cut list: choose one of %s.", s.CutsKind, fault.List(cutlist.Readable())),
		},
		{Key: "charset", Flag: "charset", Value: field.Text(&s.Charset), Help: "the `CHARSET` of the cut list, such as windows-1251"},
		{
			Key: "frameRate", Flag: "frame-rate", Value: field.Text(&s.FrameRate),
			Help:  "of cut lists that count frames: `RATE`, such as 25 or 30000/1001",
			Wrong: field.Unless(!list || isFrameRate(s.FrameRate), "%q is no frame rate: write 25 or 30000/1001.", s.FrameRate),
		},
		{
			Key: "titles", Flag: "titles", Value: field.Choice((*cutlist.Titling)(&s.Titles), cutlist.Titlings),
			Form: field.Fine, Modes: in(Chapters, Cue, Labels),
			Help: "what the titles of a list hold: whole, artist-title, title-artist (artist and title where most look so)",
			Wrong: field.Unless(!list || s.Titles == "" || slices.Contains(cutlist.Titlings, cutlist.Titling(s.Titles)),
				"%q is no way to read titles: choose one of %s.", s.Titles, fault.List(cutlist.Titlings)),
		},
		{Key: "segments", Value: field.JSON(&s.Segments), Wrong: s.wrongSegments()},
		{Key: "album", Value: field.JSON(&s.Album)},
	}
}

// Validate returns nil, or an INVALID_PARAMS error that names the first field
// that is wrong. It looks at the fields that every mode shares and at those of
// the spec's own mode.
func (s Spec) Validate() error { return field.Check(s.Fields()) }

func in(modes ...Mode) []string {
	names := make([]string, len(modes))
	for i, m := range modes {
		names[i] = string(m)
	}
	return names
}

const negative = "A time cannot be negative."

// notNegative returns an error for a length of time that is negative.
func notNegative(t timeline.Time) error {
	return field.Unless(t.Cmp(timeline.Time{}) >= 0, negative)
}

func (s Spec) wrongAt() error {
	if s.Mode != Timestamps {
		return nil
	}
	for i, t := range s.At {
		if notNegative(t) != nil {
			return invalid(fmt.Sprintf("at[%d]", i), negative)
		}
	}
	return cmp.Or(field.Unless(len(s.At) > 0, "Give at least one time to cut at, such as 10:00."), tooMany("at", len(s.At)))
}

func (s Spec) wrongChannel() error {
	if !s.Needs().Sound {
		return nil
	}
	si := s.Silence
	return cmp.Or(
		field.Unless(si.Channel >= 0, "Give the number of a channel, from 1, or 0 for all together."),
		field.Unless(si.Channel == 0 || !(si.Auto || si.Remove || s.TrimEdges || s.SnapQuietest),
			"Silences of one channel can only be cut at, by a level that is given: another channel may sound in them."))
}

func (s Spec) wrongExclude() error {
	i := slices.IndexFunc(s.Exclude, func(index int) bool { return index < 0 })
	if i < 0 {
		return nil
	}
	return invalid(fmt.Sprintf("exclude[%d]", i), "Segments are counted from 0.")
}

func (s Spec) wrongSegments() error {
	if s.Mode != Manual {
		return nil
	}
	for i, m := range s.Segments {
		if notNegative(m.Start) != nil {
			return invalid(fmt.Sprintf("segments[%d].start", i), negative)
		}
		if !m.End.IsZero() && m.End.Cmp(m.Start) <= 0 {
			return invalid(fmt.Sprintf("segments[%d].end", i), "A segment must end after it begins.")
		}
	}
	return cmp.Or(field.Unless(len(s.Segments) > 0, "Give at least one segment."), tooMany("segments", len(s.Segments)))
}

func isFrameRate(s string) bool {
	_, err := cutlist.ParseFrameRate(s)
	return s == "" || err == nil
}

func tooMany(key string, n int) error {
	if n > maxSegments {
		return invalid(key, "A source is split into %d segments at most, not %d.", maxSegments, n)
	}
	return nil
}

// invalid returns an INVALID_PARAMS error of a field.
func invalid(key, format string, args ...any) error { return field.Error(key, format, args...) }
