package mp4

import (
	"math"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/timeline"
)

// A layout is what a part consists of.
type layout struct {
	first, count int64             // packets copied
	repeats      int64             // how often the last one is repeated: 0 or 1
	audio        int64             // bytes of all these
	start        int64             // samples decoded before the part
	length       timeline.Position // shown
	texts        []byte            // of chapters: what comes before the packets
	head         *builder          // ftyp, moov and the header of mdat
	chunks       int64             // of packets
	wide         bool              // offsets take eight bytes
}

// packets returns how many packets the part has.
func (l *layout) packets() int64 { return l.count + l.repeats }

// align moves the edges outwards to whole units of the track's time.
func (l *layout) align(unit int64) {
	early := l.start % unit
	l.start -= early
	length := int64(l.length) + early
	l.length = timeline.Position(length + (unit-length%unit)%unit)
}

// addLast adds the packet behind the last, or the last again if it is that of
// the source.
func (c *Cutter) addLast(l *layout) error {
	end := l.first + l.count
	from := min(end, c.stream.Packets-1)
	for p, err := range c.stream.All(from) {
		if err != nil {
			return err
		}
		l.audio += p.Size
		break
	}
	if end == from {
		l.count++
	} else {
		l.repeats = 1
	}
	return nil
}

// perChunk is how many packets a chunk has: about a second, as is usual.
const perChunk = 32

// size returns the bytes of the whole file.
func (l *layout) size() int64 { return l.head.size + int64(len(l.texts)) + l.audio }

// layout returns the layout of a part.
func (c *Cutter) layout(p native.Part) (*layout, error) {
	s := c.stream
	if err := p.In(s.Samples); err != nil {
		return nil, err
	}
	from, to := s.Skip+int64(p.Start), s.Skip+int64(p.End)
	l := &layout{first: max(0, from/s.Frame-s.Preroll), length: p.Len()}
	l.count = (to-1)/s.Frame + 1 - l.first
	l.start = from - l.first*s.Frame
	if p.End == s.Samples && s.End > p.Start {
		l.length = s.End - p.Start // the source's own end
	}
	l.align(s.Unit)
	before, err := c.bytesBefore(l.first)
	if err != nil {
		return nil, err
	}
	if l.audio, err = c.bytesBefore(l.first + l.count); err != nil {
		return nil, err
	}
	l.audio -= before
	if l.start >= (l.count-1)*s.Frame {
		// ffmpeg drops the last packet if the edit begins in it and is short, so
		// one more follows it, which nobody plays.
		if err := c.addLast(l); err != nil {
			return nil, err
		}
	}
	l.chunks = (l.packets() + perChunk - 1) / perChunk
	chapters := c.chapters(l, p.Tags.Chapters)
	for _, t := range chapters {
		l.texts = append(l.texts, t.sample...)
	}
	// The head is some megabytes at most, cover included, for each hour.
	l.wide = l.audio+int64(len(l.texts)) > math.MaxUint32-(256<<20)
	l.head = c.head(l, p, chapters)
	return l, nil
}

// sumStep is how many packets there are from one sum of their sizes to the next.
const sumStep = 256

// sum adds up the sizes of all packets.
func (c *Cutter) sum() error {
	n, total := int64(0), int64(0)
	for p, err := range c.stream.All(0) {
		if err != nil {
			return err
		}
		if n%sumStep == 0 {
			c.sums = append(c.sums, total)
		}
		if n == c.stream.Packets {
			break
		}
		total += p.Size
		n++
	}
	if n < c.stream.Packets {
		return fault.New(fault.UnsupportedFormat, "The packets of this file cannot be cut to the sample.").WithDetails("some packets are missing")
	}
	return nil
}

// bytesBefore returns the bytes of the packets before number i.
func (c *Cutter) bytesBefore(i int64) (int64, error) {
	if i/sumStep >= int64(len(c.sums)) {
		i = min(i, c.stream.Packets)
	}
	k := min(i/sumStep, int64(len(c.sums))-1)
	total := c.sums[k]
	n := k * sumStep
	for p, err := range c.stream.All(n) {
		if err != nil {
			return 0, err
		}
		if n == i {
			break
		}
		total += p.Size
		n++
	}
	return total, nil
}
