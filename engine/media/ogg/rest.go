package ogg

import (
	"bytes"
	"context"
	"io"
	"iter"

	"audiospliter/engine/media/vorbiscomment"
)

// A Rest is the end of a link as a stream of its own, from some packet on. It is
// for one goroutine, and to be closed.
type Rest struct {
	Begin int64 // raw position of the first sample that decoders give of it

	link *Link
	rate int64
	next func() (Packet, error, bool)
	stop func()
	w    Writer
	buf  bytes.Buffer
	end  bool
}

// Rest returns the end of a link of s whose first sample is at a raw position or
// some pages before it. Nothing is dropped at its start, and at its end what the
// link drops.
func (s *Stream) Rest(ctx context.Context, l *Link, raw int64) (*Rest, error) {
	r := &Rest{link: l, rate: int64(s.Rate)}
	r.w.W = &r.buf
	untagged := CommentPacket(s.Codec, vorbiscomment.Comments{})
	var headers [][]byte
	switch s.Codec {
	case Opus:
		headers = [][]byte{WithPreSkip(l.Head, 0), untagged}
	case Vorbis:
		// The first packet gives nothing: its samples need the one before.
		headers = [][]byte{l.Head, untagged, l.Setup}
		raw = max(0, raw-int64(l.Block[1]))
	}
	r.next, r.stop = iter.Pull2(l.All(ctx, raw))
	first, err, ok := r.next()
	if err == nil && !ok {
		err = io.ErrUnexpectedEOF
	}
	if err == nil {
		err = r.w.Headers(headers...)
	}
	if err != nil {
		r.stop()
		return nil, err
	}
	if r.Begin = first.Raw; s.Codec == Vorbis {
		r.Begin = first.End()
	}
	r.add(first)
	return r, r.w.Flush(0)
}

// add writes a packet.
func (r *Rest) add(p Packet) {
	l := r.link
	last := l.Skip + int64(l.Samples)
	_ = r.w.Audio(p.Data, min(p.End(), last)-r.Begin, r.rate) // into memory
	if r.end = p.End() >= last; r.end {
		_ = r.w.Flush(Last)
	}
}

func (r *Rest) Read(b []byte) (int, error) {
	for r.buf.Len() == 0 && !r.end {
		p, err, ok := r.next()
		if err != nil {
			return 0, err
		}
		if !ok {
			break
		}
		r.add(p)
	}
	return r.buf.Read(b)
}

// Close lets go of what it reads from.
func (r *Rest) Close() error {
	r.stop()
	return nil
}

// On returns the stream as it is in r, which holds the same file.
func (s *Stream) On(r io.ReaderAt) *Stream {
	other := *s
	other.Links = make([]*Link, len(s.Links))
	for i, l := range s.Links {
		link := *l
		link.r = r
		other.Links[i] = &link
	}
	return &other
}
