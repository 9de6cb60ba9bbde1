package ogg

import "encoding/binary"

// OpusRate is the rate of Opus' timeline in Hz, whatever the source's was.
const OpusRate = 48000

// opusPreSkip is where OpusHead has the samples to drop, little-endian in two
// bytes (RFC 7845, section 5.1).
const opusPreSkip = 10

// opusFrames are the samples of a frame of the configurations 0 to 31 (RFC 6716,
// section 3.1).
var opusFrames = [32]int{
	480, 960, 1920, 2880, 480, 960, 1920, 2880, 480, 960, 1920, 2880, // SILK
	480, 960, 480, 960, // hybrid
	120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, 120, 240, 480, 960, // CELT
}

// opusDuration returns the samples of a packet, 0 for what is none.
func opusDuration(packet []byte) int {
	if len(packet) == 0 {
		return 0
	}
	count := 1
	switch packet[0] & 3 {
	case 1, 2:
		count = 2
	case 3:
		if len(packet) < 2 {
			return 0
		}
		count = int(packet[1] & 63)
	}
	n := count * opusFrames[packet[0]>>3]
	if n > MaxOpus {
		return 0
	}
	return n
}

// MaxOpus is the longest packet of Opus, in samples: 120 ms.
const MaxOpus = OpusRate * 120 / 1000

// opusHead reads the header OpusHead.
func opusHead(packet []byte) (channels int, preSkip int64, ok bool) {
	if len(packet) < 19 || packet[8]>>4 != 0 || packet[9] == 0 {
		return 0, 0, false
	}
	return int(packet[9]), int64(binary.LittleEndian.Uint16(packet[opusPreSkip:])), true
}

// WithPreSkip returns a copy of a header OpusHead that has samples dropped.
func WithPreSkip(head []byte, samples uint16) []byte {
	head = append([]byte(nil), head...)
	binary.LittleEndian.PutUint16(head[opusPreSkip:], samples)
	return head
}
