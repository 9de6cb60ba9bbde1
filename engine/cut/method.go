package cut

import (
	"context"
	"slices"
	"strings"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// Exactness of a way of cutting.
const (
	SampleExact = "sample" // segments begin and end at the very samples planned
	PacketExact = "packet" // at the codec's packets next to them, up to some 50 ms off
)

// A Method says how the segments of a source will be written.
type Method struct {
	Way       string       // pcm, mp3, flac, ogg, mp4, copy or encode
	Reencodes bool         // the audio is decoded and encoded anew
	Lossless  bool         // every sample of the source survives
	Exactness string       // SampleExact or PacketExact
	Note      message.Text // for the user, where this is not the obvious; may be empty
}

// Way returns how segments of src will be written. Where the segments are known
// it takes into account that some may hold only some of the channels; without
// them it speaks of segments that hold all. What cannot be written is an error
// with the code UNSUPPORTED_FORMAT.
func Way(src media.Source, o Output, segments ...plan.Segment) (Method, error) {
	c, err := choose(src, o, remixes(src, segments))
	return c.Method, err
}

// Extension returns the extension, with its dot, of the files that segments of
// src become. Its arguments and errors are those of Way.
func Extension(src media.Source, o Output, segments ...plan.Segment) (string, error) {
	c, err := choose(src, o, remixes(src, segments))
	return c.target.extension, err
}

// remixes reports whether a segment holds other channels than all of the
// source's, in their order.
func remixes(src media.Source, segments []plan.Segment) bool {
	return slices.ContainsFunc(segments, func(s plan.Segment) bool { return partial(src, s) })
}

func partial(src media.Source, s plan.Segment) bool {
	for i, c := range s.Channels {
		if c != i {
			return true
		}
	}
	return s.Channels != nil && len(s.Channels) != src.Channels
}

// A choice is a method with all that carrying it out needs.
type choice struct {
	Method
	target target
	rate   timeline.Rate // of what is written
}

// The ways.
const (
	wayPCM    = "pcm"
	wayMP3    = "mp3"
	wayFLAC   = "flac"
	wayOgg    = "ogg"
	wayMP4    = "mp4"
	wayCopy   = "copy"
	wayEncode = "encode"
)

// choose says how segments of src are written. Remix is true where segments
// hold only some of the source's channels.
func choose(src media.Source, o Output, remix bool) (choice, error) {
	if src.Rate <= 0 || src.Channels <= 0 {
		return choice{}, fault.New(fault.UnsupportedFormat, "The sample rate or the number of channels of this file is unknown, so it cannot be cut.")
	}
	if o.Bitrate != 0 {
		plain := o
		plain.Bitrate = 0
		if c, err := choose(src, plain, remix); err == nil && c.target.lossless {
			c.Note = message.Join(c.Note, message.New("%s is lossless: the bitrate that was asked for does not apply.", c.target.name()))
			return c, nil
		}
	}
	changed := remix || o.changes(src)
	target, note, err := aim(src, o, changed)
	if err != nil {
		return choice{}, err
	}
	c := choice{target: target, rate: src.Rate}
	c.Exactness = SampleExact
	switch {
	case changed || target.codec != src.Codec:
	case isPCM(src.Codec):
		c.Way, c.Lossless = wayEncode, target.holds(src)
		if keepsBytes(src, target) {
			c.Way, c.Lossless = wayPCM, true
		}
		return c, nil
	case src.Codec == "mp3" && src.Container == "mp3":
		c.Way = wayMP3
		return c, nil
	case src.Codec == "flac" && flacFrames(src):
		c.Way, c.Lossless = wayFLAC, true
		return c, nil
	case oggNotes[src.Codec] != nil && oggPackets(src):
		c.Way, c.Note = wayOgg, oggNotes[src.Codec]
		return c, nil
	case !src.Lossless:
		var why message.Text
		switch {
		case target.muxer == "ipod":
			note, ok := mp4Packets(src)
			if ok {
				c.Way, c.Note = wayMP4, note
				return c, nil
			}
			why = note
		case oggNotes[src.Codec] != nil && src.Odd:
			why = oddNote
		}
		c.atPackets()
		c.Note = message.Join(why, c.Note)
		return c, nil
	case src.Codec == "flac" && src.Odd:
		note = message.Join(oddNote, note)
	}
	c.Way, c.Reencodes, c.Note = wayEncode, true, note
	c.Lossless = src.Lossless && target.lossless && !changed && target.holds(src)
	if src.Lossless && target.lossless && !target.holds(src) {
		c.Note = message.Join(c.Note, target.tooSmall(src))
	}
	c.rate = target.rate(o.rate(src))
	if err := target.allows(o.Bitrate, c.rate, o.written(src, target)); err != nil {
		return choice{}, err
	}
	if target.delay {
		c.Exactness = PacketExact
		c.Note = message.New("ADTS cannot say how much of its first packet is the encoder's delay: players add some silence to each segment. M4A has no such gap.")
	}
	return c, nil
}

// oddNote says why the packets of an odd source are not copied at any sample.
var oddNote = message.New("The packets of this file are not as its container should have them, so they cannot be cut to the sample as they are.")

// atPackets makes c copy the packets next to each cut.
func (c *choice) atPackets() {
	c.Way, c.Exactness = wayCopy, PacketExact
	c.Note = message.New("The audio is not re-encoded. It is cut at the borders of its packets, which are some milliseconds long; to cut at the very sample, choose a format to re-encode to.")
	if c.target.muxer == "adts" {
		c.Note = message.New("The audio is not re-encoded. It is cut at the borders of its packets, which are some milliseconds long; to cut at the very sample, choose M4A, which is not re-encoded either.")
	}
}

// fallBack makes c what it is where its own way of copying src turns out not to
// be possible, for a reason.
func (c *choice) fallBack(src media.Source, why error) {
	if natives[c.Way].instead == wayCopy {
		c.atPackets()
	} else {
		c.Way, c.Reencodes, c.Lossless = wayEncode, true, c.target.holds(src)
		c.Note = message.New("So the audio is encoded anew.")
		if c.Lossless {
			c.Note = message.New("So the audio is encoded anew, without loss.")
		}
	}
	c.Note = message.Join(fault.Of(why).Message, c.Note)
}

// tooSmall says that t does not hold src, and what does.
func (t target) tooSmall(src media.Source) message.Text {
	if !wavTarget(src).holds(src) {
		return message.New("%s is written with %d bits a sample at most, so what is finer in the source is lost; only its own format keeps all of it.", t.name(), t.depth())
	}
	return message.New("%s is written with %d bits a sample at most, so what is finer in the source is lost; WAV keeps all of it.", t.name(), t.depth())
}

// name returns what people call t.
func (t target) name() string {
	if isPCM(t.codec) {
		return "PCM"
	}
	return strings.ToUpper(t.codec)
}

// changes reports whether o asks for other samples than the source's, or for
// other settings of the encoder.
func (o Output) changes(src media.Source) bool {
	return o.Bitrate != 0 || o.Quality != nil ||
		o.rate(src) != src.Rate || o.channels(src) != src.Channels ||
		!o.FadeIn.IsZero() || !o.FadeOut.IsZero() || o.Normalize != nil
}

func (o Output) rate(src media.Source) timeline.Rate {
	if o.SampleRate != 0 {
		return timeline.Rate(o.SampleRate)
	}
	return src.Rate
}

func (o Output) channels(src media.Source) int {
	if o.Channels != 0 {
		return o.Channels
	}
	return src.Channels
}

// aim returns what segments of src become, and a sentence for the user where
// that is not what was asked for to the letter.
func aim(src media.Source, o Output, changed bool) (target, message.Text, error) {
	if o.Format != "" && o.Format != Keep {
		t := targets[o.Format]
		if t.codec == src.Codec && !changed {
			return t, nil, nil
		}
		if o.Format == WAV {
			t = wavTarget(src)
		}
		return t, nil, nil
	}
	if isPCM(src.Codec) {
		if t, ok := pcmTargets[src.Container]; ok {
			t.codec, t.encoder = src.Codec, src.Codec
			return t.named(src), nil, nil
		}
		return wavTarget(src), message.New("The PCM in this container is written as WAV, without loss."), nil
	}
	if t, ok := kept(src); ok {
		if changed && t.encoder == "" {
			return target{}, nil, fault.New(fault.UnsupportedFormat, "What was asked for needs %s to be encoded anew, which is not possible: choose a format.", strings.ToUpper(src.Codec))
		}
		return t, nil, nil
	}
	if src.Lossless {
		t := targets[FLAC]
		if src.Channels > t.channels || !t.holds(src) {
			t = wavTarget(src)
		}
		return t, message.New("This codec can be read but not written, so segments are %s, without loss.", strings.ToUpper(t.extension[1:])), nil
	}
	return target{}, nil, fault.New(fault.UnsupportedFormat, "Audio of the codec %q cannot be written as it is: choose a format to re-encode to.", src.Codec)
}

// ready returns an error if this ffmpeg cannot encode as c needs.
func (c choice) ready(ctx context.Context, tools *ffmpeg.Tools) error {
	if c.Way == wayEncode && !tools.HasEncoder(ctx, c.target.encoder) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.New(fault.UnsupportedFormat, "This ffmpeg has no encoder %s: install one that has, or choose another format.", c.target.encoder)
	}
	return nil
}

func isPCM(codec string) bool { return strings.HasPrefix(codec, "pcm_") }
