package window

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/dustin/go-humanize"

	"audiospliter/engine"
	"audiospliter/engine/cut"
	"audiospliter/engine/fault"
	"audiospliter/engine/naming"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A field names an input of the settings.
type field string

// The fields. Those of a mode are listed in modeFields.
const (
	fieldEvery     field = "every"
	fieldMaxSize   field = "maxSize"
	fieldParts     field = "parts"
	fieldAt        field = "at"
	fieldAuto      field = "auto"
	fieldThreshold field = "threshold"
	fieldMin       field = "minSilence"
	fieldCutAt     field = "cutAt"
	fieldRemove    field = "remove"
	fieldPad       field = "pad"
	fieldCutsFile  field = "cutsFile"
	fieldPairs     field = "pairs"

	fieldSnap       field = "snap"
	fieldPackets    field = "snapPackets"
	fieldMinSegment field = "minSegment"
	fieldOverlap    field = "overlap"

	fieldFolder   field = "folder"
	fieldName     field = "name"
	fieldFormat   field = "format"
	fieldBitrate  field = "bitrate"
	fieldConflict field = "conflict"
	fieldVerify   field = "verify"
	fieldManifest field = "manifest"
)

// modes are the ways to split that the window offers, in order.
var modes = []plan.Mode{
	plan.Duration, plan.Parts, plan.Size, plan.Silence, plan.Timestamps,
	plan.Chapters, plan.Cue, plan.Labels, plan.Channels,
}

// modeFields are the inputs each mode shows; the first is the one a failure
// that belongs to no field is shown at.
var modeFields = map[plan.Mode][]field{
	plan.Duration:   {fieldEvery},
	plan.Parts:      {fieldParts},
	plan.Size:       {fieldMaxSize},
	plan.Silence:    {fieldMin, fieldAuto, fieldThreshold, fieldCutAt, fieldRemove, fieldPad},
	plan.Timestamps: {fieldAt},
	plan.Chapters:   {fieldCutsFile},
	plan.Cue:        {fieldCutsFile},
	plan.Labels:     {fieldCutsFile},
	plan.Channels:   {fieldPairs},
	plan.Manual:     {}, // it comes about where segments are arranged by hand
}

// fineFields are the inputs beneath, for those who want more.
var fineFields = map[plan.Mode][]field{
	plan.Duration:   {fieldSnap, fieldPackets, fieldMinSegment, fieldOverlap},
	plan.Parts:      {fieldSnap, fieldPackets, fieldOverlap},
	plan.Size:       {fieldSnap, fieldPackets, fieldMinSegment},
	plan.Silence:    {fieldPackets, fieldMinSegment},
	plan.Timestamps: {fieldPackets, fieldMinSegment, fieldOverlap},
	plan.Chapters:   {fieldPackets, fieldMinSegment, fieldOverlap},
	plan.Cue:        {fieldPackets, fieldMinSegment},
	plan.Labels:     {fieldPackets, fieldMinSegment},
	plan.Manual:     {fieldPackets},
}

// A form is the settings as they are typed: a text an input. Recipe reads it.
type form struct {
	mode plan.Mode
	text map[field]string // of checks, "yes" or ""
	base engine.Recipe    // what the inputs do not show is kept as it came
}

const yes = "yes"

// formOf returns the form that shows a recipe.
func formOf(r engine.Recipe) form {
	s, o := r.Split, r.Output
	f := form{mode: s.Mode, base: r}
	cutAt := 0.5
	if s.Silence.CutAt != nil {
		cutAt = *s.Silence.CutAt
	}
	at := make([]string, len(s.At))
	for i, t := range s.At {
		at[i] = shortTime(t)
	}
	f.text = map[field]string{
		fieldEvery:     shortTime(s.Every),
		fieldParts:     strconv.Itoa(s.Parts),
		fieldMaxSize:   sizeText(s.MaxSize),
		fieldAt:        strings.Join(at, "\n"),
		fieldAuto:      check(s.Silence.Auto),
		fieldThreshold: strconv.FormatFloat(s.Silence.Threshold, 'f', -1, 64),
		fieldMin:       spanText(s.Silence.Min),
		fieldCutAt:     strconv.FormatFloat(cutAt, 'f', -1, 64),
		fieldRemove:    check(s.Silence.Remove),
		fieldPad:       spanText(s.Silence.Pad),
		fieldCutsFile:  s.CutsFile,
		fieldPairs:     check(s.Pairs),

		fieldSnap:       spanText(s.Snap),
		fieldPackets:    check(s.SnapPackets),
		fieldMinSegment: spanText(s.MinSegment),
		fieldOverlap:    spanText(s.Overlap),

		fieldFolder:   o.Folder,
		fieldName:     o.Name,
		fieldFormat:   string(o.Format),
		fieldBitrate:  bitrateText(o.Bitrate),
		fieldConflict: string(o.OnConflict),
		fieldVerify:   check(o.Verify),
		fieldManifest: check(o.Manifest),
	}
	return f
}

