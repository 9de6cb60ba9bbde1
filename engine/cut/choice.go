package cut

import (
	"cmp"
	"context"
	"os"
	"slices"

	"audiospliter/engine/fault"
	"audiospliter/engine/ffmpeg"
	"audiospliter/engine/media"
	"audiospliter/engine/message"
	"audiospliter/engine/plan"
	"audiospliter/engine/timeline"
)

// A Choice is how segments of a source are written. It opens the source once, for
// all that is done with it, and must be closed. It is not safe for use by several
// goroutines.
type Choice struct {
	Source media.Source // its Samples may be set to what was counted, where they were estimated
	Output Output

	Method    Method
	Reencodes bool         // the audio is decoded and encoded anew
	Lossless  bool         // every sample of the source survives
	Exactness string       // SampleExact or PacketExact
	Note      message.Text // for the user, where this is not the obvious; may be empty

	tools  *ffmpeg.Tools
	row    methodRow
	remix  bool // segments hold only some of the source's channels, or in another order
	target target
	rate   timeline.Rate // of what is written
	opened opened
}

// opened is what a Choice holds open.
type opened struct {
	file   *os.File
	open   func(context.Context, *os.File, media.Source) (cutter, error) // goes on from what choosing read; nil if it read nothing
	cutter cutter
}

// Choose returns how segments of src are written. What some segments hold only
// channels of is written otherwise: see For. Choosing reads the headers of some
// formats; tools may be nil if nothing is done with the choice than to look at it.
// What cannot be written is an error with the code UNSUPPORTED_FORMAT.
func Choose(tools *ffmpeg.Tools, src media.Source, o Output) (*Choice, error) {
	return choose(tools, src, o, false)
}

// For returns the choice for these segments: c itself, or another, and then c is
// closed, where some of them hold only some of the channels. The errors are those
// of Choose.
func (c *Choice) For(segments []plan.Segment) (*Choice, error) {
	remix := slices.ContainsFunc(segments, func(s plan.Segment) bool { return partial(c.Source, s) })
	if remix == c.remix {
		return c, nil
	}
	c.Close()
	return choose(c.tools, c.Source, c.Output, remix)
}

// partial reports whether a segment holds other channels than all of the source's,
// in their order.
func partial(src media.Source, s plan.Segment) bool {
	for i, c := range s.Channels {
		if c != i {
			return true
		}
	}
	return s.Channels != nil && len(s.Channels) != src.Channels
}

func choose(tools *ffmpeg.Tools, src media.Source, o Output, remix bool) (*Choice, error) {
	if src.Rate <= 0 || src.Channels <= 0 {
		return nil, fault.New(fault.UnsupportedFormat, "The sample rate or the number of channels of this file is unknown, so it cannot be cut.")
	}
	effective := o
	effective.Bitrate = 0
	changed := remix || effective.changes(src)
	target, note, err := chooseTarget(src, effective, changed)
	ignored := o.Bitrate != 0 && err == nil && target.lossless
	if o.Bitrate != 0 && !ignored {
		changed = true
		target, note, err = chooseTarget(src, o, changed)
	}
	if err != nil {
		return nil, err
	}
	c := &Choice{Source: src, Output: o, tools: tools, remix: remix, target: target, rate: src.Rate}
	if changed || target.codec != src.Codec || !c.keepPackets() {
		if err := c.encode(message.Join(c.Note, note), changed); err != nil {
			return nil, err
		}
	}
	c.Note = message.Join(c.Note, c.leftOut())
	if ignored {
		c.Note = message.Join(c.Note, message.New("%s is lossless: the bitrate that was asked for does not apply.", target.name()))
	}
	return c, nil
}

// oddNote says why the packets of an odd source are not copied at any sample.
var oddNote = message.New("The packets of this file are not as its container should have them, so they cannot be cut to the sample as they are.")

// keepPackets has c use the first method that can copy the packets of the source,
// and reports whether there is one. If there is none, the note may say why.
func (c *Choice) keepPackets() bool {
	for _, m := range methods {
		if m.reads == nil {
			continue
		}
		note, ok := m.reads(c)
		c.Note = message.Join(c.Note, note)
		if ok {
			c.use(m)
			return true
		}
	}
	return false
}

