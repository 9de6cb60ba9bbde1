package flac

import (
	"encoding/binary"
	"math/bits"
)

// MaxHeader is the longest header of a frame in bytes: 4, a number of 7, 2 of
// block size, 2 of sample rate, and the checksum.
const MaxHeader = 16

// MaxBlock is the most samples a frame holds. A block shorter than MinBlock must
// be the last of its stream.
const (
	MaxBlock = 65535
	MinBlock = 16
)

// A Header is what a frame begins with (RFC 9639, section 9.1).
type Header struct {
	Variable   bool  // Number counts samples, not frames
	Number     int64 // of the first sample, or of the frame
	BlockSize  int   // samples of each channel
	Rate       int   // Hz; 0 is that of STREAMINFO
	Channels   int
	Bits       int // a sample; 0 is those of STREAMINFO
	Len        int // bytes, the checksum included
	assignment assignment
}

// An assignment says which channel holds the difference of two.
type assignment int

const (
	independent assignment = iota
	leftSide
	sideRight
	midSide
)

var (
	rateCodes = [12]int{0, 88200, 176400, 192000, 8000, 16000, 22050, 24000, 32000, 44100, 48000, 96000}
	bitsCodes = [8]int{0, 8, 12, -1, 16, 20, 24, 32}
)

// ParseHeader reads the header that b begins with, and reports whether there is
// one.
func ParseHeader(b []byte) (h Header, ok bool) {
	if len(b) < 6 || b[0] != 0xFF || b[1]&0xFE != 0xF8 || b[3]&1 != 0 {
		return h, false
	}
	sizeCode, rateCode, channels := b[2]>>4, b[2]&15, int(b[3]>>4)
	ones := bits.LeadingZeros8(^b[4])
	next := 5 + max(0, ones-1)
	h.Len = next + extra(sizeCode) + rateExtra(rateCode) + 1
	h.Variable, h.Bits = b[1]&1 != 0, bitsCodes[b[3]>>1&7]
	if sizeCode == 0 || rateCode == 15 || channels > 10 || h.Bits < 0 || ones == 1 || ones > 7 || ones == 7 && !h.Variable ||
		len(b) < h.Len || CRC8(b[:h.Len-1]) != b[h.Len-1] {
		return h, false
	}
	h.Channels = channels + 1
	if channels > 7 {
		h.Channels, h.assignment = 2, assignment(channels-7)
	}
	h.Number = int64(b[4]) & (0x7F >> ones)
	for _, v := range b[5:next] {
		if v&0xC0 != 0x80 {
			return h, false
		}
		h.Number = h.Number<<6 | int64(v&0x3F)
	}
	switch {
	case sizeCode == 1:
		h.BlockSize = 192
	case sizeCode <= 5:
		h.BlockSize = 144 << sizeCode
	case sizeCode == 6:
		h.BlockSize = int(b[next]) + 1
	case sizeCode == 7:
		h.BlockSize = int(binary.BigEndian.Uint16(b[next:])) + 1
	default:
		h.BlockSize = 1 << sizeCode
	}
	next += extra(sizeCode)
	switch rateCode {
	case 12:
		h.Rate = int(b[next]) * 1000
	case 13:
		h.Rate = int(binary.BigEndian.Uint16(b[next:]))
	case 14:
		h.Rate = int(binary.BigEndian.Uint16(b[next:])) * 10
	default:
		h.Rate = rateCodes[rateCode]
	}
	return h, h.BlockSize <= MaxBlock
}

// extra returns how many bytes behind the number a code of the block size takes.
func extra(sizeCode byte) int {
	if sizeCode == 6 || sizeCode == 7 {
		return int(sizeCode) - 5
	}
	return 0
}

// rateExtra returns how many bytes behind those a code of the rate takes.
func rateExtra(rateCode byte) int {
	switch rateCode {
	case 12:
		return 1
	case 13, 14:
		return 2
	}
	return 0
}

// Renumber appends to dst the header that frame begins with, as that of another
// place of a stream: variable says whether number counts samples or frames.
func Renumber(dst, frame []byte, variable bool, number int64) []byte {
	start := len(dst)
	dst = append(dst, 0xFF, 0xF8, frame[2], frame[3])
	if variable {
		dst[start+1] |= 1
	}
	dst = appendNumber(dst, number)
	next := 5 + max(0, bits.LeadingZeros8(^frame[4])-1)
	dst = append(dst, frame[next:next+extra(frame[2]>>4)+rateExtra(frame[2]&15)]...)
	return append(dst, CRC8(dst[start:]))
}

// Resized appends to dst the header of a frame of independent channels and the
// given block size, which has the rate and the depth that frame has.
func Resized(dst, frame []byte, blockSize, channels int, variable bool, number int64) []byte {
	next := 5 + max(0, bits.LeadingZeros8(^frame[4])-1) + extra(frame[2]>>4)
	rate := frame[next : next+rateExtra(frame[2]&15)]
	start := len(dst)
	dst = append(dst, 0xFF, 0xF8, 0x70|frame[2]&15, byte(channels-1)<<4|frame[3]&0x0E)
	if variable {
		dst[start+1] |= 1
	}
	dst = appendNumber(dst, number)
	dst = binary.BigEndian.AppendUint16(dst, uint16(blockSize-1))
	dst = append(dst, rate...)
	return append(dst, CRC8(dst[start:]))
}

// appendNumber appends a number of up to 36 bits as UTF-8 would have it.
func appendNumber(dst []byte, n int64) []byte {
	if n < 0x80 {
		return append(dst, byte(n))
	}
	tail := NumberLen(n) - 1
	dst = append(dst, byte(uint16(0xFF00)>>(tail+1))|byte(n>>(6*tail)))
	for tail--; tail >= 0; tail-- {
		dst = append(dst, 0x80|byte(n>>(6*tail))&0x3F)
	}
	return dst
}

// NumberLen returns how many bytes a number takes in a header.
func NumberLen(n int64) int {
	if n < 0x80 {
		return 1
	}
	return (bits.Len64(uint64(n)) + 3) / 5
}