// recipe reads the form. What cannot be read is in the map, a sentence a field.
// Only the inputs that the mode shows are read; the others keep their values.
func (f form) recipe() (engine.Recipe, map[field]string) {
	r := f.base
	wrong := map[field]string{}
	s, o := &r.Split, &r.Output
	s.Mode = f.mode
	for _, name := range f.shown() {
		if err := f.read(name, s, o); err != nil {
			wrong[name] = sentence(err)
		}
	}
	if len(wrong) > 0 {
		return r, wrong
	}
	for _, err := range []error{s.Validate(), o.Validate()} {
		if err != nil {
			wrong[f.blamed(err)] = sentence(err)
		}
	}
	return r, wrong
}

// specNames are the fields by the names of the spec's JSON, where they differ.
var specNames = map[string]field{
	"silence.threshold": fieldThreshold,
	"silence.min":       fieldMin,
	"silence.cutAt":     fieldCutAt,
	"silence.pad":       fieldPad,
}

// blamed returns the input that an error is about. One that names no input on
// show belongs to the mode's first.
func (f form) blamed(err error) field {
	name, _, _ := strings.Cut(fault.Of(err).Field, "[")
	at, ok := specNames[name]
	if !ok {
		at = field(name)
	}
	if slices.Contains(f.shown(), at) {
		return at
	}
	if own := modeFields[f.mode]; len(own) > 0 {
		return own[0]
	}
	return fieldFormat
}

// shown returns the inputs on show.
func (f form) shown() []field {
	shown := append([]field{}, modeFields[f.mode]...)
	shown = append(shown, fineFields[f.mode]...)
	return append(shown, fieldFolder, fieldFormat, fieldBitrate, fieldName, fieldConflict, fieldVerify, fieldManifest)
}

func (f form) read(name field, s *plan.Spec, o *cut.Output) (err error) {
	text := strings.TrimSpace(f.text[name])
	switch name {
	case fieldEvery:
		s.Every, err = timeline.Parse(text)
	case fieldParts:
		if s.Parts, err = strconv.Atoi(text); err != nil {
			err = errors.New(tr("Write a whole number, such as 4."))
		}
	case fieldMaxSize:
		s.MaxSize, err = parseSize(text)
	case fieldAt:
		s.At, err = parseTimes(text)
	case fieldAuto:
		s.Silence.Auto = text == yes
	case fieldThreshold:
		if !s.Silence.Auto {
			s.Silence.Threshold, err = parseLevel(text)
		}
	case fieldMin:
		s.Silence.Min, err = parseSpan(text)
	case fieldCutAt:
		var at float64
		if at, err = strconv.ParseFloat(text, 64); err == nil {
			s.Silence.CutAt = &at
		}
	case fieldRemove:
		s.Silence.Remove = text == yes
	case fieldPad:
		if s.Silence.Remove {
			s.Silence.Pad, err = parseSpan(text)
		}
	case fieldCutsFile:
		s.CutsFile = text
	case fieldPairs:
		s.Pairs = text == yes
	case fieldSnap:
		s.Snap, err = parseSpan(text)
	case fieldPackets:
		s.SnapPackets = text == yes
	case fieldMinSegment:
		s.MinSegment, err = parseSpan(text)
	case fieldOverlap:
		s.Overlap, err = parseSpan(text)
	case fieldFolder:
		o.Folder = text
	case fieldName:
		o.Name = text
		_, err = naming.Parse(text)
	case fieldFormat:
		o.Format = cut.Format(text)
	case fieldBitrate:
		o.Bitrate = 0
		if f.asksBitrate() {
			o.Bitrate, err = parseBitrate(text)
		}
	case fieldConflict:
		o.OnConflict = cut.Conflict(text)
	case fieldVerify:
		o.Verify = text == yes
	case fieldManifest:
		o.Manifest = text == yes
	}
	return err
}

