package mp3

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
)

// A walker reads windows of minWindow bytes at first, as most only look up a
// frame, and of maxWindow bytes when it goes on.
const (
	minWindow = 4 << 10
	maxWindow = 64 << 10
)

// A walker finds frame after frame. It keeps no state but its window: what it
// finds from an offset on depends on the offset alone.
type walker struct {
	ctx  context.Context
	r    io.ReaderAt
	end  int64 // of the audio
	same Header
	lens [16]int64 // of a frame without padding, by bitrate index; 0 for none

	buf    []byte
	window []byte // what of it is read
	base   int64  // the offset of the window
}

func newWalker(ctx context.Context, r io.ReaderAt, first Header, end int64) *walker {
	w := &walker{ctx: ctx, r: r, end: end}
	w.follow(first)
	return w
}

// follow makes w find the frames of the stream that first is of.
func (w *walker) follow(first Header) {
	w.same = first & sameStream
	for i := 1; i < 15; i++ {
		h := first&^(0xF<<12|1<<9) | Header(i)<<12
		w.lens[i] = int64(h.Len())
	}
}

// peek returns n bytes at off, fewer at the end of the audio. They are valid
// until the next call.
func (w *walker) peek(off int64, n int) ([]byte, error) {
	n = int(min(int64(n), w.end-off))
	if n <= 0 {
		return nil, nil
	}
	if i := off - w.base; i >= 0 && i+int64(n) <= int64(len(w.window)) {
		return w.window[i : i+int64(n)], nil
	}
	if err := w.ctx.Err(); err != nil {
		return nil, err
	}
	if len(w.buf) < maxWindow {
		w.buf = make([]byte, max(minWindow, 4*len(w.buf)))
	}
	full := w.buf[:min(int64(len(w.buf)), w.end-off)]
	got, err := w.r.ReadAt(full, off)
	if got < len(full) {
		w.window = nil
		if err == nil || err == io.EOF {
			err = io.ErrUnexpectedEOF // the file shrank
		}
		return nil, err
	}
	w.window, w.base = full, off
	return full[:n], nil
}

// frameLen returns the length of the frame that begins with h, 0 if none of
// this stream does.
func (w *walker) frameLen(h Header) int64 {
	if h&sameStream != w.same {
		return 0
	}
	n := w.lens[h>>12&15]
	if n != 0 {
		n += int64(h >> 9 & 1)
	}
	return n
}

// at returns the header at off and the length of its frame, 0 for none.
func (w *walker) at(off int64) (Header, int64, error) {
	b, err := w.peek(off, 4)
	if len(b) < 4 || err != nil {
		return 0, 0, err
	}
	h := Header(binary.BigEndian.Uint32(b))
	return h, w.frameLen(h), nil
}

// next returns the first frame at or behind off, with its length. What lies
// between is junk. At the end of the audio the error is io.EOF, and pos says
// where a frame begins that the end cuts short, or that only junk follows.
func (w *walker) next(off int64) (pos int64, h Header, n int64, err error) {
	h, n, err = w.at(off)
	if err == nil && n == 0 && off < w.end {
		off, err = w.resync(off)
		if err != nil {
			return off, 0, 0, err
		}
		h, n, err = w.at(off)
	}
	if err != nil {
		return off, 0, 0, err
	}
	if n == 0 || n > w.end-off {
		return off, 0, 0, io.EOF
	}
	return off, h, n, nil
}

// resync returns the first offset behind off where a frame begins that another
// or the end of the audio follows; io.EOF if there is none.
func (w *walker) resync(off int64) (int64, error) {
	if past, err := w.skipTags(off); past > off || err != nil {
		return past, err
	}
	for p := off; w.end-p >= 4; {
		b, err := w.peek(p, maxFrameLen+8)
		if err != nil {
			return p, err
		}
		i := bytes.IndexByte(b, 0xFF)
		if i < 0 {
			p += int64(len(b))
			continue
		}
		p += int64(i)
		ok, err := w.follows(p)
		if ok || err != nil {
			return p, err
		}
		p++
	}
	return w.end, io.EOF
}

// follows reports whether a whole frame begins at p, and another behind it.
func (w *walker) follows(p int64) (bool, error) {
	_, n, err := w.at(p)
	if err != nil || n == 0 || n > w.end-p {
		return false, err
	}
	if p+n == w.end {
		return true, nil
	}
	// Both headers in one window, lest reading goes to and fro.
	b, err := w.peek(p, int(n)+4)
	if err != nil || len(b) < int(n)+4 {
		return false, err
	}
	return w.frameLen(Header(binary.BigEndian.Uint32(b[n:]))) != 0, nil
}

// chain reports whether a frame begins at p and another follows it, or, behind
// junk, two; a frame that ends where the audio does needs none behind it.
func (w *walker) chain(p int64, behindJunk bool) (bool, error) {
	ok, err := w.follows(p)
	if !ok || err != nil || !behindJunk {
		return ok, err
	}
	_, n, err := w.at(p)
	if err != nil || p+n == w.end {
		return ok, err
	}
	return w.follows(p + n)
}

// skipTags returns where the frames go on behind the tags at off, such as stand
// between files that were joined; off if no frame follows.
func (w *walker) skipTags(off int64) (int64, error) {
	p := off
	for range 16 {
		b, err := w.peek(p, 128)
		if err != nil {
			return off, err
		}
		n := tagLen(b)
		if n == 0 && len(b) >= 32 && string(b[:8]) == "APETAGEX" {
			n = 32 // the footer of a tag without a header
		}
		if n == 0 && len(b) == 128 && string(b[:3]) == "TAG" {
			n = 128
		}
		if n == 0 || n >= w.end-p {
			break
		}
		p += n
	}
	if ok, err := w.follows(p); !ok || err != nil {
		return off, err
	}
	return p, nil
}
