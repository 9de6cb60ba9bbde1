// Package aac says what packets of AAC decode to, wherever they are stored: in a track
// of MP4 (ISO/IEC 14496-12) or as frames of ADTS (ISO/IEC 14496-3, 1.A).
package aac

import (
	"iter"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/adts"
	"audiospliter/engine/media/mp4"
	"audiospliter/engine/timeline"
)

// A Stream is the packets of a source, and what is known of them.
type Stream struct {
	All    func(from int64) iter.Seq2[mp4.Packet, error] // the places of the packets from one on
	Config []byte                                        // AudioSpecificConfig

	Packets  int64 // how many there are
	Frame    int64 // samples that each decodes to
	Unit     int64 // samples that a unit of the time of a track has: as many as the core's rate is smaller
	Preroll  int64 // packets to decode and drop before the output is exact
	Skip     int64 // samples decoded before sample 0
	Edited   bool  // an edit list says so
	Rate     timeline.Rate
	Channels int
	Samples  timeline.Position // that ffmpeg plays
	End      timeline.Position // of what the source's edit list shows: Samples, or a little less
}

// What decoders need before a packet. SBR sends its headers twice a second or
// more often, and ffmpeg reads no more than a second before an edit.
const (
	prerollLC      = 1
	prerollSeconds = 0.5
)

// OfTrack returns the stream of a track of AAC, of which ffmpeg plays that many
// samples at that rate. The error has the code UNSUPPORTED_FORMAT where the track
// cannot be understood as ffmpeg understands it.
func OfTrack(t *mp4.Track, rate timeline.Rate, channels int, samples timeline.Position) (Stream, error) {
	s := Stream{All: t.All, Config: t.Config, Packets: t.Packets, Rate: rate, Channels: channels, Samples: samples, End: samples}
	if t.Codec != "aac" {
		return s, errUnsupported("the codec is " + t.Codec)
	}
	if err := s.decodes(); err != nil {
		return s, err
	}
	if len(t.Edits) > 1 {
		return s, errUnsupported("the edit list shows more than one stretch")
	}
	if len(t.Edits) == 0 {
		s.Skip = s.Packets*s.Frame - int64(samples) // what iTunSMPB says, or nothing
		if s.Skip < 0 || s.Skip >= int64(rate) {
			return s, errUnsupported("the length is not that of the packets")
		}
		return s, nil
	}
	s.Edited = true
	return s, s.readEdit(t, t.Edits[0])
}

// OfADTS returns the stream of a file of ADTS, of which ffmpeg plays all
// samples. The error is that of OfTrack.
func OfADTS(a *adts.Stream, rate timeline.Rate, channels int, samples timeline.Position) (Stream, error) {
	config, ok := a.Config()
	s := Stream{All: a.All, Config: config, Packets: a.Packets, Rate: rate, Channels: channels, Samples: samples, End: samples}
	if !ok {
		return s, errUnsupported("the frames are not all of one kind of AAC-LC")
	}
	if err := s.decodes(); err != nil {
		return s, err
	}
	if s.Packets*s.Frame != int64(samples) {
		return s, errUnsupported("the length is not that of the packets")
	}
	return s, nil
}

// decodes finds out what each packet decodes to.
func (s *Stream) decodes() error {
	core, ok := mp4.CoreRate(s.Config)
	switch {
	case !ok, core == int64(s.Rate) && mp4.Replicates(s.Config):
		return errUnsupported("the packets are not of AAC-LC, with or without band replication")
	case core == int64(s.Rate):
		s.Frame, s.Unit, s.Preroll = 1024, 1, prerollLC
	case 2*core == int64(s.Rate):
		s.Frame, s.Unit, s.Preroll = 2048, 2, int64(prerollSeconds*float64(s.Rate)/2048)
	default:
		return errUnsupported("the sample rates do not agree")
	}
	return nil
}

// readEdit takes Skip, Packets and End from an edit. With band replication
// versions of ffmpeg differ in how many samples they skip, and in fragmented
// files they skip none: the length tells which it was.
func (s *Stream) readEdit(t *mp4.Track, e mp4.Edit) error {
	perUnit := int64(s.Rate) / t.Scale
	if perUnit < 1 || perUnit > 2 || int64(s.Rate)%t.Scale != 0 {
		return errUnsupported("the track's scale of time is not its sample rate")
	}
	unit := s.Frame / perUnit // a packet in units of the scale
	packets := s.Packets
	length := e.Length * t.Scale / max(e.Scale, 1)
	if last := (e.Start + length + unit - 1) / unit; e.Length > 0 && e.Length < maxLength/t.Scale && last < packets {
		packets = last
	}
	if e.Start < 0 || e.Start > maxLength {
		return errUnsupported("the edit list makes no sense")
	}
	for _, n := range []int64{packets, packets + 1, s.Packets} {
		for _, skip := range []int64{e.Start * perUnit, e.Start * s.Unit, e.Start, 0} {
			if n > s.Packets || n*s.Frame-skip != int64(s.Samples) {
				continue
			}
			s.Packets, s.Skip = n, skip
			if shown := timeline.Position(length * perUnit); e.Length > 0 && shown < s.Samples {
				s.End = shown
			}
			if int64(s.Samples-s.End) >= 2*s.Frame {
				s.End = s.Samples
			}
			return nil
		}
	}
	return errUnsupported("the length is not what the edit list and the packets make")
}

// maxLength bounds lengths so that no product of them overflows.
const maxLength = 1 << 42

func errUnsupported(why string) error {
	return fault.New(fault.UnsupportedFormat, "The packets of this file cannot be cut to the sample.").WithDetails(why)
}
