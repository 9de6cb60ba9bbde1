package media

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
)

// Ogg pages (RFC 3533, section 6): a header of 27 bytes, little-endian, a table
// of segment lengths, and the segments.
const (
	pageHeader   = 27
	maxPage      = pageHeader + 255 + 255*255
	maxBeginners = 32 // streams whose first pages are read
)

// A page is the header of an Ogg page and where its payload begins.
type page struct {
	flags   byte // 2: the first of its stream, 4: the last
	granule int64
	serial  uint32
	payload []byte // as far as it is at hand
	size    int    // of all of it
}

// parsePage reads the page that b begins with.
func parsePage(b []byte) (page, bool) {
	if len(b) < pageHeader || string(b[:5]) != "OggS\x00" {
		return page{}, false
	}
	table := int(b[26])
	if len(b) < pageHeader+table {
		return page{}, false
	}
	size := 0
	for _, n := range b[pageHeader : pageHeader+table] {
		size += int(n)
	}
	body := b[pageHeader+table:]
	return page{
		flags:   b[5],
		granule: int64(binary.LittleEndian.Uint64(b[6:])),
		serial:  binary.LittleEndian.Uint32(b[14:]),
		payload: body[:min(size, len(body))],
		size:    pageHeader + table + size,
	}, true
}

// oggAudio are the words that begin the first packet of a stream of audio.
var oggAudio = []string{"OpusHead", "\x01vorbis", "\x7fFLAC", "Speex   "}

// ogg takes the length from the granule position of the stream's last page. It
// reports whether that tells it for certain: not where the stream begins in the
// middle, and not where several were joined.
func (p *prober) ogg() bool {
	streams, audio, preSkip := p.oggStreams()
	if p.Stream >= len(audio) || p.audio.Start < 0 {
		return false
	}
	last, ended, joined := p.oggLast(streams, audio[p.Stream])
	if joined {
		p.warn("The file is several recordings joined; its exact length is known when it has been decoded.")
		p.chained(preSkip)
		return true
	}
	if last < 0 {
		return false
	}
	if !ended {
		p.warn("The file ends without the mark of its end: it is cut short, or still being recorded.")
	}
	p.exactly(last - p.audio.Start - preSkip)
	// A Vorbis decoder gives nothing for the first packet it meets.
	p.Exact = p.audio.Start == 0 || p.Codec == "opus"
	return true
}

// oggStreams returns the serial numbers of the streams that begin the file, and
// of those with audio, and what the chosen one drops at its start.
func (p *prober) oggStreams() (all, audio []uint32, preSkip int64) {
	b := make([]byte, maxPage)
	for at := int64(0); len(all) < maxBeginners; {
		n, _ := p.file.ReadAt(b, at)
		g, ok := parsePage(b[:n])
		if !ok || g.flags&2 == 0 {
			break
		}
		all = append(all, g.serial)
		for _, magic := range oggAudio {
			if bytes.HasPrefix(g.payload, []byte(magic)) {
				if len(audio) == p.Stream && magic == "OpusHead" && len(g.payload) >= 12 {
					preSkip = int64(binary.LittleEndian.Uint16(g.payload[10:])) // RFC 7845, 5.1
				}
				audio = append(audio, g.serial)
			}
		}
		at += int64(g.size)
	}
	return all, audio, preSkip
}

// oggLast returns the last granule position of the stream with that serial
// number, below 0 if the end of the file has none. Ended says that the page is
// marked as its last, joined that the file ends with other streams than it began
// with.
func (p *prober) oggLast(streams []uint32, serial uint32) (last int64, ended, joined bool) {
	const tail = 64<<10 + maxPage
	b := make([]byte, min(tail, p.Size))
	if _, err := p.file.ReadAt(b, p.Size-int64(len(b))); err != nil && err != io.EOF {
		return -1, false, false
	}
	last = -1
	for i := 0; i < len(b); {
		next := bytes.Index(b[i:], []byte("OggS\x00"))
		if next < 0 {
			break
		}
		i += next
		g, ok := parsePage(b[i:])
		if !ok || g.size > len(b)-i {
			i++
			continue
		}
		if !slices.Contains(streams, g.serial) {
			return -1, false, true
		}
		if g.serial == serial && g.granule > 0 {
			last = g.granule
		}
		ended = ended || g.serial == serial && g.flags&4 != 0
		i += g.size
	}
	return last, ended, false
}

// chained adds up the streams of a file that holds several, one after the other.
func (p *prober) chained(preSkip int64) {
	var sum, last int64
	b := make([]byte, pageHeader+255)
	for at := int64(0); p.ctx.Err() == nil; {
		n, _ := p.file.ReadAt(b, at)
		g, ok := parsePage(b[:n])
		if !ok {
			break
		}
		if g.flags&2 != 0 && last > 0 {
			sum, last = sum+last-preSkip, 0
		}
		if g.granule > 0 {
			last = g.granule
		}
		at += int64(g.size)
	}
	p.exactly(max(0, sum+last-preSkip))
	p.Exact = false
}
