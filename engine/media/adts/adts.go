// Package adts finds the packets of AAC in a file of ADTS frames (ISO/IEC
// 14496-3, 1.A.2.2). It does not decode.
package adts

import (
	"bufio"
	"context"
	"errors"
	"io"
	"iter"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/mp4"
)

// A Stream is what the headers of the frames say.
type Stream struct {
	Packets  int64 // whole frames
	Samples  int64 // that they hold, at the core's Rate
	Rate     int64 // Hz
	Channels int   // as a configuration (14496-3, 1.6.3.5)

	Mixed bool // the number of channels changes
	Short bool // the last frame is not whole

	r     io.ReaderAt
	plain bool // each frame is one packet of AAC-LC
	size  int64
	marks []int64 // offsets of the frames whose number every divides
}

const (
	headerSize = 7
	every      = 256
)

// rates are the sampling rates by their index (14496-3, 1.6.3.3).
var rates = [16]int64{96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}

// A header is what begins a frame.
type header struct {
	profile, rate byte // indices
	channels      byte
	length        int64 // of the frame, header included
	own           int64 // of the header
	blocks        int64 // packets
}

// parse reads a header in b, which has 7 bytes at least.
func parse(b []byte) (header, bool) {
	h := header{
		profile: b[2] >> 6, rate: b[2] >> 2 & 15, channels: b[2]&1<<2 | b[3]>>6,
		length: int64(b[3]&3)<<11 | int64(b[4])<<3 | int64(b[5])>>5,
		own:    headerSize, blocks: int64(b[6]&3) + 1,
	}
	if b[1]&1 == 0 {
		h.own += 2 // a checksum
	}
	return h, b[0] == 0xFF && b[1]&0xF6 == 0xF0 && h.length >= h.own
}

// ErrChanges is what Index returns for a file whose sampling rate changes.
var ErrChanges = fault.New(fault.UnsupportedFormat, "The sampling rate changes in the middle.")

// ErrOther is what Index returns where frames do not follow each other.
var ErrOther = fault.New(fault.UnsupportedFormat, "This is not a file of ADTS frames alone.")

// Index walks the frames of a file of size bytes. The error is ErrChanges,
// ErrOther, that of ctx or of reading.
func Index(ctx context.Context, r io.ReaderAt, size int64) (*Stream, error) {
	s := &Stream{r: r, size: size, plain: true}
	var first header
	for f, err := range s.frames(0) {
		if err == errShort {
			s.Short = true
			break
		}
		if err != nil {
			return nil, err
		}
		if s.Packets%every == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			s.marks = append(s.marks, f.offset)
		}
		h := f.header
		switch {
		case s.Packets == 0:
			first = h
		case h.rate != first.rate:
			return nil, ErrChanges
		}
		s.Mixed = s.Mixed || h.channels != first.channels
		s.plain = s.plain && h.profile == 1 && h.blocks == 1 && h.channels > 0
		s.Samples += 1024 * h.blocks
		s.Packets++
	}
	s.Rate, s.Channels = rates[first.rate], int(first.channels)
	if s.Packets == 0 || s.Rate == 0 {
		return nil, ErrOther
	}
	return s, nil
}

// A frame is where one is.
type frame struct {
	header
	offset int64
}

// errShort ends the frames of a file whose last one is not whole.
var errShort = errors.New("the last frame is not whole")

// frames yields the whole frames from the one at an offset on.
func (s *Stream) frames(at int64) iter.Seq2[frame, error] {
	return func(yield func(frame, error) bool) {
		r := bufio.NewReaderSize(io.NewSectionReader(s.r, at, s.size-at), 64<<10)
		for at < s.size {
			b, err := r.Peek(headerSize)
			if err == io.EOF {
				yield(frame{}, errShort) // less than a header is left
				return
			}
			if err != nil {
				yield(frame{}, fault.Of(err))
				return
			}
			h, ok := parse(b)
			if !ok {
				yield(frame{}, ErrOther)
				return
			}
			if h.length > s.size-at {
				yield(frame{}, errShort)
				return
			}
			if !yield(frame{h, at}, nil) {
				return
			}
			at += h.length
			if _, err := r.Discard(int(h.length)); err != nil {
				yield(frame{}, fault.Of(err))
				return
			}
		}
	}
}

// Config returns the AudioSpecificConfig of the packets. It is not ok where one
// for all of them cannot be had.
func (s *Stream) Config() (config []byte, ok bool) {
	index := byte(0)
	for i, rate := range rates {
		if rate == s.Rate {
			index = byte(i)
		}
	}
	const object = 2 // AAC-LC
	bits := uint16(object)<<11 | uint16(index)<<7 | uint16(s.Channels)<<3
	return []byte{byte(bits >> 8), byte(bits)}, s.plain && !s.Mixed
}

// All yields where the packets from number i on are, without their headers.
func (s *Stream) All(i int64) iter.Seq2[mp4.Packet, error] {
	return func(yield func(mp4.Packet, error) bool) {
		if i < 0 || i >= s.Packets {
			return
		}
		n := i / every * every
		for f, err := range s.frames(s.marks[i/every]) {
			if err != nil {
				yield(mp4.Packet{}, err)
				return
			}
			if n >= i && !yield(mp4.Packet{Offset: f.offset + f.own, Size: f.length - f.own}, nil) {
				return
			}
			if n++; n == s.Packets {
				return
			}
		}
	}
}
