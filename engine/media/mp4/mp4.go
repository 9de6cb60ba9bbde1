// Package mp4 finds single packets of AAC in MP4 files by their tables
// (ISO/IEC 14496-12), so that a few of ten hours can be decoded without ffmpeg
// reading the tables of all. It does not decode, and it refuses what is
// fragmented, encrypted or no AAC.
package mp4

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sort"

	"audiospliter/engine/fault"
)

// A Track is the tables of one audio track, read where they are needed.
type Track struct {
	Packets int64 // how many there are

	r       io.ReaderAt
	size    int64 // of the file
	config  config
	sizes   int64 // where the sizes of the packets are
	same    int64 // the size of all of them, where there is no such table
	offsets table
	runs    []run
}

// A table is numbers of equal width in the file.
type table struct {
	at, count, width int64
}

// A run is chunks in a row that hold as many packets each.
type run struct {
	chunk  int64 // the first, from 0
	packet int64 // the first
	each   int64
}

// Bounds of what is believed of a file.
const (
	maxBoxes  = 4096
	maxRuns   = 1 << 16
	maxPacket = 1<<13 - 1 - adtsSize // what the header of ADTS can say
)

// Open reads where the tables are of the audio track numbered stream, from 0,
// in a file of size bytes. The error has the code UNSUPPORTED_FORMAT for what
// the package does not read and CORRUPT_FILE for what makes no sense.
func Open(r io.ReaderAt, size int64, stream int) (*Track, error) {
	t := &Track{r: r, size: size}
	moov, err := t.find(box{end: size}, "moov")
	if err != nil {
		return nil, err
	}
	track, err := t.audio(moov, stream)
	if err != nil {
		return nil, err
	}
	tables, err := t.find(track, "mdia", "minf", "stbl")
	if err != nil {
		return nil, err
	}
	for _, read := range []func(box) error{t.readConfig, t.readSizes, t.readOffsets, t.readRuns} {
		if err := read(tables); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// audio returns the box of the n-th audio track.
func (t *Track) audio(moov box, n int) (box, error) {
	var found box
	err := t.each(moov, func(b box) bool {
		if b.name != "trak" {
			return true
		}
		handler, err := t.find(b, "mdia", "hdlr")
		var kind [12]byte
		if err != nil || t.read(kind[:], handler) != nil || string(kind[8:]) != "soun" {
			return true
		}
		found = b
		n--
		return n >= 0
	})
	if err == nil && n >= 0 {
		err = errOther("there is no such audio track")
	}
	return found, err
}

// readSizes finds the sizes of the packets.
func (t *Track) readSizes(parent box) error {
	b, err := t.find(parent, "stsz")
	if err != nil {
		return err
	}
	var head [12]byte
	if err := t.read(head[:], b); err != nil {
		return err
	}
	t.same, t.Packets = int64(binary.BigEndian.Uint32(head[4:])), int64(binary.BigEndian.Uint32(head[8:]))
	t.sizes = b.start + 12
	if t.Packets == 0 || t.same == 0 && t.Packets*4 > b.end-t.sizes {
		return errOther("the file is fragmented or its table of sizes is cut short")
	}
	return nil
}

// readOffsets finds the offsets of the chunks.
func (t *Track) readOffsets(parent box) error {
	width := int64(4)
	b, err := t.find(parent, "stco")
	if err != nil {
		width = 8
		if b, err = t.find(parent, "co64"); err != nil {
			return err
		}
	}
	var head [8]byte
	if err := t.read(head[:], b); err != nil {
		return err
	}
	t.offsets = table{b.start + 8, int64(binary.BigEndian.Uint32(head[4:])), width}
	if t.offsets.count*width > b.end-t.offsets.at {
		return errDamaged("the table of chunks is cut short")
	}
	return nil
}

// readRuns reads how many packets the chunks hold.
func (t *Track) readRuns(parent box) error {
	b, err := t.find(parent, "stsc")
	if err != nil {
		return err
	}
	var head [8]byte
	if err := t.read(head[:], b); err != nil {
		return err
	}
	count := int64(binary.BigEndian.Uint32(head[4:]))
	if count == 0 || count > maxRuns || count*12 > b.end-b.start-8 {
		return errOther("the table of runs is too long, or cut short")
	}
	entries := make([]byte, count*12)
	if _, err := t.r.ReadAt(entries, b.start+8); err != nil {
		return errDamaged("%v", err)
	}
	for ; len(entries) > 0; entries = entries[12:] {
		r := run{chunk: int64(binary.BigEndian.Uint32(entries)) - 1, each: int64(binary.BigEndian.Uint32(entries[4:]))}
		if n := len(t.runs); n > 0 {
			last := t.runs[n-1]
			r.packet = last.packet + (r.chunk-last.chunk)*last.each
			if r.chunk <= last.chunk || r.packet > t.Packets {
				return errDamaged("the table of runs makes no sense")
			}
		} else if r.chunk != 0 {
			return errDamaged("the first chunk is missing")
		}
		if r.each < 1 || r.each > maxRuns {
			return errDamaged("a chunk has %d packets", r.each)
		}
		t.runs = append(t.runs, r)
	}
	return nil
}

// AppendADTS appends packet i to b, behind a header of ADTS.
func (t *Track) AppendADTS(b []byte, i int64) ([]byte, error) {
	at, size, err := t.packet(i)
	if err != nil {
		return b, err
	}
	b = t.config.appendHeader(b, int(size))
	b = append(b, make([]byte, size)...)
	if _, err := t.r.ReadAt(b[int64(len(b))-size:], at); err != nil && !errors.Is(err, io.EOF) {
		return b, fault.Of(err)
	}
	return b, nil
}

// packet returns where packet i is and its size.
func (t *Track) packet(i int64) (at, size int64, err error) {
	if i < 0 || i >= t.Packets {
		return 0, 0, errDamaged("there is no packet %d", i)
	}
	r := t.runs[sort.Search(len(t.runs), func(k int) bool { return t.runs[k].packet > i })-1]
	chunk := r.chunk + (i-r.packet)/r.each
	first := r.packet + (chunk-r.chunk)*r.each
	if chunk >= t.offsets.count {
		return 0, 0, errDamaged("packet %d is in no chunk", i)
	}
	var offset [8]byte
	if _, err := t.r.ReadAt(offset[8-t.offsets.width:], t.offsets.at+chunk*t.offsets.width); err != nil {
		return 0, 0, errDamaged("%v", err)
	}
	at = int64(binary.BigEndian.Uint64(offset[:]))
	if t.same > 0 {
		at, size = at+(i-first)*t.same, t.same
	} else {
		sizes := make([]byte, 4*(i-first+1))
		if _, err := t.r.ReadAt(sizes, t.sizes+4*first); err != nil {
			return 0, 0, errDamaged("%v", err)
		}
		for ; len(sizes) > 4; sizes = sizes[4:] {
			at += int64(binary.BigEndian.Uint32(sizes))
		}
		size = int64(binary.BigEndian.Uint32(sizes))
	}
	if size > maxPacket || at < 0 || at > t.size-size {
		return 0, 0, errDamaged("packet %d of %d bytes at %d", i, size, at)
	}
	return at, size, nil
}

func errOther(why string) error {
	return fault.New(fault.UnsupportedFormat, "This is not an MP4 file whose packets can be picked.").WithDetails(why)
}

func errDamaged(format string, args ...any) error {
	return fault.New(fault.CorruptFile, "The tables of this MP4 file are damaged.").WithDetails(fmt.Sprintf(format, args...))
}
