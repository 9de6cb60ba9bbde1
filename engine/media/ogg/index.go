package ogg

import (
	"bytes"
	"context"
	"io"

	"audiospliter/engine/fault"
	"audiospliter/engine/media/sparse"
	"audiospliter/engine/media/vorbiscomment"
	"audiospliter/engine/timeline"
)

// Bounds of what is read, and kept.
const (
	maxHeader = 24 << 20 // bytes of a header packet
	maxPacket = 1 << 20  // bytes of a packet of audio
	maxLinks  = 4096
)

// audio are the words that begin the first packets of streams of audio.
var audio = [][]byte{[]byte(opusHeadWord), []byte(vorbisWord), []byte("\x7fFLAC"), []byte("Speex   ")}

const (
	opusHeadWord = "OpusHead"
	vorbisWord   = "\x01vorbis"
)

// IsAudio reports whether a stream that begins with that packet is of audio.
func IsAudio(packet []byte) bool {
	for _, word := range audio {
		if bytes.HasPrefix(packet, word) {
			return true
		}
	}
	return false
}

// Index reads the structure of the file r of size bytes, of its n-th stream of
// audio, from 0. It reads all of the file and keeps a few megabytes at most,
// besides the tags.
//
// The error is an *fault.Error: UNSUPPORTED_FORMAT where there is no such stream
// of Opus or Vorbis, CORRUPT_FILE where it holds no audio, CANCELED, and what
// reading gave.
func Index(ctx context.Context, r io.ReaderAt, size int64, n int) (*Stream, error) {
	x := &indexer{stream: &Stream{}, r: r, wanted: n, foreign: -1}
	pages := newPages(ctx, r, 0, size)
	defer pages.close()
	for {
		p, err := pages.next()
		if pages.junk > 0 {
			x.damaged(Junk, pages.at-pages.junk-int64(pageLen(p, err)), pages.junk)
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fault.Of(err)
		}
		x.page(p)
	}
	x.finish(size)
	s := x.stream
	switch {
	case len(s.Links) == 0 && x.met:
		return nil, fault.New(fault.CorruptFile, "The stream holds no whole packet of audio.")
	case len(s.Links) == 0:
		return nil, fault.New(fault.UnsupportedFormat, "There is no Opus or Vorbis in this file that can be read.")
	}
	return s, nil
}

func pageLen(p Page, err error) int {
	if err != nil {
		return 0
	}
	return p.PageLen()
}

// An indexer is an Index under way.
type indexer struct {
	stream *Stream
	r      io.ReaderAt
	wanted int
	met    bool // a stream that could be read began

	beginning bool // among the first pages of streams
	audio     int  // streams of audio among them

	link    *Link // the one under way; nil for none
	foreign int64 // where pages that are left out began; -1 for none

	packets assembler
	timing  timing
	headers int // packets still to come before the audio
	counted Sum // as Link.Total
	ends    pageEnd
	last    int // samples of the last packet
	marked  bool
}

// A pageEnd is what the last pages that tell a position say.
type pageEnd struct {
	known         bool
	granule, raw  int64
	before        int64 // granule of the page before
	beforeRaw     int64
	final, lapsed bool // marked as the end; pages followed
}

// page takes the next page of the file.
func (x *indexer) page(p Page) {
	if p.Is(First) {
		if !x.beginning {
			x.finish(p.Offset)
			x.beginning, x.audio = true, 0
		}
		if !IsAudio(p.Payload) {
			return
		}
		x.audio++
		if x.audio-1 == x.wanted {
			x.begin(p)
		}
	} else {
		x.beginning = false
	}
	if x.link == nil || p.Serial != x.link.serial {
		return
	}
	x.add(p)
}

// begin begins a link with its first page.
func (x *indexer) begin(p Page) {
	l := &Link{r: x.r, serial: p.Serial, begin: p.Offset, marks: marks{Index: sparse.Index[mark]{Stride: 1}}}
	s := x.stream
	codec, rate, channels := Codec(""), 0, 0
	switch {
	case bytes.HasPrefix(p.Payload, []byte(opusHeadWord)):
		var ok bool
		if channels, l.Skip, ok = opusHead(p.Payload); ok {
			codec, rate = Opus, OpusRate
		}
		x.headers = 1
	case bytes.HasPrefix(p.Payload, []byte(vorbisWord)):
		var ok bool
		if channels, rate, l.Block, ok = vorbisID(p.Payload); ok {
			codec = Vorbis
		}
		x.headers = 2
	}
	alike := codec == s.Codec && rate == int(s.Rate) && channels == s.Channels
	if codec == "" || len(s.Links) > 0 && !alike || len(s.Links) == maxLinks {
		x.foreign = p.Offset
		return
	}
	s.Codec, s.Rate, s.Channels = codec, timeline.Rate(rate), channels
	_, n, _ := packetIn(p.Lacing)
	l.Head = bytes.Clone(p.Payload[:n])
	l.timing = timing{codec: codec, modes: vorbisModes{block: l.Block}}
	x.link, x.met = l, true
	x.packets = assembler{limit: maxHeader}
	x.timing, x.counted, x.ends, x.last = l.timing, Sum{}, pageEnd{}, 0
}

