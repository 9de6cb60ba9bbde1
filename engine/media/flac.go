package media

import (
	"encoding/binary"
	"io"
	"math/bits"
	"slices"
)

// flacTail is how much of the file's end is searched for the last frame: more
// than a frame of usual settings takes.
const flacTail = 256 << 10

// flac takes the length from STREAMINFO (RFC 9639, section 8.2) if the last
// frame agrees, and from the last whole frame where it does not or STREAMINFO
// has no total. It reports whether that tells it for certain.
func (p *prober) flac() bool {
	at := p.flacStart()
	b := make([]byte, 42)
	if _, err := p.file.ReadAt(b, at); err != nil || string(b[:4]) != "fLaC" || b[4]&0x7F != 0 {
		return false
	}
	block := int64(binary.BigEndian.Uint16(b[10:]))
	total := int64(binary.BigEndian.Uint64(b[18:]) & (1<<36 - 1))
	for at += 4; ; {
		if _, err := p.file.ReadAt(b[:4], at); err != nil {
			return false
		}
		at += 4 + int64(binary.BigEndian.Uint32(b)&(1<<24-1))
		if b[0]&0x80 != 0 {
			break
		}
	}
	n, _ := p.file.ReadAt(b[:maxFlacHeader], at)
	first, ok := parseFlacFrame(b[:n], block)
	if !ok {
		return false
	}
	end, whole := p.flacEnd(at, block)
	if end <= first.sample {
		return false
	}
	p.exactly(end - first.sample)
	switch {
	case first.sample != 0:
		p.warn("The file was cut out of a longer one, whose length its header still gives.")
	case total > end || !whole:
		p.warn(cutShort)
	case total != 0 && total < end:
		p.warn("The file goes on behind the end its header gives.")
	}
	return true
}

// flacStart returns where the stream begins, behind an ID3v2 tag.
func (p *prober) flacStart() int64 {
	b := head(p.file)
	if string(b[:3]) != "ID3" {
		return 0
	}
	size := int64(10)
	for i, v := range b[6:10] {
		size += int64(v&0x7F) << (7 * (3 - i))
	}
	if b[5]&0x10 != 0 {
		size += 10 // a footer
	}
	return size
}

// flacEnd returns the sample behind the last whole frame of the file, whose
// frames begin at start. Whole says that no other frame begins behind it. The
// sample is 0 if no frame is found.
//
// What looks like a header, checksum included, can stand in compressed audio by
// chance. It is believed only if its number follows on from a header before, or
// if the frame that it begins ends, checksum included, with the file.
func (p *prober) flacEnd(start, block int64) (end int64, whole bool) {
	from := max(start, p.Size-flacTail)
	b := make([]byte, max(0, p.Size-from))
	if _, err := p.file.ReadAt(b, from); err != nil && err != io.EOF {
		return 0, false
	}
	var last flacFrame
	var loose []flacFrame    // follow on from none
	ends := map[int64]bool{} // of all that look like frames
	for i := 0; i+6 <= len(b); i++ {
		if b[i] != 0xFF || b[i+1]&0xFE != 0xF8 {
			continue
		}
		f, ok := parseFlacFrame(b[i:min(len(b), i+maxFlacHeader)], block)
		if !ok {
			continue
		}
		f.at = i
		switch {
		case !ends[f.sample]:
			loose = append(loose, f)
		case f.sample >= last.end():
			last = f
		}
		ends[f.end()] = true
	}
	for _, f := range slices.Backward(loose) {
		if f.sample >= last.end() && flacComplete(b[f.at:]) {
			return f.end(), true
		}
	}
	if last.length > 0 && flacComplete(b[last.at:]) {
		return last.end(), true
	}
	return last.sample, false
}

// A flacFrame is what the header of a frame says (RFC 9639, section 9.1).
type flacFrame struct {
	at     int
	sample int64 // the first
	length int64 // in samples
}

func (f flacFrame) end() int64 { return f.sample + f.length }

// maxFlacHeader is the longest header: 4 bytes, a number of 7, 2 of block size,
// 2 of rate, and the checksum.
const maxFlacHeader = 16

// parseFlacFrame reads the header that b begins with. Frames of a stream with
// a fixed block size are numbered in units of block.
func parseFlacFrame(b []byte, block int64) (flacFrame, bool) {
	if len(b) < 6 || b[0] != 0xFF || b[1]&0xFE != 0xF8 || b[3]&1 != 0 {
		return flacFrame{}, false
	}
	sizeCode, rateCode := b[2]>>4, b[2]&15
	ones := bits.LeadingZeros8(^b[4])
	extra := max(0, ones-1)
	next := 5 + extra
	need := next + 1
	switch sizeCode {
	case 6:
		need++
	case 7:
		need += 2
	}
	switch rateCode {
	case 12:
		need++
	case 13, 14:
		need += 2
	}
	if sizeCode == 0 || rateCode == 15 || ones == 1 || ones > 7 || len(b) < need || crc8(b[:need-1]) != b[need-1] {
		return flacFrame{}, false
	}
	number := int64(b[4]) & (0x7F >> ones)
	for _, v := range b[5:next] {
		number = number<<6 | int64(v&0x3F)
	}
	f := flacFrame{sample: number}
	if b[1]&1 == 0 {
		f.sample = number * block
	}
	switch {
	case sizeCode == 1:
		f.length = 192
	case sizeCode <= 5:
		f.length = 144 << sizeCode
	case sizeCode == 6:
		f.length = int64(b[next]) + 1
	case sizeCode == 7:
		f.length = int64(binary.BigEndian.Uint16(b[next:])) + 1
	default:
		f.length = 1 << sizeCode
	}
	return f, true
}

// flacComplete reports whether the last frame, which b begins with, ends in its
// checksum at the end of b, or before an ID3v1 tag there.
func flacComplete(b []byte) bool {
	if flacSum(b) {
		return true
	}
	end := len(b) - 128
	return end > 0 && string(b[end:end+3]) == "TAG" && flacSum(b[:end])
}

// flacSum reports whether b ends in the CRC-16 of what is before: polynomial
// 0x8005, from 0, so that the sum over both is 0.
func flacSum(b []byte) bool {
	var crc uint16
	for _, v := range b {
		crc ^= uint16(v) << 8
		for range 8 {
			crc = crc<<1 ^ crc>>15*0x8005
		}
	}
	return crc == 0
}

// crc8 is the checksum of a frame's header: polynomial 0x07, from 0.
func crc8(b []byte) byte {
	var crc byte
	for _, v := range b {
		crc ^= v
		for range 8 {
			crc = crc<<1 ^ crc>>7*0x07
		}
	}
	return crc
}
