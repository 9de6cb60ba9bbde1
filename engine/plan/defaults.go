package plan

import (
	"audiospliter/engine/cutlist"
	"audiospliter/engine/timeline"
)

// Defaults returns the spec of someone who chose nothing: pieces of ten
// minutes. The fields of the other modes hold what those modes start with.
func Defaults() Spec {
	return Spec{
		Mode:    Duration,
		Every:   timeline.Seconds(600),
		MaxSize: 25_000_000,
		Parts:   2,
		Silence: SilenceSpec{
			Threshold: -40,
			Min:       timeline.Seconds(1),
			Pad:       timeline.Millis(200),
		},
	}
}

// Needs is what must be prepared before Make is called.
type Needs struct {
	Sound   bool // the source's loudness
	List    bool // a cut list, if there is one
	Size    bool // the sizes of written files
	Packets bool // where packets meet, if files hold whole ones
}

// Needs returns what Make reads for s.
func (s Spec) Needs() Needs {
	return Needs{
		Sound:   s.Mode == Silence || s.Mode != Channels && s.TrimEdges || s.snaps(),
		List:    s.readsList(),
		Size:    s.Mode == Size,
		Packets: s.SnapPackets && s.Mode != Channels,
	}
}

// ListOptions returns how s wants its cut list read. It fails with
// INVALID_PARAMS where the frame rate is none.
func (s Spec) ListOptions() (cutlist.Options, error) {
	o := cutlist.Options{Format: cutlist.Format(s.CutsKind), Charset: s.Charset, Titles: cutlist.Titling(s.Titles)}
	if s.FrameRate == "" {
		return o, nil
	}
	var err error
	o.FrameRate, err = cutlist.ParseFrameRate(s.FrameRate)
	return o, err
}

func (s Spec) readsList() bool { return s.Mode == Cue || s.Mode == Chapters || s.Mode == Labels }

// cutsAtBorders reports whether segments begin or end just where a silence does,
// and not in it.
func (s Spec) cutsAtBorders() bool {
	at := s.Silence.at()
	out := s.TrimEdges || s.Mode == Silence && s.Silence.Remove
	return at == 0 || at == 1 || out && s.Silence.Pad.IsZero()
}

// snaps reports whether the cuts of the mode move to silences. Those of silence
// lie in silences already, and what a person placed by hand stays there.
func (s Spec) snaps() bool {
	return !s.Snap.IsZero() && s.Mode != Silence && s.Mode != Manual && s.Mode != Channels
}
