package ogg

import "audiospliter/engine/message"

// A Kind of damage.
type Kind string

// The kinds.
const (
	Junk     Kind = "junk"     // bytes that are no sound page were skipped
	Lost     Kind = "lost"     // pages are missing; Len counts them
	Broken   Kind = "broken"   // packets are not whole, or no audio, and were left out; Len counts them
	Unended  Kind = "unended"  // a stream has no mark of its end
	Foreign  Kind = "foreign"  // joined audio of another kind was skipped
	Oversize Kind = "oversize" // tags that are too large were left out
)

// A Damage is something wrong with a file. The audio around it is used.
type Damage struct {
	Kind   Kind
	Offset int64 // in the file
	Len    int64 // bytes, or what the kind says
}

// maxDamage bounds the list of damage that a Stream keeps.
const maxDamage = 64

// Text says what is wrong in a sentence for a person.
func (d Damage) Text() message.Text {
	switch d.Kind {
	case Lost:
		return message.New("Pages are missing before byte %d, at least %d.", d.Offset, d.Len)
	case Broken:
		return message.New("%d packets at byte %d are damaged and were left out.", d.Len, d.Offset)
	case Unended:
		return message.New("The file ends without the mark of its end: it is cut short, or still being recorded.")
	case Foreign:
		return message.New("Audio of another kind follows at byte %d: its %d bytes were left out.", d.Offset, d.Len)
	case Oversize:
		return message.New("The tags are over %d MB and are left out.", maxHeader>>20)
	}
	return message.New("%d bytes at byte %d are damaged, or no audio, and were skipped.", d.Len, d.Offset)
}
