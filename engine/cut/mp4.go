package cut

import (
	"context"
	"os"
	"path/filepath"
	"strings"

	cutmp4 "audiospliter/engine/cut/mp4"
	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/adts"
	"audiospliter/engine/media/mp4"
)

// mp4Note says how exact the copied packets of AAC in MP4 are, as measured.
const mp4Note = "Players that honour edit lists start and end at the very sample; some, ffmpeg among them, play the last packet to its end, some 20 ms more, unless cuts are moved to where packets meet. Noise that the encoder left to the decoder to make up sounds the same but is never twice the same."

// pairNote is what is to be said of HE-AAC besides.
const pairNote = "The time of HE-AAC is counted in pairs of samples, so a segment may begin one sample early."

// mp4Packets reports whether the packets of src can be had for MP4, and cut to the
// sample. It says how exact that is, or why it cannot be.
func mp4Packets(src media.Source) (note string, ok bool) {
	switch {
	case src.Codec != "aac":
		return "", false
	case src.Odd:
		return oddNote, false
	case !src.Exact:
		return "The exact length of this audio cannot be told, so it cannot be cut to the sample.", false
	}
	switch src.Container {
	case "m4a", "mp4", "mov", "3gp":
		file, err := os.Open(src.Path)
		if err != nil {
			return "", false
		}
		defer file.Close()
		stream, err := trackOf(file, src)
		if err == nil && stream.Unit > 1 {
			return joinSentences(mp4Note, pairNote), true
		}
		if err != nil {
			return fault.Of(err).Message.String(), false
		}
		return mp4Note, true
	}
	return joinSentences(mp4Note, pairNote), src.Container == "aac" || mp4Wrapped(src)
}

// mp4Wrapped reports whether packets of AAC in a container are put into MP4 before
// they are cut: what has no tables of its own.
func mp4Wrapped(src media.Source) bool {
	return src.Container == "matroska" || src.Container == "mpegts"
}

// trackOf reads the tables of the source.
func trackOf(file *os.File, src media.Source) (cutmp4.Stream, error) {
	t, err := mp4.Open(file, src.Size, src.Stream)
	if err != nil {
		return cutmp4.Stream{}, err
	}
	if mp4Wrapped(src) {
		t.Edits = nil // they were made of rounded times
	}
	return cutmp4.New(t, src.Rate, src.Channels, src.Samples)
}

// framesOf walks the frames of a source of ADTS.
func framesOf(ctx context.Context, file *os.File, src media.Source) (cutmp4.Stream, error) {
	s, err := adts.Index(ctx, file, src.Size)
	if err != nil {
		return cutmp4.Stream{}, err
	}
	return cutmp4.NewADTS(s, src.Rate, src.Channels, src.Samples)
}

// openMP4 reads where the packets of the source are, and its tags.
func openMP4(ctx context.Context, src media.Source) (cutter, *os.File, error) {
	file, err := os.Open(src.Path)
	if err != nil {
		return nil, nil, err
	}
	from := cutmp4.Source{Book: strings.EqualFold(filepath.Ext(src.Path), ".m4b"), Fields: map[string]string{}}
	var stream cutmp4.Stream
	if src.Container == "aac" {
		stream, err = framesOf(ctx, file, src)
	} else {
		stream, err = trackOf(file, src)
		from.Items, from.Dropped = mp4.Items(file, src.Size)
	}
	if len(from.Items) == 0 {
		for key, value := range src.Tags {
			if key = strings.ToLower(key); native.Keeps(key) {
				from.Fields[key] = value
			}
		}
	}
	if err == nil {
		var c *cutmp4.Cutter
		if c, err = cutmp4.NewCutter(file, stream, from); err == nil {
			return c, file, nil
		}
	}
	_ = file.Close()
	return nil, nil, err
}
