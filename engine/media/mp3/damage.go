package mp3

import "audiospliter/engine/message"

// A Kind of damage.
type Kind string

// The kinds.
const (
	Junk      Kind = "junk"      // bytes that are no frame were skipped
	Truncated Kind = "truncated" // the end cuts the last frame short: it was left out
	Missing   Kind = "missing"   // the header promises more frames than there are; Len counts them
	Chopped   Kind = "chopped"   // the stream begins in the middle: the first Len frames lack data
	Joined    Kind = "joined"    // the file goes on behind the end its header gives
	Mixed     Kind = "mixed"     // the number of channels changes from here on
	Foreign   Kind = "foreign"   // frames of another sampling rate were skipped
)

// A Damage is something wrong with a file. The audio around it is used.
type Damage struct {
	Kind   Kind
	Offset int64 // in the file
	Len    int64 // bytes, or frames where the kind says so
}

// maxDamage bounds the list of damage that a Stream keeps.
const maxDamage = 64

// Text says what is wrong in a sentence for a person.
func (d Damage) Text() message.Text {
	switch d.Kind {
	case Truncated:
		return message.New("The last frame, at byte %d, is cut short and was left out.", d.Offset)
	case Missing:
		return message.New("The file is cut short: its header promises %d more frames.", d.Len)
	case Chopped:
		return message.New("The stream begins in the middle: its first %d frames cannot be decoded whole.", d.Len)
	case Joined:
		return message.New("The file goes on behind the end its header gives; it may be several files joined.")
	case Mixed:
		return message.New("The number of channels changes in the middle, first at byte %d.", d.Offset)
	case Foreign:
		return message.New("The sampling rate changes in the middle: the %d bytes from byte %d on were skipped.", d.Len, d.Offset)
	}
	return message.New("%d bytes at byte %d are no audio and were skipped.", d.Len, d.Offset)
}
