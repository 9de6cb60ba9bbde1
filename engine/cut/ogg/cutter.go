package ogg

import (
	"bufio"
	"context"
	"encoding/binary"
	"hash/fnv"
	"io"
	"os"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/ogg"
	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/timeline"
)

// PreRoll is how much Opus is decoded before a part and dropped, in samples: 1.2
// s, nearly as much as the header can say. RFC 7845, section 4.6, asks for 80 ms,
// after which the difference from the source was seen as little as 20 dB below
// music; after 0.24 s it is 66 dB, after 0.64 s over 140 dB. Speech coding
// (SILK) converges later, and in libopus, where it is done in integers, it may
// never wholly do.
const PreRoll = 1200 * ogg.OpusRate / 1000

// A Cutter writes parts of one source. Any number of goroutines may use it at
// the same time.
type Cutter struct{ stream *ogg.Stream }

// New returns a Cutter of an indexed stream.
func New(stream *ogg.Stream) *Cutter { return &Cutter{stream} }

// Samples returns the length of the source.
func (c *Cutter) Samples() timeline.Position { return c.stream.Samples }

// delay is how much later than a packet begins ffmpeg may give its samples, at
// most: it resamples what is coded as speech.
const delay = ogg.OpusRate / 100

// minStretch returns how long a stretch of a link must be, in samples, so that what
// is dropped at its start and at its end never meets in one packet: ffmpeg does
// only one of the two there.
func minStretch(l *ogg.Link) timeline.Position {
	return timeline.Position(l.Longest + 1 + delay)
}

// A stretch is what a part takes of one link, in raw positions.
type stretch struct {
	link     *ogg.Link
	from, to int64
	serial   uint32
}

// stretches returns what the part [start, end) consists of.
func (c *Cutter) stretches(start, end timeline.Position) ([]stretch, error) {
	if err := (native.Part{Start: start, End: end}).In(c.stream.Samples); err != nil {
		return nil, err
	}
	var all []stretch
	for i, l := range c.stream.Links {
		from, to := max(start, l.Start), min(end, l.Start+l.Samples)
		if from >= to {
			continue
		}
		if least := minStretch(l); to-from < least {
			return nil, fault.New(fault.DurationTooShort, "A part must be at least %d samples long without re-encoding, and so must be each side of a place where recordings were joined.", least).In("minSegment")
		}
		skip := timeline.Position(l.Skip) - l.Start
		serial := fnv.New32a()
		_ = binary.Write(serial, binary.BigEndian, []int64{int64(i), int64(start), int64(end)})
		all = append(all, stretch{l, int64(from + skip), int64(to + skip), serial.Sum32()})
	}
	return all, nil
}

// Size returns how many bytes Write writes for p at most. It reads some pages of
// the source. The errors are those of Write.
func (c *Cutter) Size(ctx context.Context, p native.Part) (int64, error) {
	all, err := c.stretches(p.Start, p.End)
	if err != nil {
		return 0, err
	}
	size := int64(0)
	for _, s := range all {
		n, err := c.stretchSize(ctx, s)
		if err != nil {
			return 0, fault.Of(err)
		}
		size += n + headersLen(c.headers(s.link, p.Tags, 0)...)
	}
	return size, nil
}

// stretchSize returns how many bytes a stretch takes at most, behind its headers.
func (c *Cutter) stretchSize(ctx context.Context, p stretch) (int64, error) {
	last, err := p.link.Before(ctx, p.to)
	if err != nil {
		return 0, err
	}
	first, err := p.link.Until(ctx, c.begin(p))
	if err != nil {
		return 0, err
	}
	bytes, segments := last.Bytes-first.Bytes, last.Segments-first.Segments
	largest := int64(p.link.Largest)/ogg.MaxSegment + 1
	if c.stream.Codec == ogg.Vorbis { // the packet before
		bytes += int64(p.link.Largest)
		segments += largest
	}
	// A page is written when it is full, when it holds a second, and at the ends.
	pages := segments/max(ogg.MaxSegments+1-largest, ogg.MaxSegments/2) + (last.Samples-first.Samples)/int64(c.stream.Rate) + 3
	const header = 27
	return bytes + segments + pages*header, nil
}

