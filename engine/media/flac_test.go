package media

import (
	"bytes"
	"testing"
)

// flacBytes makes a frame of a stream with blocks of 4096: its header, the body
// given, and the checksum of both.
func flacBytes(number byte, body []byte) []byte {
	b := []byte{0xFF, 0xF8, 0xC9, 0x08, number}
	b = append(append(b, crc8(b)), body...)
	for crc := range 1 << 16 {
		if whole := append(b[:len(b):len(b)], byte(crc>>8), byte(crc)); flacSum(whole) {
			return whole
		}
	}
	panic("no checksum fits")
}

// flacFake is the header of a frame with a number of many digits, and a good
// checksum.
func flacFake(digits ...byte) []byte {
	b := append([]byte{0xFF, 0xF8, 0xC9, 0x08}, digits...)
	return append(b, crc8(b))
}

func TestFlacEnd(t *testing.T) {
	t.Parallel()
	audio := bytes.Repeat([]byte{1, 2, 3}, 20)
	ahead := append(flacFake(0xE2, 0xB3, 0x90), audio...) // frame 11472
	near := append(flacFake(40), audio...)
	cut := func(b []byte) []byte { return b[:len(b)-5] }
	tests := []struct {
		name   string
		frames [][]byte
		end    int64 // in frames
		whole  bool
	}{
		{"plain", [][]byte{flacBytes(0, audio), flacBytes(1, audio), flacBytes(2, audio)}, 3, true},
		{"a false header far ahead", [][]byte{flacBytes(0, audio), flacBytes(1, ahead), flacBytes(2, audio)}, 3, true},
		{"one in the last frame", [][]byte{flacBytes(0, audio), flacBytes(1, audio), flacBytes(2, ahead)}, 3, true},
		{"one a little ahead", [][]byte{flacBytes(0, audio), flacBytes(1, near), flacBytes(2, near)}, 3, true},
		{"one in a file cut short", [][]byte{flacBytes(0, audio), flacBytes(1, audio), cut(flacBytes(2, ahead))}, 2, false},
		{"a gap before the last frame", [][]byte{flacBytes(0, audio), flacBytes(1, audio), flacBytes(7, audio)}, 8, true},
		{"a gap before the last two", [][]byte{flacBytes(0, audio), flacBytes(6, ahead), flacBytes(7, audio)}, 8, true},
		{"a single frame", [][]byte{flacBytes(0, ahead)}, 1, true},
		{"half a frame", [][]byte{cut(flacBytes(0, audio))}, 0, false},
		{"no frame", [][]byte{audio}, 0, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			b := bytes.Join(test.frames, nil)
			p := &prober{file: bytes.NewReader(b)}
			p.Size = int64(len(b))
			end, whole := p.flacEnd(0, 4096)
			if end != test.end*4096 || whole != test.whole {
				t.Errorf("ends at %d (%g frames), whole %t; want %d frames, %t", end, float64(end)/4096, whole, test.end, test.whole)
			}
		})
	}
}
