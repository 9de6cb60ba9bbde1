package flac

import (
	"bytes"
	"context"
	"io"

	"audiospliter/engine/fault"
)

// A walker reads windows of minWindow bytes at first, as most only look up a
// frame, and of maxWindow bytes when it goes on.
const (
	minWindow = 16 << 10
	maxWindow = 256 << 10
)

// maxEnds is how many places are tried as the end of a frame: what looks like a
// header stands within a frame once in some million bytes.
const maxEnds = 16

// A walker finds frame after frame. What it finds from an offset on depends on
// the offset alone.
type walker struct {
	ctx    context.Context
	r      io.ReaderAt
	end    int64 // of the audio
	info   *StreamInfo
	budget int64 // bytes that may yet be decoded in vain
	ahead  int   // bytes to read next
	dec    Decoder

	buf    []byte
	window []byte // what of it is read
	base   int64  // the offset of the window
}

// A found frame.
type found struct {
	Header
	offset int64
	data   []byte // all of it, good until the next call of the walker
}

func newWalker(ctx context.Context, r io.ReaderAt, end int64, info *StreamInfo) *walker {
	return &walker{ctx: ctx, r: r, end: end, info: info, budget: 4*end + 64<<20, ahead: minWindow}
}

// view returns n bytes at off or more, fewer at the end of the audio. They are
// good until the next call.
func (w *walker) view(off int64, n int) ([]byte, error) {
	if n = int(min(int64(n), w.end-off)); n <= 0 {
		return nil, nil
	}
	if i := off - w.base; i >= 0 && i+int64(n) <= int64(len(w.window)) {
		return w.window[i:], nil
	}
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	size := int(min(int64(max(n, w.ahead)), w.end-off))
	w.ahead = min(4*w.ahead, maxWindow)
	var rest []byte // what of it is there already
	if i := off - w.base; i >= 0 && i < int64(len(w.window)) {
		rest = w.window[i:]
	}
	if size > len(w.buf) {
		w.buf = make([]byte, size)
	}
	have := copy(w.buf, rest)
	got, err := w.r.ReadAt(w.buf[have:size], off+int64(have))
	if got < size-have {
		w.window = nil
		if err == nil || err == io.EOF {
			err = fault.New(fault.CorruptFile, "The file became shorter while it was read.")
		}
		return nil, err
	}
	w.window, w.base = w.buf[:size], off
	return w.window, nil
}

// header reads the header that b begins with, if it is one of this stream.
func (w *walker) header(b []byte) (Header, bool) {
	if len(b) < 2 || b[0] != 0xFF || b[1]&0xFE != 0xF8 {
		return Header{}, false
	}
	h, ok := ParseHeader(b)
	return h, ok && h.Channels == w.info.Channels &&
		(h.Rate == 0 || h.Rate == w.info.Rate) && (h.Bits == 0 || h.Bits == w.info.Bits)
}

// most returns how many bytes a frame takes at most: a good deal over those of
// its samples as they are.
func (w *walker) most(h Header) int {
	return h.BlockSize*h.Channels*(w.info.Bits+1)/4 + 1024
}

// find returns where the first header of a frame in b begins, at or behind from;
// below 0 if there is none.
func (w *walker) find(b []byte, from int) (int, Header) {
	for at := from; at < len(b); at++ {
		i := bytes.IndexByte(b[at:], 0xFF)
		if i < 0 {
			break
		}
		at += i
		if h, ok := w.header(b[at:]); ok {
			return at, h
		}
	}
	return -1, Header{}
}

// next returns the first frame at or behind off; what lies between is none. At
// the end of the audio the error is io.EOF.
func (w *walker) next(off int64) (found, error) {
	for at := off; ; {
		b, err := w.view(at, 4<<10)
		if err != nil {
			return found{}, err
		}
		i, h := w.find(b, 0)
		if i < 0 {
			if at+int64(len(b)) >= w.end {
				return found{}, io.EOF
			}
			at += int64(len(b)) - MaxHeader + 1
			continue
		}
		at += int64(i)
		n := 0
		if at == off {
			n, err = w.scan(off, h)
		}
		if n == 0 && err == nil {
			n, err = w.decode(at, h)
		}
		if err != nil {
			return found{}, err
		}
		if n > 0 {
			b, err := w.view(at, n)
			if err != nil {
				return found{}, err
			}
			return found{h, at, b[:n]}, nil
		}
		at++
	}
}

// scan returns the length of the frame at off by looking for what follows it, 0
// if that is not found.
func (w *walker) scan(off int64, h Header) (int, error) {
	most := w.most(h)
	crc, summed, tried := uint16(0), 0, 0
	at := h.Len + h.Channels + 2
	for n := 16 << 10; ; n *= 4 {
		b, err := w.view(off, min(n, most))
		if err != nil {
			return 0, err
		}
		b = b[:min(len(b), most)]
		ends := off+int64(len(b)) == w.end
		for tried < maxEnds {
			i, _ := w.find(b, at)
			if i < 0 {
				break
			}
			crc = CRC16(crc, b[summed:i])
			if crc == 0 {
				return i, nil
			}
			summed, at = i, i+1
			tried++
		}
		if ends && CRC16(crc, b[summed:]) == 0 {
			return len(b), nil
		}
		if ends || tried == maxEnds || len(b) == most {
			return 0, nil
		}
		at = max(at, len(b)-MaxHeader+1)
	}
}

// decode returns the length of the frame at off by decoding it, 0 if it is
// broken.
func (w *walker) decode(off int64, h Header) (int, error) {
	b, err := w.view(off, w.most(h))
	if err != nil {
		return 0, err
	}
	b = b[:min(len(b), w.most(h))]
	_, n, err := w.dec.Decode(b, h, w.info.Bits)
	if err == nil && CRC16(0, b[:n]) == 0 {
		return n, nil
	}
	if w.budget -= int64(len(b)); w.budget < 0 {
		return 0, fault.New(fault.CorruptFile, "The file is damaged in so many places that it cannot be split.")
	}
	return 0, nil
}