// asksBitrate reports whether the format is one that a bitrate is chosen for.
func (f form) asksBitrate() bool {
	switch cut.Format(f.text[fieldFormat]) {
	case cut.MP3, cut.Ogg, cut.Opus, cut.M4A, cut.AAC:
		return true
	}
	return false
}

func check(on bool) string {
	if on {
		return yes
	}
	return ""
}

// parseSpan reads a length of time that may be left empty, which is none.
func parseSpan(text string) (timeline.Time, error) {
	if text == "" {
		return timeline.Time{}, nil
	}
	return timeline.Parse(text)
}

// parseTimes reads points in time between commas, spaces or lines.
func parseTimes(text string) ([]timeline.Time, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || r == ' ' || r == '\n' || r == '\t' })
	if len(words) == 0 {
		return nil, errors.New(tr("Write where to cut, such as 10:00, 20:30.5 or one time a line."))
	}
	times := make([]timeline.Time, len(words))
	for i, w := range words {
		t, err := timeline.Parse(w)
		if err != nil {
			return nil, errors.New(w + ": " + sentence(err))
		}
		times[i] = t
	}
	return times, nil
}

func parseSize(text string) (int64, error) {
	n, err := humanize.ParseBytes(text)
	if err != nil || n == 0 || n > 1<<50 {
		return 0, errors.New(tr("Write a size, such as 25 MB or 8 MiB."))
	}
	return int64(n), nil
}

// parseLevel reads a level in dBFS, with or without its unit.
func parseLevel(text string) (float64, error) {
	number := strings.TrimSpace(strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(text), "fs"), "db"))
	level, err := strconv.ParseFloat(strings.ReplaceAll(number, "\u2212", "-"), 64)
	if err != nil || level >= 0 || level < -200 {
		return 0, errors.New(tr("Write a level below 0 dB, such as -40."))
	}
	return level, nil
}

// parseBitrate reads kilobits a second, such as 192 or 192k; empty is the
// codec's own choice.
func parseBitrate(text string) (int, error) {
	if text == "" {
		return 0, nil
	}
	number := strings.TrimSpace(strings.TrimSuffix(strings.ToLower(text), "k"))
	n, err := strconv.Atoi(number)
	if err != nil || n < 8 || n > 1024 {
		return 0, errors.New(tr("Write kilobits a second, such as 192."))
	}
	return n * 1000, nil
}

func bitrateText(bits int) string {
	if bits == 0 {
		return ""
	}
	return strconv.Itoa(bits / 1000)
}

func sizeText(bytes int64) string {
	if bytes == 0 {
		return ""
	}
	return humanize.Bytes(uint64(bytes))
}

// spanText writes a length of time as a person would type it, "" for none.
func spanText(t timeline.Time) string {
	if t.IsZero() {
		return ""
	}
	return shortTime(t)
}

// shortTime writes t exactly and readably: 10:00, 1:02:03.5, and below a minute
// plain seconds with their unit.
func shortTime(t timeline.Time) string {
	if t.IsZero() {
		return ""
	}
	clock := t.Clock()
	if exact, err := timeline.Parse(clock); err != nil || exact.Cmp(t) != 0 {
		return t.String()
	}
	clock = strings.TrimRight(clock, "0") // there is always a point
	clock = strings.TrimSuffix(clock, ".")
	if t.Cmp(timeline.Seconds(60)) < 0 {
		clock = strings.TrimPrefix(strings.TrimPrefix(clock, "00:00:"), "0")
		if strings.HasPrefix(clock, ".") || clock == "" {
			clock = "0" + clock
		}
		return clock + "s"
	}
	return strings.TrimPrefix(strings.TrimPrefix(clock, "00:"), "0")
}
