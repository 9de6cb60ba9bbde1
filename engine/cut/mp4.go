package cut

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"

	cutmp4 "audiospliter/engine/cut/mp4"
	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media"
	"audiospliter/engine/media/aac"
	"audiospliter/engine/media/adts"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// mp4Note says how exact the copied packets of AAC in MP4 are, as measured.
var mp4Note = message.New("Players that honour edit lists start and end at the very sample; some, ffmpeg among them, play the last packet to its end, some 20 ms more, unless cuts are moved to where packets meet. Noise that the encoder left to the decoder to make up sounds the same but is never twice the same.")

// pairNote is what is to be said of HE-AAC besides.
var pairNote = message.New("The time of HE-AAC is counted in pairs of samples, so a segment may begin one sample early.")

func readsMP4(c *Choice) (message.Text, bool) {
	src := c.Source
	switch {
	case src.Codec != "aac" || c.target.muxer != "ipod":
		return nil, false
	case src.Odd:
		return oddNote, false
	case !src.Exact:
		return message.New("The exact length of this audio cannot be told, so it cannot be cut to the sample."), false
	}
	both := message.Join(mp4Note, pairNote)
	if inMP4(src) {
		file, err := c.file()
		if err != nil {
			return nil, false
		}
		stream, err := trackOf(file, src)
		if err != nil {
			return fault.Of(err).Message, false
		}
		c.opened.open = func(_ context.Context, file *os.File, src media.Source) (cutter, error) {
			return newMP4(file, src, stream)
		}
		if stream.Unit > 1 {
			return both, true
		}
		return mp4Note, true
	}
	if src.Container == "aac" || mp4Wrapped(src) {
		return both, true
	}
	return nil, false
}

// mp4Wrapped reports whether packets of AAC in a container are put into MP4 before
// they are cut, because the container has no tables.
func mp4Wrapped(src media.Source) bool {
	return slices.Contains([]string{"matroska", "mpegts", "avi", "nut", "asf", "flv", "rm"}, src.Container)
}

// trackOf reads the tables of the source.
func trackOf(file *os.File, src media.Source) (aac.Stream, error) {
	t, err := mp4.Open(file, src.Size, src.Stream)
	if err != nil {
		return aac.Stream{}, err
	}
	if mp4Wrapped(src) {
		t.Edits = nil // they were made of rounded times
	}
	return aac.OfTrack(t, src.Rate, src.Channels, src.Samples)
}

// framesOf walks the frames of a source of ADTS.
func framesOf(ctx context.Context, file *os.File, src media.Source) (aac.Stream, error) {
	s, err := adts.Index(ctx, file, src.Size)
	if err != nil {
		return aac.Stream{}, err
	}
	return aac.OfADTS(s, src.Rate, src.Channels, src.Samples)
}

// openMP4 reads where the packets of a source are, and its tags.
func openMP4(ctx context.Context, file *os.File, src media.Source) (cutter, error) {
	read := trackOf
	if src.Container == "aac" {
		read = func(file *os.File, src media.Source) (aac.Stream, error) { return framesOf(ctx, file, src) }
	}
	stream, err := read(file, src)
	if err != nil {
		return nil, err
	}
	return newMP4(file, src, stream)
}

func newMP4(file *os.File, src media.Source, stream aac.Stream) (cutter, error) {
	from := cutmp4.Source{Book: strings.EqualFold(filepath.Ext(src.Path), ".m4b"), Fields: map[string]string{}}
	if src.Container != "aac" {
		from.Items, from.Dropped = mp4.Items(file, src.Size)
	}
	if len(from.Items) == 0 {
		for key, value := range src.Tags {
			if key = strings.ToLower(key); native.Keeps(key) {
				from.Fields[key] = value
			}
		}
	}
	return orNil(cutmp4.NewCutter(file, stream, from))
}

// compareMP4 returns how decoded segments compare: decoders of AAC make up noise,
// and some play the last packet to its end.
func compareMP4(string) comparison { return comparison{kind: resembling, tail: packetSlack} }

// prerollMP4 returns how much before a segment its file holds at most: what band
// replication needs.
func prerollMP4(src media.Source) timeline.Position { return timeline.Position(src.Rate) }
