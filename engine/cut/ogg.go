package cut

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strconv"

	cutogg "audiospliter/engine/cut/ogg"
	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/timeline"
)

// oggNotes say how exact the copied packets of a codec in Ogg are, as measured.
var oggNotes = map[string]string{
	"opus":   "Opus decoders never forget their past wholly: decoded, a segment differs from the source by no more than 60 dB below the signal, or 25 dB (or -70 dB of full scale) where it is coded as speech and decoded by libopus.",
	"vorbis": "Players that keep to the specification of Vorbis start at the very sample; ffmpeg 5.1 plays up to some 20 ms before it, too.",
}

// intoOgg are the containers whose Opus and Vorbis are put into Ogg.
var intoOgg = map[string]bool{"matroska": true, "webm": true, "m4a": true, "mp4": true, "mov": true}

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
	least := src.Samples
	if !src.Exact {
		least -= timeline.Position(src.Rate) / 10
	}
	if err == nil && (stream.Samples < least || stream.Rate != src.Rate || stream.Channels != src.Channels) {
		err = fault.New(fault.UnsupportedFormat, "The headers of this file and its audio do not agree.")
	}
	if err == nil {
		return cutogg.New(stream), file, nil
	}
	_ = file.Close()
	return nil, nil, err
}

// inOgg returns the source; where its way is that of Ogg and its container is
// another, as an Ogg file of the same packets in the scratch folder.
func (j *job) inOgg(ctx context.Context) (media.Source, error) {
	src := j.Source
	if j.choice.Way != wayOgg || src.Container == "ogg" {
		return src, nil
	}
	path := filepath.Join(j.scratch, "source.ogg")
	args, err := j.inputs(piece{tags: src.Tags}, "-i", ffmpeg.File(src.Path))
	if err != nil {
		return src, err
	}
	args = append(args, "-map", "0:a:"+strconv.Itoa(src.Stream), "-c:a", "copy", "-f", "ogg", ffmpeg.File(path))
	if err := j.Tools.Run(ctx, ffmpeg.Command{Args: args}); err != nil {
		return src, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return src, err
	}
	src.Path, src.Size, src.Stream = path, info.Size(), 0
	return src, nil
}

// clip ends the segments where the audio does, if its length was only estimated.
func (j *job) clip(samples timeline.Position) {
	if j.Source.Exact {
		return
	}
	j.Plan.Segments = slices.Clone(j.Plan.Segments)
	for i := range j.Plan.Segments {
		s := &j.Plan.Segments[i]
		s.End = min(s.End, samples)
	}
}

// oggPreRoll returns how much before a segment its file holds.
func oggPreRoll(src media.Source) timeline.Position {
	if src.Codec == string(ogg.Opus) {
		return cutogg.PreRoll + ogg.MaxOpus
	}
	return 0
}
