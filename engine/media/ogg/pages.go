package ogg

import (
	"bytes"
	"context"
	"io"
	"iter"
	"sync"
)

// bufferLen is how much of a file is read at a time.
const bufferLen = 256 << 10

// Pages yields the sound pages from one offset of r to another; what is none is
// passed over. A page is good until the next. An error, that of ctx or of reading,
// is the last it yields.
func Pages(ctx context.Context, r io.ReaderAt, at, end int64) iter.Seq2[Page, error] {
	return func(yield func(Page, error) bool) {
		p := newPages(ctx, r, at, end)
		defer p.close()
		for {
			page, err := p.next()
			if err == io.EOF || !yield(page, err) || err != nil {
				return
			}
		}
	}
}

// pages reads the sound pages of a file one after the other.
type pages struct {
	ctx    context.Context
	r      io.ReaderAt
	end    int64 // of what is read
	at     int64 // of what comes next
	pooled *[bufferLen]byte
	buf    []byte // of pooled
	offset int64  // of buf in the file
	junk   int64  // bytes skipped before the page that next gave last
}

var buffers = sync.Pool{New: func() any { return new([bufferLen]byte) }}

// newPages returns a reader of the pages from one offset to another. It is to be
// closed.
func newPages(ctx context.Context, r io.ReaderAt, at, end int64) *pages {
	pooled := buffers.Get().(*[bufferLen]byte)
	return &pages{ctx: ctx, r: r, at: at, end: end, pooled: pooled, buf: pooled[:0], offset: at}
}

func (p *pages) close() { buffers.Put(p.pooled) }

// next returns the next page, which is good until the following call; io.EOF
// behind the last.
func (p *pages) next() (Page, error) {
	p.junk = 0
	for {
		b, err := p.peek(MaxPage)
		if err != nil {
			return Page{}, err
		}
		if len(b) == 0 {
			return Page{}, io.EOF
		}
		if h, ok := ParseHeader(b); ok {
			if n := h.PageLen(); n <= len(b) && sound(b[:n]) {
				page := Page{Header: h, Offset: p.at, Payload: b[h.Len():n]}
				p.at += int64(n)
				return page, nil
			}
		}
		skip := len(b)
		if k := bytes.Index(b[1:], []byte("OggS")); k >= 0 {
			skip = 1 + k
		} else if len(b) == MaxPage {
			skip -= 3 // which may begin a page
		}
		p.at += int64(skip)
		p.junk += int64(skip)
	}
}

// peek returns the next n bytes, fewer at the end.
func (p *pages) peek(n int) ([]byte, error) {
	have := p.buf[p.at-p.offset:]
	if len(have) < n && p.offset+int64(len(p.buf)) < p.end {
		if err := p.ctx.Err(); err != nil {
			return nil, err
		}
		kept := copy(p.buf[:cap(p.buf)], have)
		p.offset = p.at
		room := p.buf[kept:cap(p.buf)]
		room = room[:min(int64(len(room)), p.end-p.at-int64(kept))]
		got, err := p.r.ReadAt(room, p.at+int64(kept))
		p.buf = p.buf[:kept+got]
		if got < len(room) {
			if err != nil && err != io.EOF {
				return nil, err
			}
			p.end = p.offset + int64(len(p.buf)) // it became shorter
		}
		have = p.buf
	}
	return have[:min(n, len(have))], nil
}
