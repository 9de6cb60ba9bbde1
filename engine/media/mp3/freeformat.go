package mp3

import (
	"encoding/binary"
	"io"

	"audiospliter/engine/fault"
)

// NoFreeFormat returns why such a file cannot be split. ffmpeg cannot decode it
// either.
func NoFreeFormat() *fault.Error {
	return fault.New(fault.UnsupportedFormat, "This MP3 is of free format (no standard bitrate), which cannot be split: decode it with LAME (lame --decode), and split the WAV.")
}

// FreeFormat reports whether the file is an MP3 of free format, whose frames do
// not tell their length: three in a row stand at its beginning, behind its tags,
// at one distance, or one more byte where there is padding.
func FreeFormat(r io.ReaderAt, size int64) bool {
	var tags Tags
	start, err := leadingTags(r, size, &tags)
	if err != nil {
		return false
	}
	const longest = 6 << 10 // 640 kb/s, LAME's limit, at 8 kHz
	b, err := readAt(r, start, 3*longest)
	if err != nil || len(b) < 4 {
		return false
	}
	header := func(at int) Header {
		if at+4 > len(b) {
			return 0
		}
		return Header(binary.BigEndian.Uint32(b[at:]))
	}
	const same = 0xFFFEFC00 // all but padding, mode and what follows
	first := header(0)
	if !first.layer3() || first.Bitrate() != 0 {
		return false
	}
	again := func(at int) bool { return header(at)&same == first&same }
	for n := 24; n < longest; n++ {
		if again(n) && (again(2*n) || again(2*n+1) || again(2*n-1)) {
			return true
		}
	}
	return false
}
