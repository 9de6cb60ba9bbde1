package plan

import (
	"audiospliter/engine/cutlist"
	"audiospliter/engine/timeline"
)

// A Mode is a way to choose where to cut.
type Mode string

// The modes.
const (
	Duration   Mode = "duration"   // a segment each Every
	Size       Mode = "size"       // segments as long as MaxSize allows
	Parts      Mode = "parts"      // Parts segments of equal length
	Silence    Mode = "silence"    // at the silences
	Cue        Mode = "cue"        // a cue sheet: given, beside the source, or embedded
	Chapters   Mode = "chapters"   // the source's own chapters, or a chapter list
	Labels     Mode = "labels"     // labels, subtitles, CSV: any list of spans or points
	Timestamps Mode = "timestamps" // the cut points in At
	Manual     Mode = "manual"     // the segments in Segments
	Channels   Mode = "channels"   // a file a channel
)

// Modes are all modes, in the order they are offered in.
var Modes = []Mode{Duration, Size, Parts, Silence, Cue, Chapters, Labels, Timestamps, Manual, Channels}

// ModeOf returns the mode that reads cut lists of a format as they are meant:
// tracks and chapters follow each other, all others may leave gaps and overlap.
func ModeOf(f cutlist.Format) Mode {
	switch f {
	case cutlist.Cue:
		return Cue
	case cutlist.MP4Chaps, cutlist.FFMetadata, cutlist.OGG, cutlist.PodcastJSON, cutlist.PSC, cutlist.Matroska, cutlist.Traktor, cutlist.Rekordbox:
		return Chapters
	}
	return Labels
}

// A Spec says how to choose the segments of a source. It is part of a recipe
// and is stored in presets: its JSON names are a contract. The zero value of
// each field is its default where Defaults gives no other.
type Spec struct {
	Mode Mode `json:"mode"`

	Track int `json:"track,omitzero"` // the audio track of the source, from 1; 0 is its default one

	Every   timeline.Time   `json:"every,omitzero"`   // duration: length of a segment
	MaxSize int64           `json:"maxSize,omitzero"` // size: bytes no written file exceeds
	Parts   int             `json:"parts,omitzero"`   // parts: how many
	At      []timeline.Time `json:"at,omitempty"`     // timestamps: where to cut

	Silence SilenceSpec `json:"silence,omitzero"`

	Segments []ManualSegment   `json:"segments,omitempty"` // manual
	Album    map[string]string `json:"album,omitempty"`    // manual: tags for all segments, as a cut list has them
	Pairs    bool              `json:"pairs,omitzero"`     // channels: a stereo pair a file

	CutsFile  string `json:"cutsFile,omitzero"`  // cue, chapters, labels: the list; "" looks beside the source, then inside it
	CutsKind  string `json:"cutsKind,omitzero"`  // grammar of the list; "" goes by its content
	Charset   string `json:"charset,omitzero"`   // of the list; "" detects it
	Titles    string `json:"titles,omitzero"`    // what its titles hold: whole, artist-title, title-artist; "" goes by most of them
	FrameRate string `json:"frameRate,omitzero"` // of lists that count frames, such as 25 or 30000/1001
	Pregap    Pregap `json:"pregap,omitzero"`    // what becomes of the pregaps of a cue sheet

	Snap         timeline.Time `json:"snap,omitzero"`         // how far a cut may move to a silence; 0 is off
	SnapQuietest bool          `json:"snapQuietest,omitzero"` // a cut with no silence in reach moves to the quietest moment
	SnapPackets  bool          `json:"snapPackets,omitzero"`  // cuts move to where packets meet, if files hold whole ones
	MinSegment   timeline.Time `json:"minSegment,omitzero"`   // shorter segments join their neighbour
	MaxSegment   timeline.Time `json:"maxSegment,omitzero"`   // longer segments are split again; 0 is off
	Overlap      timeline.Time `json:"overlap,omitzero"`      // each segment but the first begins this much earlier
	TrimEdges    bool          `json:"trimEdges,omitzero"`    // silence at the edges of each segment is left out
	Exclude      []int         `json:"exclude,omitempty"`     // indexes, from 0, of planned segments that are not written
	DropLead     bool          `json:"dropLead,omitzero"`     // what lies before the first cut, or the first listed track, is not written
	KeepShortEnd bool          `json:"keepShortEnd,omitzero"` // duration: less than a second at the end is a segment, too
	DropRest     bool          `json:"dropRest,omitzero"`     // what lies after the last cut or listed track, or is too short for a whole Every, is not written
}

// A SilenceSpec says what counts as silence and what becomes of it.
type SilenceSpec struct {
	Threshold float64       `json:"threshold,omitzero"` // dBFS, negative; louder is sound
	Channel   int           `json:"channel,omitzero"`   // the only one that is listened to, from 1; 0 is all together
	Auto      bool          `json:"auto,omitzero"`      // the threshold comes from the source's noise floor
	Min       timeline.Time `json:"min,omitzero"`       // shorter silences are not cut at
	CutAt     *float64      `json:"cutAt,omitempty"`    // where in a silence: 0 its start, 1 its end; nil is the middle
	Remove    bool          `json:"remove,omitzero"`    // segments hold only sound
	Pad       timeline.Time `json:"pad,omitzero"`       // silence kept at each side when it is removed
	Longest   int           `json:"longest,omitzero"`   // cut only at the N longest silences; 0 is all
}

// A Pregap says what becomes of the pause in front of a track, which a cue sheet
// marks with INDEX 00.
type Pregap string

// The treatments of a pregap.
const (
	PregapPrevious Pregap = ""     // it ends the track before, as on a CD
	PregapOwn      Pregap = "own"  // it begins its own track
	PregapDrop     Pregap = "drop" // it is not written
)

// A ManualSegment is a segment as a person gave it.
type ManualSegment struct {
	Start timeline.Time     `json:"start"`
	End   timeline.Time     `json:"end,omitzero"` // zero: up to the next start, or the end of the source
	Title string            `json:"title,omitzero"`
	Tags  map[string]string `json:"tags,omitempty"`
}