// add takes a page of the link.
func (x *indexer) add(p Page) {
	if x.ends.final {
		x.ends.lapsed = true
	}
	was := x.counted.Packets
	x.marked = false
	broken := int64(0)
	_ = x.packets.add(p, func(f fragment) error {
		if !x.packet(p, f) {
			broken++
		}
		return nil
	})
	if x.link == nil {
		return
	}
	if x.headers > 0 && x.packets.dropped > 0 && x.packets.lost == 0 {
		x.damaged(Oversize, p.Offset, 0)
		x.passed()
	} else {
		broken += int64(x.packets.dropped)
	}
	if x.packets.lost > 0 {
		x.damaged(Lost, p.Offset, x.packets.lost)
	}
	if broken > 0 {
		x.damaged(Broken, p.Offset, broken)
	}
	switch {
	case x.counted.Packets > was && p.Granule >= 0:
		x.granule(p)
	case p.Is(Last): // it holds nothing but the mark of the end
		x.ends.final, x.ends.before, x.ends.beforeRaw = true, x.ends.granule, x.ends.raw
	}
}

// granule takes the position that a page tells.
func (x *indexer) granule(p Page) {
	e := &x.ends
	raw := x.counted.Samples
	if !e.known && x.stream.Codec == Vorbis && !p.Is(Last) {
		// The first page may tell that the first samples are to be dropped
		// (Vorbis I, section A.2).
		x.link.Skip = min(max(raw-p.Granule, 0), raw)
	}
	e.before, e.beforeRaw = e.granule, e.raw
	e.known, e.granule, e.raw = true, p.Granule, raw
	e.final = p.Is(Last)
}

// packet takes a packet of the link, false if it is of no use.
func (x *indexer) packet(p Page, f fragment) bool {
	l := x.link
	if l == nil {
		return false
	}
	if x.headers > 0 && x.stream.Codec == Opus && !p.Is(First) && !bytes.HasPrefix(f.data, []byte(opusTags)) {
		x.passed() // the tags are lost
	}
	if x.headers > 0 {
		return x.header(f.data)
	}
	if !x.marked && f.fresh {
		x.marked = true
		l.marks.add(mark{p.Offset, x.timing.prev, x.counted})
	}
	n, ok := x.timing.of(f.data)
	if !ok {
		return false
	}
	x.counted.add(n, len(f.data))
	x.last = n
	l.Largest, l.Longest = max(l.Largest, len(f.data)), max(l.Longest, n)
	return true
}

// header takes a packet in front of the audio.
func (x *indexer) header(packet []byte) bool {
	l := x.link
	switch {
	case bytes.Equal(packet, l.Head):
		return true
	case x.stream.Codec == Opus:
		l.Comments = vorbiscomment.Parse(bytes.TrimPrefix(packet, []byte(opusTags)))
	case bytes.HasPrefix(packet, []byte(vorbisComment)):
		l.Comments = vorbiscomment.Parse(packet[len(vorbisComment):])
	case bytes.HasPrefix(packet, []byte("\x05vorbis")):
		long, ok := vorbisSetup(packet, x.stream.Channels)
		if !ok {
			x.foreign, x.link = l.begin, nil
			return false
		}
		l.Setup = bytes.Clone(packet)
		l.timing.modes.set(long)
		x.timing = l.timing
		x.headers = 1 // whatever was lost before it
	default:
		return false
	}
	x.passed()
	return true
}

// passed notes that a header has gone by.
func (x *indexer) passed() {
	if x.headers--; x.headers == 0 {
		x.packets.limit = maxPacket
	}
}

// finish ends the link under way at an offset.
func (x *indexer) finish(end int64) {
	s, l := x.stream, x.link
	x.link = nil
	if x.foreign >= 0 {
		x.damaged(Foreign, x.foreign, end-x.foreign)
		x.foreign = -1
	}
	if l == nil || x.counted.Samples == 0 || l.marks.Len() == 0 {
		return
	}
	l.Total, l.end = x.counted, end
	e := x.ends
	trim := int64(0)
	if e.final && !e.lapsed {
		// Of the last packet only so much is audible as the position says.
		trim = min(max(e.before+e.raw-e.beforeRaw-e.granule, 0), int64(x.last))
	} else {
		x.damaged(Unended, end, 0)
	}
	l.Samples = timeline.Position(l.Total.Samples - l.Skip - trim)
	if l.Samples <= 0 {
		return
	}
	l.Start = s.Samples
	s.Samples += l.Samples
	s.Links = append(s.Links, l)
}

func (x *indexer) damaged(kind Kind, offset, n int64) {
	s := x.stream
	s.DamageCount++
	if len(s.Damage) < maxDamage {
		s.Damage = append(s.Damage, Damage{kind, offset, n})
	}
}
