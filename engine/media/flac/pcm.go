package flac

import "encoding/binary"

// AppendPCM appends samples to dst as the MD5 of STREAMINFO is of them:
// interleaved, signed, the lowest byte first, in as few bytes as the depth needs.
func AppendPCM(dst []byte, channels [][]int64, bits int) []byte {
	size := (bits + 7) / 8
	n := len(dst)
	frame := size * len(channels)
	if more := n + frame*len(channels[0]); more > cap(dst) {
		grown := make([]byte, n, more+more/4)
		copy(grown, dst)
		dst = grown
	}
	dst = dst[:n+frame*len(channels[0])]
	out := dst[n:]
	if size == 2 && len(channels) == 2 {
		left, right := channels[0], channels[1]
		right = right[:len(left)]
		for i, v := range left {
			binary.LittleEndian.PutUint32(out[4*i:], uint32(uint16(v))|uint32(right[i])<<16)
		}
		return dst
	}
	for c, samples := range channels {
		at := c * size
		for _, v := range samples {
			switch b := out[at : at+size]; size {
			case 1:
				b[0] = byte(v)
			case 2:
				b[0], b[1] = byte(v), byte(v>>8)
			case 3:
				b[0], b[1], b[2] = byte(v), byte(v>>8), byte(v>>16)
			default:
				b[0], b[1], b[2], b[3] = byte(v), byte(v>>8), byte(v>>16), byte(v>>24)
			}
			at += frame
		}
	}
	return dst
}