func (c *Choice) use(m methodRow) {
	c.row, c.Method, c.Lossless, c.Exactness = m, m.name, m.lossless, cmp.Or(m.exactness, SampleExact)
}

// encode has the audio encoded anew, if it can be. The note says what people should
// know of the target, or why the packets are not kept.
func (c *Choice) encode(note message.Text, changed bool) error {
	src, t := c.Source, c.target
	c.use(rowOf(methodEncode))
	if !changed && t.codec == src.Codec && isPCM(src.Codec) { // into another container, as it is
		c.Lossless = t.holds(src)
		return nil
	}
	c.Reencodes, c.Note = true, note
	c.Lossless = src.Lossless && t.lossless && !changed && t.holds(src)
	if src.Lossless && t.lossless && !t.holds(src) {
		c.Note = message.Join(c.Note, t.tooSmall(src))
	}
	c.rate = t.rate(c.Output.rate(src))
	if t.delay {
		c.Exactness = PacketExact
		c.Note = message.New("ADTS cannot say how much of its first packet is the encoder's delay: players add some silence to each segment. M4A has no such gap.")
	}
	return t.allows(c.Output.Bitrate, c.rate, c.Output.written(src, t))
}

// encodeInstead has the audio encoded anew, where it was to be copied.
func (c *Choice) encodeInstead() message.Text {
	c.Reencodes, c.Lossless = true, c.target.holds(c.Source)
	if c.Lossless {
		return message.New("So the audio is encoded anew, without loss.")
	}
	return message.New("So the audio is encoded anew.")
}

// fallBack returns the choice that stands in for c, whose method turned out not to
// be possible for a reason.
func (c *Choice) fallBack(why error) *Choice {
	other := *c
	other.opened = opened{}
	other.use(rowOf(c.row.instead))
	other.Note = message.Join(fault.Of(why).Message, other.row.standIn(&other))
	return &other
}

// canFallBack reports whether another method can stand in where the cutter could
// not be opened.
func (c *Choice) canFallBack(err error) bool {
	return c.row.instead != "" && fault.CodeOf(err) == fault.UnsupportedFormat
}

// Extension returns the extension, with its dot, of the files that segments become.
func (c *Choice) Extension() string { return c.target.extension }

// identical reports whether a segment, decoded, is its range of the source, sample
// for sample.
func (c *Choice) identical() bool { return c.Lossless || c.row.identical }

// wraps reports whether ffmpeg puts the packets of the source into another container
// before they are cut.
func (c *Choice) wraps() bool {
	return c.row.home != nil && !slices.Contains(c.row.home, c.Source.Container)
}

// copiesDirectly reports whether a cutter reads the source itself.
func (c *Choice) copiesDirectly() bool { return c.row.open != nil && !c.wraps() }

// cutter returns the cutter of a method that copies directly. It opens the source
// unless that has succeeded before. src is the source, perhaps with a length that
// was counted since.
func (c *Choice) cutter(ctx context.Context, src media.Source) (cutter, error) {
	if c.opened.cutter != nil {
		return c.opened.cutter, nil
	}
	file, err := c.file()
	if err != nil {
		return nil, err
	}
	open := c.row.open
	if c.opened.open != nil {
		open = c.opened.open
	}
	c.opened.cutter, err = open(ctx, file, src)
	return c.opened.cutter, err
}

// file returns the source, open for reading.
func (c *Choice) file() (*os.File, error) {
	if c.opened.file != nil {
		return c.opened.file, nil
	}
	file, err := os.Open(c.Source.Path)
	c.opened.file = file
	return file, err
}

// Close closes the source. Sizers and packets of c are of no use afterwards. It may
// be called again, and on nil.
func (c *Choice) Close() {
	if c != nil && c.opened.file != nil {
		_ = c.opened.file.Close()
		c.opened = opened{}
	}
}

// ready returns an error if this ffmpeg cannot encode as c needs.
func (c *Choice) ready(ctx context.Context) error {
	if c.row.encodes && !c.tools.HasEncoder(ctx, c.target.encoder) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.New(fault.UnsupportedFormat, "This ffmpeg has no encoder %s: install one that has, or choose another format.", c.target.encoder).In("format")
	}
	return nil
}
