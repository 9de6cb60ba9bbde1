package decode

import (
	"encoding/binary"
	"strings"

	"audiospliter/engine/media"
)

// A Format is how samples are given: raw PCM, the channels interleaved.
type Format struct {
	Name  string // ffmpeg's name of the raw format, as s16le
	Bytes int    // a sample of one channel
}

// The formats.
var (
	S16 = Format{"s16le", 2}
	S32 = Format{"s32le", 4}
	F32 = Format{"f32le", 4}
	F64 = Format{"f64le", 8}

	// Words are 16-bit samples in this machine's byte order.
	Words = words()
)

func words() Format {
	if binary.NativeEndian.Uint16([]byte{1, 0}) == 1 {
		return S16
	}
	return Format{"s16be", 2}
}

// FormatOf returns the narrowest of the formats, but for Words, that holds every
// sample of src; of integers of 64 bits ffmpeg gives the upper 32.
func FormatOf(src media.Source) Format {
	floats := src.Lossless && (src.Float || strings.HasPrefix(src.Codec, "pcm_f"))
	switch {
	case floats && src.Bits > 32:
		return F64
	case floats, !src.Lossless, src.Bits == 1:
		return F32
	case src.Bits > 16 || src.Bits == 0:
		return S32
	}
	return S16
}
