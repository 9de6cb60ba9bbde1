package media

import (
	"context"
	"encoding/binary"
	"io"

	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/media/pcm"
	"audiospliter/engine/timeline"
)

// Length returns the sample rate of a file that was just written, of its first
// stream of audio, and how many samples it decodes to, where the file alone tells:
// FLAC, Opus and Vorbis in Ogg, PCM, and AAC and ALAC in MP4. Of all else it reports
// false. It finds what is cut short, not all that is damaged: of FLAC it checks the
// last frame, of MP4 that the last packet is there. Of AAC it knows only the config
// of LC, and takes HE-AAC whose config does not tell of its bands for that.
// Starting ffprobe takes longer than that.
func Length(ctx context.Context, path string) (timeline.Rate, timeline.Position, bool) {
	f, info, err := open(path)
	if err != nil {
		return 0, 0, false
	}
	defer f.Close()
	size := info.Size()
	switch head := head(f); {
	case string(head[:4]) == "fLaC":
		return lengthOfFLAC(f, size)
	case string(head[:4]) == "OggS":
		s, err := ogg.Index(ctx, f, size, 0)
		if err != nil || s.DamageCount > 0 || len(s.Links) > 1 {
			return 0, 0, false
		}
		return s.Rate, s.Samples, true
	case string(head[4:8]) == "ftyp":
		return lengthOfMP4(f, size, 0)
	}
	s, err := pcm.Open(f, size)
	if err != nil || s.Short {
		return 0, 0, false
	}
	return s.Format.Rate, s.Frames, true
}

func lengthOfFLAC(f io.ReaderAt, size int64) (timeline.Rate, timeline.Position, bool) {
	p := &prober{Source: Source{Size: size}, file: f}
	m, err := flac.ReadMetadata(f)
	if err != nil || !p.flacEnds(m) {
		return 0, 0, false
	}
	b := make([]byte, flac.MaxHeader)
	n, _ := f.ReadAt(b, m.Audio)
	first, ok := flac.ParseHeader(b[:n])
	return timeline.Rate(m.Info.Rate), timeline.Position(m.Info.Total), ok && first.Number == 0
}

// lengthOfMP4 counts packets, as decoders do whatever the table of times says.
func lengthOfMP4(f io.ReaderAt, size int64, track int) (timeline.Rate, timeline.Position, bool) {
	t, err := mp4.Open(f, size, track)
	if err != nil || len(t.Edits) > 1 {
		return 0, 0, false
	}
	skip := int64(0)
	for _, e := range t.Edits {
		skip = e.Start
	}
	const objectLC = 2 // which no replicated bands come on top of
	frame, last := int64(1024), int64(1024)
	for packet, err := range t.All(t.Packets - 1) {
		if err != nil {
			return 0, 0, false
		}
		rate, ok := mp4.CoreRate(t.Config)
		if t.Codec == "alac" {
			frame, rate = int64(binary.BigEndian.Uint32(t.Config)), int64(binary.BigEndian.Uint32(t.Config[20:]))
			last, ok = lastALAC(f, packet.Offset, min(frame, maxALAC))
		} else {
			ok = ok && t.Config[0]>>3 == objectLC
		}
		if !ok || rate != t.Scale {
			return 0, 0, false
		}
	}
	n := (t.Packets-1)*frame + last - skip
	return timeline.Rate(t.Scale), timeline.Position(n), n > 0
}
