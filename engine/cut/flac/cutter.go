package flac

import (
	"context"
	"errors"
	"io"
	"os"
	"runtime"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/flac"
	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/message"
	"audiospliter/engine/timeline"
)

// A Cutter writes parts of one source. Any number of goroutines may use it at
// the same time.
type Cutter struct {
	r        io.ReaderAt
	stream   *flac.Stream
	comments vorbiscomment.Comments
	sheet    *cueSheet
	copied   []flac.Block // of metadata
	decoders chan *flac.Decoder
}

// New returns a Cutter of the stream that was indexed from r.
func New(r io.ReaderAt, stream *flac.Stream) (*Cutter, error) {
	c := &Cutter{r: r, stream: stream, decoders: make(chan *flac.Decoder, min(runtime.GOMAXPROCS(0), runtime.NumCPU()))}
	for range cap(c.decoders) {
		c.decoders <- &flac.Decoder{}
	}
	if err := c.readMetadata(); err != nil {
		return nil, fault.Of(err)
	}
	return c, nil
}

// Samples returns the length of the source.
func (c *Cutter) Samples() timeline.Position { return timeline.Position(c.stream.Samples) }

// Note says what of a part the source has lost; it is empty if nothing.
func (c *Cutter) Note(p native.Part) message.Text {
	lost, places := int64(0), 0
	for _, d := range c.stream.Damage {
		from, to := max(d.Start, int64(p.Start)), min(d.Start+d.Samples, int64(p.End))
		if d.Kind == flac.Lost && from < to {
			lost += to - from
			places++
		}
	}
	if places == 0 {
		return nil
	}
	return message.New("The source is damaged here: in %d places, %d samples together, silence stands for what is lost.", places, lost)
}

// Size returns how many bytes Write writes for p at most, which are hardly more
// than it does. It reads some frames of the source. The errors are those of
// Write.
func (c *Cutter) Size(ctx context.Context, p native.Part) (int64, error) {
	h, err := c.header(p)
	if err != nil {
		return 0, err
	}
	audio, err := c.audioSize(ctx, int64(p.Start), int64(p.End))
	if err != nil {
		return 0, fault.Of(err)
	}
	return h.len() + audio, nil
}

// audioSize returns the bytes of the frames of [start, end).
func (c *Cutter) audioSize(ctx context.Context, start, end int64) (int64, error) {
	s := c.stream
	count := &output{ctx: ctx, first: s.First, variable: true, info: c.info()}
	r := &partWriter{out: count, stream: s}
	head, err := s.At(ctx, start)
	if err != nil {
		return 0, err
	}
	first, ended, err := r.write(head, start, end, true)
	if err != nil || ended {
		return count.bytes, err
	}
	tail, err := s.At(ctx, end-1)
	if err != nil {
		return 0, err
	}
	last, err := tail.Next()
	if err != nil {
		return 0, err
	}
	sums := last.Before
	if last.Data != nil && last.End() == end {
		sums.Frames++
		sums.Bytes += int64(len(last.Data))
	} else {
		tail.Back()
		count.info.Total = end // which no number is above
		if _, _, err := r.write(tail, max(last.Start, start), end, false); err != nil {
			return 0, err
		}
	}
	frames, before := sums.Frames-first.Before.Frames, int64(1)
	if s.DamageCount == 0 {
		before = int64(flac.NumberLen(first.Number))
	}
	longer := max(0, int64(flac.NumberLen(end-start))-before)
	silent := int64(flac.MaxHeader + 6*s.Info.Channels + 2)
	return count.bytes + sums.Bytes - first.Before.Bytes + frames*longer + (sums.Silent-first.Before.Silent)*silent, nil
}

// info returns what the STREAMINFO of a part has of the source.
func (c *Cutter) info() flac.StreamInfo {
	i := c.stream.Info
	return flac.StreamInfo{Rate: i.Rate, Channels: i.Channels, Bits: i.Bits}
}

// Write writes p to dst, an empty file, and returns how many bytes it wrote. It
// reports to progress how many more samples are done. It does not sync or close dst.
//
// The error is an *fault.Error: INVALID_PARAMS for a range that is not in the
// source, CORRUPT_FILE for a source that changed since it was indexed or has a
// frame that cannot be decoded, CANCELED, and what reading and writing gave.
func (c *Cutter) Write(ctx context.Context, dst *os.File, p native.Part, progress func(timeline.Position)) (int64, error) {
	n, err := c.write(ctx, dst, p, progress)
	if err != nil {
		return 0, fault.Of(err)
	}
	return n, nil
}

func (c *Cutter) write(ctx context.Context, dst *os.File, p native.Part, progress func(timeline.Position)) (int64, error) {
	h, err := c.header(p)
	if err != nil {
		return 0, err
	}
	start, end := int64(p.Start), int64(p.End)
	o := &output{
		ctx: ctx, dst: dst, off: h.len(), first: c.stream.First, progress: progress, info: c.info(),
		seek: newSeekTable(end-start, c.stream.Info.Rate),
	}
	if o.variable, err = variable(ctx, c.stream, start, end); err != nil {
		return 0, err
	}
	if !p.NoMD5 {
		o.hasher = newHasher(o.info.Bits, c.decoders)
	}
	cursor, err := c.stream.At(ctx, start)
	if err == nil {
		_, _, err = (&partWriter{out: o, stream: c.stream}).write(cursor, start, end, false)
	}
	if err == nil {
		err = o.flush()
	}
	info := o.finished()
	if o.hasher != nil {
		var broken error
		if info.MD5, broken = o.hasher.close(); broken != nil {
			err = errors.Join(err, fault.Wrap(broken, fault.CorruptFile, "A frame of the source is damaged though its checksum is right."))
		}
	}
	if err != nil {
		return 0, err
	}
	if info.Total != end-start {
		return 0, native.ErrChanged
	}
	return h.len() + o.bytes, h.write(dst, c.r, info, o.seek)
}
