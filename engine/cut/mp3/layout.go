package mp3

import (
	"context"
	"encoding/binary"
	"math"

	"audiospliter/engine/cut/native"
	"audiospliter/engine/fault"
	"audiospliter/engine/media/mp3"
	"audiospliter/engine/timeline"
)

// MinPart is the shortest part in samples: where both ends lie in one frame
// ffmpeg trims only one of them. Files of fewer than seven frames, parts below
// 0.16 s, decode exactly too, but among its many formats ffmpeg may rarely take
// one for another format unless the caller names MP3.
const MinPart timeline.Position = 1152

// decoderDelay is what decoders drop in front besides the encoder's delay.
const decoderDelay = 529

// A layout is what a part consists of behind its tag.
type layout struct {
	first, last int64      // frames copied, last included
	header      mp3.Header // of the first
	reservoir   []byte     // the silent frame; nil for none
	infoLen     int        // of the Info frame
	delay       int
	padding     int
	frames      int64 // bytes of the frames copied
}

// size returns the bytes of the part without its tag.
func (l *layout) size() int64 {
	return int64(l.infoLen) + int64(len(l.reservoir)) + l.frames
}

// count returns the frames of the part without the Info frame.
func (l *layout) count() int64 {
	n := l.last - l.first + 1
	if l.reservoir != nil {
		n++
	}
	return n
}

// layout returns the layout of [start, end).
func (c *Cutter) layout(ctx context.Context, start, end timeline.Position) (*layout, error) {
	s := c.stream
	if err := (native.Part{Start: start, End: end}).In(s.Samples); err != nil {
		return nil, err
	}
	if end-start < MinPart {
		return nil, fault.New(fault.DurationTooShort, "A segment of an MP3 cannot be shorter than %d samples: join it to its neighbour, or choose a format to re-encode to.", MinPart).In("minSegment")
	}
	spf := s.SamplesPerFrame
	from, to := s.Skip+int64(start), s.Skip+int64(end)
	preroll := int64(1)
	if s.Header.LSF() {
		preroll = 2
	}
	l := &layout{first: max(0, from/spf-preroll), last: (to - 1) / spf}
	if end == s.Samples {
		l.last = s.Frames - 1 // the source ends with frames of padding alone: so does the part
	}
	f, err := c.frame(ctx, l.first)
	if err != nil {
		return nil, err
	}
	header := f.Header
	l.header = header
	delay := from - l.first*spf - decoderDelay
	if back := header.Reservoir(f.Data); back > 0 || delay < 0 {
		delay += spf
		tail, err := c.reservoir(ctx, l.first, back)
		if err != nil {
			return nil, err
		}
		l.reservoir = c.silence(header, tail)
	}
	l.delay = int(delay)
	l.padding = int(l.count()*spf - delay - int64(end-start))
	l.infoLen = c.headerFor(header, infoLen).Len()
	l.frames, err = s.Bytes(ctx, l.first, l.last+1)
	if err != nil {
		return nil, err
	}
	if l.size() > math.MaxUint32 {
		return nil, fault.New(fault.DurationTooLong, "A part of an MP3 cannot be over 4 GB: its header has no room for the size.").In("maxSegment")
	}
	return l, nil
}

// frame reads one frame.
func (c *Cutter) frame(ctx context.Context, i int64) (mp3.Frame, error) {
	for f, err := range c.stream.All(ctx, i) {
		return f, err
	}
	return mp3.Frame{}, fault.New(fault.InvalidParams, "There is no frame %d.", i)
}

// reservoir returns the last n bytes of main data before frame i. Where the
// source has fewer, zeros stand for those.
func (c *Cutter) reservoir(ctx context.Context, i int64, n int) ([]byte, error) {
	tail := make([]byte, n)
	for back := int64(8); n > 0; back *= 8 {
		from := max(0, i-back)
		var data []byte
		for f, err := range c.stream.All(ctx, from) {
			if err != nil {
				return nil, err
			}
			if f.Index == i {
				break
			}
			_, side := f.Header.SideInfo()
			data = append(data, f.Data[min(side, len(f.Data)):]...)
		}
		if len(data) >= n || from == 0 {
			got := min(n, len(data))
			copy(tail[n-got:], data[len(data)-got:])
			break
		}
	}
	return tail, nil
}

// silence returns a frame that decodes to silence and ends with tail: its side
// information is all zeros, which means no bits for any granule.
func (c *Cutter) silence(header mp3.Header, tail []byte) []byte {
	h := c.headerFor(header, len(tail))
	frame := make([]byte, h.Len())
	binary.BigEndian.PutUint32(frame, uint32(h))
	copy(frame[len(frame)-len(tail):], tail)
	return frame
}

// headerFor returns header without padding and CRC, at a bitrate whose frames have
// room for need bytes behind the side information: that of the source if it is
// constant and enough, else the lowest. Every sampling rate has one for the 511
// bytes of a reservoir.
func (c *Cutter) headerFor(header mp3.Header, need int) mp3.Header {
	fits := func(bitrate int) (mp3.Header, bool) {
		h := header.WithBitrate(bitrate)
		_, side := h.SideInfo()
		return h, h.Len() >= side+need
	}
	if h, ok := fits(header.Bitrate()); ok && !c.stream.VBR {
		return h
	}
	var h mp3.Header
	for _, bitrate := range header.Bitrates() {
		var ok bool
		if h, ok = fits(bitrate); ok {
			break
		}
	}
	return h
}
