package ogg

import (
	"context"
	"errors"
	"io"
	"iter"

	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/timeline"
)

// A Codec is what a stream is encoded with, by ffmpeg's name.
type Codec string

// The codecs.
const (
	Opus   Codec = "opus"
	Vorbis Codec = "vorbis"
)

// A Stream is the audio of an indexed file. It is not changed once made: any
// number of goroutines may use it. It reads through the ReaderAt it was made of,
// which must stay open.
type Stream struct {
	Codec       Codec
	Rate        timeline.Rate
	Channels    int
	Samples     timeline.Position // audible length of all links
	Links       []*Link           // one, but for files that were joined
	Damage      []Damage          // the first of it, in order
	DamageCount int               // all of it
}

// A Link is one logical stream of a file: from its headers to its end.
type Link struct {
	Head     []byte                 // the packet OpusHead, or the identification header
	Setup    []byte                 // of Vorbis
	Comments vorbiscomment.Comments // of the header between
	Block    [2]int                 // sizes of Vorbis' short and long blocks

	Start   timeline.Position // of its first audible sample, on the stream's timeline
	Samples timeline.Position // audible
	Skip    int64             // raw samples before the first audible one
	Total   Sum               // of all packets; its samples are raw
	Largest int               // bytes of the largest packet
	Longest int               // samples of the longest packet

	r          io.ReaderAt
	serial     uint32
	begin, end int64 // of its pages in the file
	timing     timing
	marks      marks
}

// Untrimmed returns the stream of a file whose granule positions tell nothing of
// what is to be dropped: all samples of Vorbis are audible, and of Opus all behind
// the pre-skip.
func (s *Stream) Untrimmed() *Stream {
	whole := *s
	whole.Links, whole.Samples = nil, 0
	for _, l := range s.Links {
		link := *l
		if s.Codec == Vorbis {
			link.Skip = 0
		}
		link.Start, link.Samples = whole.Samples, timeline.Position(link.Total.Samples-link.Skip)
		whole.Samples += link.Samples
		whole.Links = append(whole.Links, &link)
	}
	return &whole
}

// A Packet is a packet of audio.
type Packet struct {
	Data    []byte // good until the next packet
	Raw     int64  // position of its first sample
	Samples int    // that it decodes to
}

// End returns the raw position behind the packet's samples.
func (p Packet) End() int64 { return p.Raw + int64(p.Samples) }

// All yields the packets of the link in order, from one that begins at a raw
// position or up to some pages before it. An error, that of ctx or of reading,
// is the last it yields.
func (l *Link) All(ctx context.Context, raw int64) iter.Seq2[Packet, error] {
	return func(yield func(Packet, error) bool) {
		err := l.walk(ctx, l.marks.before(raw), func(_ mark, p Packet) error {
			if !yield(p, nil) {
				return errStop
			}
			return nil
		})
		if err != nil && !errors.Is(err, errStop) {
			yield(Packet{}, err)
		}
	}
}

// Before adds up the packets of the link that begin before a raw position.
func (l *Link) Before(ctx context.Context, raw int64) (Sum, error) {
	return l.sum(ctx, raw, func(p Packet) bool { return p.Raw >= raw })
}

// Until adds up the packets of the link that end at a raw position or before.
func (l *Link) Until(ctx context.Context, raw int64) (Sum, error) {
	return l.sum(ctx, raw, func(p Packet) bool { return p.End() > raw })
}

// sum adds up the packets before the first, at or about a raw position, that
// stop is true for.
func (l *Link) sum(ctx context.Context, raw int64, stop func(Packet) bool) (Sum, error) {
	if raw >= l.Total.Samples {
		return l.Total, nil
	}
	sum := l.Total
	err := l.walk(ctx, l.marks.before(raw), func(at mark, p Packet) error {
		if stop(p) {
			sum = at.Sum
			return errStop
		}
		return nil
	})
	if errors.Is(err, errStop) {
		err = nil
	}
	return sum, err
}

var errStop = errors.New("enough")

// walk calls yield with the packets from a mark on, and what comes before each.
func (l *Link) walk(ctx context.Context, from mark, yield func(mark, Packet) error) error {
	pages := newPages(ctx, l.r, from.offset, l.end)
	defer pages.close()
	packets := assembler{limit: maxPacket}
	timing := l.timing
	timing.prev = from.prev
	for {
		p, err := pages.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if p.Serial != l.serial || p.Is(First) {
			continue
		}
		err = packets.add(p, func(f fragment) error {
			at := from
			at.prev = timing.prev
			n, ok := timing.of(f.data)
			if !ok {
				return nil
			}
			from.add(n, len(f.data))
			return yield(at, Packet{Data: f.data, Raw: at.Samples, Samples: n})
		})
		if err != nil {
			return err
		}
	}
}
