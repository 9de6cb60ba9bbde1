package cut

import (
	"context"
	"os"

	cutogg "audiospliter/engine/cut/ogg"
	"audiospliter/engine/fault"
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

// openOgg indexes the source.
func openOgg(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	stream, err := ogg.Index(ctx, file, src.Size, src.Stream)
	if err == nil && src.Container != "ogg" {
		stream = stream.Untrimmed() // its granule positions are rounded times
	}
	if err == nil && (stream.Samples < atLeast(src) || stream.Rate != src.Rate || stream.Channels != src.Channels) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err == nil {
		return cutogg.New(stream), file, nil
	}
	_ = file.Close()
	return nil, nil, err
}

// oggPackets reports whether the packets of src can be had for Ogg.
func oggPackets(src media.Source) bool {
	return src.Container == "ogg" && !src.Odd || wrapped(src)
}

// oggPreRoll returns how much before a segment its file holds.
func oggPreRoll(src media.Source) timeline.Position {
	if src.Codec == string(ogg.Opus) {
		return cutogg.PreRoll + ogg.MaxOpus
	}
	return 0
}
