package cut

import (
	"context"
	"os"

	cutogg "audiospliter/engine/cut/ogg"
	"audiospliter/engine/media"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// oggNotes say how exact the copied packets of a codec in Ogg are, as measured.
var oggNotes = map[string]message.Text{
	"opus":   message.New("Opus decoders never forget their past wholly: decoded, a segment differs from the source only at 60 dB or more below the signal, or 25 dB (or -70 dB of full scale) where it is coded as speech and decoded by libopus."),
	"vorbis": message.New("Players that keep to the specification of Vorbis start at the very sample; ffmpeg plays up to some 20 ms before it, too, unless cuts are moved to where packets meet."),
}

func readsOgg(c *Choice) (message.Text, bool) {
	src := c.Source
	note := oggNotes[src.Codec]
	switch {
	case note == nil:
		return nil, false
	case src.Container == "ogg" && !src.Odd, wrapped(src):
		return note, true
	case src.Odd:
		return oddNote, false
	}
	return nil, false
}

func openOgg(ctx context.Context, file *os.File, src media.Source) (cutter, error) {
	stream, err := ogg.Index(ctx, file, src.Size, src.Stream)
	if err != nil {
		return nil, err
	}
	if src.Container != "ogg" {
		stream = stream.Untrimmed() // its granule positions are rounded times
	}
	if stream.Samples < atLeast(src) || stream.Rate != src.Rate || stream.Channels != src.Channels {
		return nil, errHeaders()
	}
	return cutogg.New(stream), nil
}

// isVorbis reports whether some decoders play the packets of src whole.
func isVorbis(src media.Source) bool { return src.Codec == "vorbis" }

// compareOgg returns how decoded segments compare: Opus decoders remember what came
// before.
func compareOgg(codec string) comparison {
	if codec == string(ogg.Opus) {
		return comparison{kind: resembling}
	}
	return comparison{kind: equal}
}

// prerollOgg returns how much before a segment its file holds.
func prerollOgg(src media.Source) timeline.Position {
	if src.Codec == string(ogg.Opus) {
		return cutogg.PreRoll + ogg.MaxOpus
	}
	return 0
}
