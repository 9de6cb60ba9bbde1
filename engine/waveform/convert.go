package waveform

import (
	"encoding/binary"
	"math"
	"math/bits"
	"slices"

	"audiospliter/engine/decode"
	"audiospliter/engine/media/pcm"
)

// to16Bits returns the samples in b as 16-bit numbers, as ffmpeg converts them.
// What it returns is good until the next call, and may be b itself.
func (r *pcmReader) to16Bits(b []byte) []int16 {
	f := r.pcm.Format
	if f.Bytes == 2 && f.BigEndian == (decode.Words != decode.S16) {
		return asInt16(b)
	}
	n := len(b) / f.Bytes
	r.converted = slices.Grow(r.converted[:0], n)[:n]
	out := r.converted
	switch {
	case f.Encoding == pcm.Float:
		r.convertFloats(out, b)
	case f.Bytes == 1:
		zero := byte(0)
		if f.Encoding == pcm.Unsigned {
			zero = 128
		}
		for i, v := range b {
			out[i] = int16(v^zero) << 8
		}
	case f.BigEndian: // the two highest bytes are the sample
		for i := range out {
			out[i] = int16(binary.BigEndian.Uint16(b[i*f.Bytes:]))
		}
	default:
		for i := range out {
			out[i] = int16(binary.LittleEndian.Uint16(b[(i+1)*f.Bytes-2:]))
		}
	}
	return out
}

func (r *pcmReader) convertFloats(out []int16, b []byte) {
	f := r.pcm.Format
	for i := range out {
		v := 0.0
		if f.Bytes == 8 {
			u := binary.LittleEndian.Uint64(b[i*8:])
			if f.BigEndian {
				u = bits.ReverseBytes64(u)
			}
			v = math.Float64frombits(u)
		} else {
			u := binary.LittleEndian.Uint32(b[i*4:])
			if f.BigEndian {
				u = bits.ReverseBytes32(u)
			}
			v = float64(math.Float32frombits(u))
		}
		v *= 32768
		if !(math.Abs(v) < 1<<31) {
			// ffmpeg makes this of NaN and of what does not fit an integer.
			out[i] = math.MinInt16
			r.odd++
			continue
		}
		out[i] = int16(min(max(math.RoundToEven(v), math.MinInt16), math.MaxInt16))
	}
}
