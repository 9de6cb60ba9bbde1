package flac

import "audiospliter/engine/message"

// A Kind of damage.
type Kind string

// The kinds.
const (
	Junk      Kind = "junk"      // bytes that are no frame were skipped; no audio is missing
	Lost      Kind = "lost"      // frames are missing or broken: Samples of silence stand for them
	Joined    Kind = "joined"    // the frames are numbered anew from here on
	Truncated Kind = "truncated" // the last frame is cut short, and was left out
	Missing   Kind = "missing"   // the header promises Samples more than there are
)

// A Damage is something wrong with a file. The audio around it is used.
type Damage struct {
	Kind    Kind
	Offset  int64 // in the file
	Len     int64 // bytes that were skipped
	Start   int64 // on the timeline
	Samples int64 // of each channel
}

// maxDamage bounds the list of damage that a Stream keeps.
const maxDamage = 64

// Text says what is wrong in a sentence for a person.
func (d Damage) Text() message.Text {
	switch d.Kind {
	case Lost:
		return message.New("Audio is missing or broken at byte %d: %d samples are silent instead.", d.Offset, d.Samples)
	case Joined:
		return message.New("The frames are numbered anew at byte %d: the file may be several that were joined.", d.Offset)
	case Truncated:
		return message.New("The last frame, at byte %d, is cut short and was left out.", d.Offset)
	case Missing:
		return message.New("The file is cut short: its header promises %d more samples.", d.Samples)
	}
	return message.New("%d bytes at byte %d are no audio and were skipped.", d.Len, d.Offset)
}
