package waveform

import (
	"encoding/binary"
	"math"

	"audiospliter/engine/decode"
	"audiospliter/engine/media/pcm"
)

// convert returns the samples in b as 16-bit numbers, as ffmpeg converts them.
// What it returns is good until the next call, and may be b itself.
func (r *pcmReader) convert(b []byte) []int16 {
	f := r.pcm.Format
	little := binary.LittleEndian
	words := r.words[:len(b)/f.Bytes]
	switch {
	case f.Encoding == pcm.Float:
		r.convertFloats(words, b)
	case f.Bytes == 2 && f.BigEndian == (decode.Words != decode.S16):
		return asInt16(b)
	case f.Encoding == pcm.Unsigned:
		for i, v := range b {
			words[i] = int16(v^0x80) << 8
		}
	case f.Bytes == 1:
		for i, v := range b {
			words[i] = int16(int8(v)) << 8
		}
	default:
		// The two highest bytes are the sample.
		size, high := f.Bytes, f.Bytes-2
		if f.BigEndian {
			for i := range words {
				words[i] = int16(binary.BigEndian.Uint16(b[i*size:]))
			}
			break
		}
		for i := range words {
			words[i] = int16(little.Uint16(b[i*size+high:]))
		}
	}
	return words
}

func (r *pcmReader) convertFloats(words []int16, b []byte) {
	f := r.pcm.Format
	var order binary.ByteOrder = binary.LittleEndian
	if f.BigEndian {
		order = binary.BigEndian
	}
	for i := range words {
		v := 0.0
		switch {
		case f.Bytes == 8:
			v = math.Float64frombits(order.Uint64(b[i*8:]))
		case f.BigEndian:
			v = float64(math.Float32frombits(binary.BigEndian.Uint32(b[i*4:])))
		default:
			v = float64(math.Float32frombits(binary.LittleEndian.Uint32(b[i*4:])))
		}
		v *= 32768
		if !(math.Abs(v) < 1<<31) {
			// What does not fit an integer, NaN with it, is what ffmpeg's
			// conversion makes of it.
			words[i] = math.MinInt16
			r.odd++
			continue
		}
		words[i] = int16(min(max(math.RoundToEven(v), math.MinInt16), math.MaxInt16))
	}
}
