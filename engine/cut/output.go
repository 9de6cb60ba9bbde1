package cut

import (
	"cmp"

	"audiospliter/engine/timeline"
)

// A Format is what segments are written as.
type Format string

// The formats. Keep writes what the source is, without re-encoding where the
// format allows it.
const (
	Keep Format = "keep"
	MP3  Format = "mp3"
	WAV  Format = "wav"
	FLAC Format = "flac"
	Ogg  Format = "ogg" // Vorbis
	Opus Format = "opus"
	M4A  Format = "m4a" // AAC in MP4
	AAC  Format = "aac" // AAC in ADTS
	ALAC Format = "alac"
)

// Formats are all formats, in the order they are offered in.
var Formats = []Format{Keep, MP3, WAV, FLAC, Ogg, Opus, M4A, AAC, ALAC}

// A Conflict is what happens when a file already has a segment's name.
type Conflict string

// The policies. Rename puts " (2)" behind the name, Skip leaves the file and
// goes on, Fail ends the job before anything is written.
const (
	Rename    Conflict = "rename"
	Overwrite Conflict = "overwrite"
	Skip      Conflict = "skip"
	Fail      Conflict = "fail"
)

// Conflicts are all policies, in the order they are offered in.
var Conflicts = []Conflict{Rename, Overwrite, Skip, Fail}

// Output says how and where segments are written. It is part of a recipe and
// is stored in presets: its JSON names are a contract.
type Output struct {
	Folder     string   `json:"folder,omitzero"`     // "" is a folder named after the source, beside it
	Name       string   `json:"name,omitzero"`       // template; "" is {name}_{index:03}
	Format     Format   `json:"format,omitzero"`     // "" is Keep
	OnConflict Conflict `json:"onConflict,omitzero"` // "" is Rename

	Bitrate    int      `json:"bitrate,omitzero"`    // bits a second; 0 is the codec's good default
	Quality    *float64 `json:"quality,omitempty"`   // the encoder's own scale; nil for none
	SampleRate int      `json:"sampleRate,omitzero"` // Hz; 0 keeps the source's
	Channels   int      `json:"channels,omitzero"`   // 0 keeps the source's

	FadeIn    timeline.Time `json:"fadeIn,omitzero"`
	FadeOut   timeline.Time `json:"fadeOut,omitzero"`
	Normalize *float64      `json:"normalize,omitempty"` // LUFS, by EBU R128; nil is off

	Tags      map[string]string `json:"tags,omitempty"`     // set on every segment, over the source's
	ID3       string            `json:"id3,omitzero"`       // "2.3" or "2.4"; "" as the source had
	NoMD5     bool              `json:"noMD5,omitzero"`     // FLAC that is copied says no MD5 of its audio, which is faster
	KeepTime  bool              `json:"keepTime,omitzero"`  // segments get the source's modification time
	Verify    bool              `json:"verify,omitzero"`    // decode what was written and compare it with the source
	Manifest  bool              `json:"manifest,omitzero"`  // write manifest.json beside the segments
	Playlist  bool              `json:"playlist,omitzero"`  // write an m3u8 playlist beside the segments
	WriteCuts string            `json:"writeCuts,omitzero"` // write the cuts beside the segments, as cuts.*, in this format of cutlist
}

// policy returns the conflict policy, the default included.
func (o Output) policy() Conflict {
	return cmp.Or(o.OnConflict, Rename)
}
