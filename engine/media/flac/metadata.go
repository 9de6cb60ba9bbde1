package flac

import (
	"encoding/binary"
	"errors"
	"io"

	"audiospliter/engine/fault"
)

// A BlockType is what a metadata block holds (RFC 9639, section 8.1).
type BlockType byte

// The types.
const (
	TypeStreamInfo BlockType = iota
	TypePadding
	TypeApplication
	TypeSeekTable
	TypeComment
	TypeCueSheet
	TypePicture
)

// A Block is a metadata block. Its bytes stay in the file.
type Block struct {
	Type   BlockType
	Offset int64 // behind the block's own header
	Len    int64 // in bytes
}

// Metadata is what stands before the frames.
type Metadata struct {
	Start  int64 // of the stream, in bytes: behind an ID3v2 tag
	Info   StreamInfo
	Blocks []Block // all but STREAMINFO, in order
	Audio  int64   // where the first frame is to begin
}

// A StreamInfo describes the stream (RFC 9639, section 8.2).
type StreamInfo struct {
	MinBlock, MaxBlock int // samples, the last block left out of the least
	MinFrame, MaxFrame int // bytes; 0 for unknown
	Rate               int // Hz
	Channels           int
	Bits               int      // a sample
	Total              int64    // samples of each channel; 0 for unknown
	MD5                [16]byte // of the audio; zeros for unknown
}

// InfoLen is the length of STREAMINFO in bytes.
const InfoLen = 34

func parseInfo(b []byte) StreamInfo {
	be := binary.BigEndian
	packed := be.Uint64(b[10:])
	info := StreamInfo{
		MinBlock: int(be.Uint16(b)), MaxBlock: int(be.Uint16(b[2:])),
		MinFrame: int(be.Uint32(b[3:]) & (1<<24 - 1)), MaxFrame: int(be.Uint32(b[6:]) & (1<<24 - 1)),
		Rate: int(packed >> 44), Channels: int(packed>>41&7) + 1, Bits: int(packed>>36&31) + 1,
		Total: int64(packed & (1<<36 - 1)),
	}
	copy(info.MD5[:], b[18:])
	return info
}

// Append appends the bytes of the block to dst.
func (i StreamInfo) Append(dst []byte) []byte {
	be := binary.BigEndian
	dst = be.AppendUint16(dst, uint16(i.MinBlock))
	dst = be.AppendUint16(dst, uint16(i.MaxBlock))
	dst = append(dst, byte(i.MinFrame>>16), byte(i.MinFrame>>8), byte(i.MinFrame))
	dst = append(dst, byte(i.MaxFrame>>16), byte(i.MaxFrame>>8), byte(i.MaxFrame))
	total := i.Total
	if total >= 1<<36 {
		total = 0
	}
	dst = be.AppendUint64(dst, uint64(i.Rate)<<44|uint64(i.Channels-1)<<41|uint64(i.Bits-1)<<36|uint64(total))
	return append(dst, i.MD5[:]...)
}

// maxBlocks bounds how many metadata blocks are kept of a file.
const maxBlocks = 4096

// ReadMetadata reads what stands before the frames of the file r. The error has
// the code UNSUPPORTED_FORMAT for a file that is not FLAC, CORRUPT_FILE for one
// that ends before its frames, or is what reading gave.
func ReadMetadata(r io.ReaderAt) (*Metadata, error) {
	b := make([]byte, InfoLen)
	read := func(n int, at int64) error {
		_, err := r.ReadAt(b[:n], at)
		switch {
		case errors.Is(err, io.EOF):
			return fault.New(fault.CorruptFile, "The file ends before its audio begins.")
		case err != nil:
			return fault.Of(err)
		}
		return nil
	}
	m := &Metadata{}
	if err := read(10, 0); err != nil {
		return nil, err
	}
	if string(b[:3]) == "ID3" {
		m.Start = id3Len(b)
		if err := read(4, m.Start); err != nil {
			return nil, err
		}
	}
	if string(b[:4]) != "fLaC" {
		return nil, fault.New(fault.UnsupportedFormat, "This is no FLAC file.")
	}
	for at, last, first := m.Start+4, false, true; !last; first = false {
		if err := read(4, at); err != nil {
			return nil, err
		}
		last = b[0]&0x80 != 0
		block := Block{BlockType(b[0] & 0x7F), at + 4, int64(binary.BigEndian.Uint32(b) & (1<<24 - 1))}
		at = block.Offset + block.Len
		m.Audio = at
		if first {
			if block.Type != TypeStreamInfo || block.Len < InfoLen {
				return nil, fault.New(fault.CorruptFile, "The FLAC file does not begin with a description of its stream.")
			}
			if err := read(InfoLen, block.Offset); err != nil {
				return nil, err
			}
			m.Info = parseInfo(b)
		} else if len(m.Blocks) < maxBlocks && block.Type != TypeStreamInfo {
			m.Blocks = append(m.Blocks, block)
		}
	}
	return m, nil
}

// id3Len returns the length of the ID3v2 tag that b begins with.
func id3Len(b []byte) int64 {
	n := int64(10)
	for i, v := range b[6:10] {
		n += int64(v&0x7F) << (7 * (3 - i))
	}
	if b[5]&0x10 != 0 {
		n += 10 // a footer
	}
	return n
}
