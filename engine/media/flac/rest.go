package flac

import (
	"context"
	"encoding/binary"
	"io"
)

// On returns the stream read from r, which has the same bytes as the file that was
// indexed.
func (s *Stream) On(r io.ReaderAt) *Stream {
	other := *s
	other.r = r
	return &other
}

// Rest returns a FLAC stream of the frames from the one with the given sample on, and
// the first sample of that frame. The frames are numbered by their samples, silence
// stands where some are missing, and nothing else is between them: decoders lose
// frames where those are numbered anew. The errors are those of At.
func (s *Stream) Rest(ctx context.Context, sample int64) (io.Reader, int64, error) {
	c, err := s.At(ctx, sample)
	if err != nil {
		return nil, 0, err
	}
	first, err := c.Next()
	if err != nil {
		return nil, 0, err
	}
	c.Back()
	const smallest, largest = 16, 65535 // blocks: what other files that were joined have is not known
	info := StreamInfo{MinBlock: smallest, MaxBlock: largest, Rate: s.Info.Rate, Channels: s.Info.Channels, Bits: s.Info.Bits}
	const only = 0x80 // the last block of metadata
	header := append([]byte("fLaC"), only|byte(TypeStreamInfo), 0, 0, InfoLen)
	return &rest{cursor: c, from: first.Start, pending: info.Append(header)}, first.Start, nil
}

// A rest reads the frames of a cursor.
type rest struct {
	cursor  *Cursor
	from    int64  // the first sample
	buffer  []byte // of a frame
	pending []byte // what is yet to be read of it
}

func (r *rest) Read(b []byte) (int, error) {
	for len(r.pending) == 0 {
		item, err := r.cursor.Next()
		if err != nil {
			return 0, err
		}
		r.buffer = r.append(r.buffer[:0], item)
		r.pending = r.buffer
	}
	n := copy(b, r.pending)
	r.pending = r.pending[n:]
	return n, nil
}

// append appends the frame of an item to dst. Silence is a constant subframe of
// zeros for each channel (RFC 9639, section 9.2.3).
func (r *rest) append(dst []byte, item Item) []byte {
	number, s := item.Start-r.from, r.cursor.stream
	if item.Data != nil {
		dst = append(Renumber(dst, item.Data, true, number), item.Data[item.Len:len(item.Data)-2]...)
	} else {
		dst = Resized(dst, s.First, item.Samples, s.Info.Channels, true, number)
		dst = append(dst, make([]byte, (s.Info.Channels*(8+s.Info.Bits)+7)/8)...)
	}
	return binary.BigEndian.AppendUint16(dst, CRC16(0, dst))
}