// headersLen returns how many bytes header packets take in pages.
func headersLen(packets ...[]byte) int64 {
	w := &ogg.Writer{W: io.Discard}
	_ = w.Headers(packets...)
	return w.Written
}

// headers returns the header packets of a part of a link.
func (c *Cutter) headers(l *ogg.Link, tags native.Tags, preSkip int64) [][]byte {
	comments := ogg.CommentPacket(c.stream.Codec, vorbiscomment.Comments{Vendor: l.Comments.Vendor, List: tags.Comments(l.Comments.List)})
	if c.stream.Codec == ogg.Opus {
		return [][]byte{ogg.WithPreSkip(l.Head, uint16(preSkip)), comments}
	}
	return [][]byte{l.Head, comments, l.Setup}
}

// begin returns the raw position from which on samples are decoded.
func (c *Cutter) begin(p stretch) int64 {
	if c.stream.Codec == ogg.Opus {
		return max(0, p.from-PreRoll)
	}
	return p.from
}

// Write writes p to dst, an empty file, and returns how many bytes it wrote. It
// reports to progress how many more samples are done. It does not sync or close dst.
//
// The error is an *fault.Error: INVALID_PARAMS for a range that is not in the
// source, DURATION_TOO_SHORT for less than about a packet, CORRUPT_FILE for a source
// that changed since it was indexed, CANCELED, and what reading and writing gave.
func (c *Cutter) Write(ctx context.Context, dst *os.File, p native.Part, progress func(timeline.Position)) (int64, error) {
	all, err := c.stretches(p.Start, p.End)
	if err != nil {
		return 0, err
	}
	out := bufio.NewWriterSize(dst, 256<<10)
	written := int64(0)
	for _, s := range all {
		w := &ogg.Writer{W: out, Serial: s.serial}
		if err := c.write(ctx, w, s, p.Tags, progress); err != nil {
			return 0, fault.Of(err)
		}
		written += w.Written
	}
	if err := out.Flush(); err != nil {
		return 0, fault.Of(err)
	}
	return written, nil
}

// write writes a stretch.
func (c *Cutter) write(ctx context.Context, w *ogg.Writer, p stretch, tags native.Tags, progress func(timeline.Position)) error {
	begin := c.begin(p)
	lead := begin // where packets may be needed from
	if c.stream.Codec == ogg.Vorbis {
		lead = max(0, begin-int64(p.link.Block[1]))
	}
	var before []byte // the last packet that ends before begin
	zero := int64(-1) // the raw position that granule positions count from
	done := p.from
	for packet, err := range p.link.All(ctx, lead) {
		if err != nil {
			return err
		}
		if packet.End() <= begin {
			before = append(before[:0], packet.Data...)
			continue
		}
		end := min(packet.End(), p.to)
		opened := zero < 0
		if opened {
			if zero, err = c.open(w, p, packet, before, tags); err != nil {
				return err
			}
		}
		if err := w.Audio(packet.Data, end-zero, int64(c.stream.Rate)); err != nil {
			return err
		}
		if end-done >= int64(c.stream.Rate) || end == p.to {
			progress(timeline.Position(end - done))
			done = end
		}
		switch {
		case end == p.to:
			return w.Flush(ogg.Last)
		case opened:
			if err := w.Flush(0); err != nil {
				return err
			}
		}
	}
	return native.ErrChanged
}

// open writes what comes before the first packet that gives samples, and returns
// the raw position that its granule positions count from.
func (c *Cutter) open(w *ogg.Writer, p stretch, packet ogg.Packet, before []byte, tags native.Tags) (int64, error) {
	if c.stream.Codec == ogg.Opus {
		return packet.Raw, w.Headers(c.headers(p.link, tags, p.from-packet.Raw)...)
	}
	if err := w.Headers(c.headers(p.link, tags, 0)...); err != nil {
		return 0, err
	}
	return p.from, w.Append(before, 0)
}
