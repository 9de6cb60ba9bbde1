// Package mp4 reads the tables of audio tracks in MP4 files (ISO/IEC 14496-12),
// fragmented ones too, so that packets can be copied, or a few of ten hours
// decoded, without ffmpeg reading the tables of all. It reads the items of the
// file's tags as they are. It does not decode, and it refuses what is encrypted
// or neither AAC nor ALAC.
package mp4

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"audiospliter/engine/fault"
)

// A Track is the tables of one audio track, read where they are needed. Any
// number of goroutines may use it at the same time.
type Track struct {
	Packets int64  // how many there are
	Codec   string // "aac" or "alac"
	Config  []byte // AudioSpecificConfig of AAC, magic cookie of ALAC
	Scale   int64  // units of time a second
	Edits   []Edit // those that show some of the track, in the order of the list

	r       io.ReaderAt
	size    int64 // of the file
	id      uint32
	adts    config
	sizes   int64 // where the sizes of the packets are
	same    int64 // the size of all of them, where there is no such table
	offsets table
	runs    []run
	pieces  []piece // of a fragmented file, in place of the tables before
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
	maxPacket = 1 << 20
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
	if err := t.readHeaders(track); err != nil {
		return nil, err
	}
	tables, err := t.find(track, "mdia", "minf", "stbl")
	if err != nil {
		return nil, err
	}
	if err := t.readConfig(tables); err != nil {
		return nil, err
	}
	if extends, err := t.find(moov, "mvex"); err == nil {
		return t, t.readFragments(extends, tables)
	}
	for _, read := range []func(box) error{t.readSizes, t.readOffsets, t.readRuns} {
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
		return errOther("there are no packets or their table of sizes is cut short")
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
	entries, err := t.entries(b, 12, maxRuns)
	if err != nil {
		return err
	}
	if len(entries) == 0 {
		return errOther("the table of runs is empty")
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

// entries reads the entries, of width bytes each, of a table of no more than
// most, behind its version, flags and count.
func (t *Track) entries(b box, width, most int64) ([]byte, error) {
	var head [8]byte
	if err := t.read(head[:], b); err != nil {
		return nil, err
	}
	count := int64(binary.BigEndian.Uint32(head[4:]))
	if count > most || count*width > b.end-b.start-8 {
		return nil, errOther("the table " + b.name + " is too long, or cut short")
	}
	entries := make([]byte, count*width)
	if _, err := t.r.ReadAt(entries, b.start+8); err != nil && count > 0 {
		return nil, errDamaged("%v", err)
	}
	return entries, nil
}

// AppendADTS appends packet i to b, behind a header of ADTS. The error has the
// code UNSUPPORTED_FORMAT where ADTS cannot say what the packets are.
func (t *Track) AppendADTS(b []byte, i int64) ([]byte, error) {
	if t.adts == (config{}) {
		return b, errOther("the kind of audio cannot be said in ADTS")
	}
	for p, err := range t.All(i) {
		if err != nil {
			return b, err
		}
		if p.Size > maxADTS {
			return b, errDamaged("packet %d has %d bytes", i, p.Size)
		}
		b = t.adts.appendHeader(b, int(p.Size))
		b = append(b, make([]byte, p.Size)...)
		if _, err := t.r.ReadAt(b[int64(len(b))-p.Size:], p.Offset); err != nil && !errors.Is(err, io.EOF) {
			return b, fault.Of(err)
		}
		return b, nil
	}
	return b, errDamaged("there is no packet %d", i)
}

func errOther(why string) error {
	return fault.New(fault.UnsupportedFormat, "This is not an MP4 file whose packets can be picked.").WithDetails(why)
}

func errDamaged(format string, args ...any) error {
	return fault.New(fault.CorruptFile, "The tables of this MP4 file are damaged.").WithDetails(fmt.Sprintf(format, args...))
}
