package cut

import (
	"cmp"
	"slices"
	"strings"

	"audiospliter/engine/cutlist"
	"audiospliter/engine/fault"
	"audiospliter/engine/field"
	"audiospliter/engine/naming"
	"audiospliter/engine/timeline"
)

// Fields lists the options of o. What is wrong with one is wrong for any source;
// what does not fit a certain source, Choose says.
func (o *Output) Fields() []field.Field {
	return []field.Field{
		{
			Key: "folder", Flag: "output", Short: "o", Value: field.Text(&o.Folder), Form: field.Output,
			Help: "write into `DIR` (a folder named after the source, beside it)",
		},
		{
			Key: "format", Flag: "format", Value: field.Choice(&o.Format, Formats), Empty: string(Keep), Form: field.Output,
			Help: fault.List(Formats) + "; keep does not re-encode where the format allows",
			Wrong: field.Unless(o.Format == "" || slices.Contains(Formats, o.Format),
				"There is no format %q: choose one of %s.", o.Format, fault.List(Formats)),
		},
		{
			Key: "bitrate", Flag: "bitrate", Value: field.Bitrate(&o.Bitrate), Form: field.Output,
			Help: "re-encoding: `BITS` a second, such as 192k", Wrong: cmp.Or(
				field.Unless(o.Bitrate == 0 || o.Bitrate >= 6_000 && o.Bitrate <= 10_000_000, "A bitrate of %d bits a second makes no sense.", o.Bitrate),
				field.Unless(o.Bitrate == 0 || o.Quality == nil, "Bitrate and quality exclude each other.")),
		},
		{Key: "quality", Flag: "quality", Value: field.Number(&o.Quality), Help: "re-encoding: quality on the encoder's own scale", Wrong: o.wrongQuality()},
		{
			Key: "sampleRate", Flag: "sample-rate", Value: field.Count(&o.SampleRate), Help: "re-encoding: in `HZ`",
			Wrong: field.Unless(o.SampleRate == 0 || o.SampleRate >= 4_000 && o.SampleRate <= 768_000,
				"A sample rate of %d Hz makes no sense.", o.SampleRate),
		},
		{
			Key: "channels", Flag: "channels", Value: field.Count(&o.Channels), Help: "re-encoding: number of channels",
			Wrong: field.Unless(o.Channels >= 0 && o.Channels <= 64, "There cannot be %d channels.", o.Channels),
		},
		{
			Key: "name", Flag: "name", Value: field.Text(&o.Name), Empty: naming.Default, Form: field.Output,
			Help: "`TEMPLATE` of the names: split --help tells what it may hold", Wrong: wrongName(o.Name),
		},
		{
			Key: "onConflict", Flag: "on-conflict", Value: field.Choice(&o.OnConflict, Conflicts), Empty: string(Rename), Form: field.Output,
			Help: "when a file has the name: " + fault.List(Conflicts),
			Wrong: field.Unless(o.OnConflict == "" || slices.Contains(Conflicts, o.OnConflict),
				"There is no conflict policy %q: choose one of %s.", o.OnConflict, fault.List(Conflicts)),
		},
		{Key: "fadeIn", Flag: "fade-in", Value: field.Time(&o.FadeIn), Help: "fade each segment in (re-encodes)", Wrong: wrongFade(o.FadeIn)},
		{Key: "fadeOut", Flag: "fade-out", Value: field.Time(&o.FadeOut), Help: "fade each segment out (re-encodes)", Wrong: wrongFade(o.FadeOut)},
		{
			Key: "normalize", Flag: "normalize", Value: field.Loudness(&o.Normalize),
			Help:  "bring the whole to `LEVEL`, such as -16LUFS, by one gain that lets no peak above -1 dBTP (re-encodes)",
			Wrong: o.wrongLoudness(),
		},
		{Key: "tags", Flag: "tag", Value: field.Tags(&o.Tags), Help: "set the tag `KEY=VALUE` on every segment", Wrong: o.wrongTags()},
		{
			Key: "id3", Flag: "id3", Value: field.Choice(&o.ID3, []string{"2.3", "2.4"}),
			Help:  "ID3 version of MP3 files: 2.3 or 2.4 (as the source had)",
			Wrong: field.Unless(o.ID3 == "" || o.ID3 == "2.3" || o.ID3 == "2.4", "There is no ID3 version %q here: write 2.3 or 2.4.", o.ID3),
		},
		{Key: "keepTime", Flag: "keep-time", Value: field.Switch(&o.KeepTime), Help: "give the segments the source's modification time"},
		{Key: "verify", Flag: "verify", Value: field.Switch(&o.Verify), Form: field.Output, Help: "decode what was written and compare it with the source"},
		{Key: "noMD5", Flag: "no-md5", Value: field.Switch(&o.NoMD5), Help: "let FLAC that is copied say no MD5 of its audio: cutting it is faster"},
		{Key: "manifest", Flag: "manifest", Value: field.Switch(&o.Manifest), Form: field.Output, Help: "write manifest.json beside the segments"},
		{Key: "playlist", Flag: "playlist", Value: field.Switch(&o.Playlist), Help: "write an m3u8 playlist beside the segments"},
		{
			Key: "writeCuts", Flag: "write-cuts", Value: field.Choice((*cutlist.Format)(&o.WriteCuts), cutlist.Formats()),
			Help: "write the cuts beside the segments in `FORMAT`: cue, audacity, csv ...",
			Wrong: field.Unless(o.WriteCuts == "" || slices.Contains(cutlist.Formats(), cutlist.Format(o.WriteCuts)),
				"There is no cut list format %q: choose one of %s.", o.WriteCuts, fault.List(cutlist.Formats())),
		},
	}
}

// Validate returns nil, or an INVALID_PARAMS error that names the first field
// that is wrong for any source.
func (o Output) Validate() error { return field.Check(o.Fields()) }

func wrongName(template string) error {
	_, err := naming.Parse(template)
	return err
}

func wrongFade(t timeline.Time) error {
	return field.Unless(t.Cmp(timeline.Time{}) >= 0, "A fade cannot be negative.")
}

func (o Output) wrongQuality() error {
	t, ok := targets[o.Format]
	switch {
	case !ok || o.Quality == nil:
		return nil
	case t.quality == "":
		return field.Unless(false, "The format %s has no quality setting.", o.Format)
	}
	return field.Unless(*o.Quality >= t.scale[0] && *o.Quality <= t.scale[1],
		"The quality of %s is %g to %g.", o.Format, t.scale[0], t.scale[1])
}

func (o Output) wrongLoudness() error {
	if o.Normalize == nil {
		return nil
	}
	// Written so that a value that is no number fails, too.
	return field.Unless(*o.Normalize >= -70 && *o.Normalize <= 0, "A loudness of %g LUFS makes no sense: write -70 to 0.", *o.Normalize)
}

func (o Output) wrongTags() error {
	for key := range o.Tags {
		if key == "" || strings.ContainsAny(key, "=\x00\n") {
			return field.Unless(false, "A tag cannot be named %q.", key)
		}
	}
	return nil
}
