package mp3

// A Header is the 32 bits that a frame begins with (ISO/IEC 11172-3, 2.4.1.3).
type Header uint32

// sameStream masks what all frames of a stream share: sync, version, layer and
// sampling rate. Bitrate, padding, CRC and channel mode may change.
const sameStream = 0xFFFE0C00

// maxFrameLen is the length of the longest frame in bytes: 320 kb/s at 32 kHz
// or 160 kb/s at 8 kHz, with padding.
const maxFrameLen = 1441

// In kb/s by bitrate index, for MPEG-1 and for MPEG-2 and 2.5.
var bitrates = [2][16]int{
	{0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0},
	{0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0},
}

// In Hz by version and rate index.
var rates = [4][4]int{
	{11025, 12000, 8000, 0},  // MPEG-2.5
	{},                       // reserved
	{22050, 24000, 16000, 0}, // MPEG-2
	{44100, 48000, 32000, 0}, // MPEG-1
}

// layer3 reports whether h could begin a frame of Layer III, free format included.
func (h Header) layer3() bool {
	return h>>21 == 0x7FF && h>>17&3 == 1 && h.Rate() != 0 && h>>12&15 != 15
}

// version is 3 for MPEG-1, 2 for MPEG-2, 0 for MPEG-2.5.
func (h Header) version() int { return int(h >> 19 & 3) }

// LSF reports whether h is of MPEG-2 or 2.5, with one granule a frame.
func (h Header) LSF() bool { return h.version() != 3 }

func (h Header) table() int {
	if h.LSF() {
		return 1
	}
	return 0
}

// Rate returns the sampling rate in Hz.
func (h Header) Rate() int { return rates[h.version()][h>>10&3] }

// Bitrate returns bits a second; 0 for free format.
func (h Header) Bitrate() int { return 1000 * bitrates[h.table()][h>>12&15] }

// Bitrates returns the bitrates that h could have, in bits a second, ascending.
func (h Header) Bitrates() []int {
	list := make([]int, 0, 14)
	for _, kbps := range bitrates[h.table()][1:15] {
		list = append(list, 1000*kbps)
	}
	return list
}

// WithBitrate returns h with one of its Bitrates, without padding and CRC.
func (h Header) WithBitrate(bitsPerSecond int) Header {
	h = h&^(0xF<<12|1<<9) | 1<<16
	for i, kbps := range bitrates[h.table()][:15] {
		if 1000*kbps == bitsPerSecond {
			return h | Header(i)<<12
		}
	}
	return h
}

// Channels returns 1 or 2.
func (h Header) Channels() int {
	if h>>6&3 == 3 {
		return 1
	}
	return 2
}

// CRC reports whether a checksum of 2 bytes follows the header.
func (h Header) CRC() bool { return h>>16&1 == 0 }

// Samples returns the samples of a frame: 1152, or 576 where LSF.
func (h Header) Samples() int {
	if h.LSF() {
		return 576
	}
	return 1152
}

// Len returns the length of the frame in bytes, its header included; 0 for free
// format.
func (h Header) Len() int {
	rate := h.Rate()
	if h.Bitrate() == 0 || rate == 0 {
		return 0
	}
	return h.Samples()/8*h.Bitrate()/rate + int(h>>9&1)
}

// SideInfo returns where the side information begins and ends in the frame; the
// main data fills the rest.
func (h Header) SideInfo() (begin, end int) {
	begin = 4
	if h.CRC() {
		begin = 6
	}
	return begin, begin + h.sideLen()
}

func (h Header) sideLen() int {
	switch {
	case !h.LSF() && h.Channels() == 2:
		return 32
	case h.LSF() && h.Channels() == 1:
		return 9
	}
	return 17
}

// infoOffset is where Xing or Info stands in the frame that holds it. Decoders
// look there whether the frame has a CRC or not.
func (h Header) infoOffset() int { return 4 + h.sideLen() }

// Reservoir returns main_data_begin of a frame: how many bytes of its main data
// stand in the frames before it. At most 511, or 255 where LSF.
func (h Header) Reservoir(frame []byte) int {
	begin, end := h.SideInfo()
	if len(frame) < end {
		return 0
	}
	if h.LSF() {
		return int(frame[begin])
	}
	return int(frame[begin])<<1 | int(frame[begin+1]>>7)
}
