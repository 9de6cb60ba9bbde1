package mp3

import (
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// bitCRC is CRC-16/ARC as it is defined, a bit at a time.
func bitCRC(crc uint16, b []byte) uint16 {
	for _, c := range b {
		crc ^= uint16(c)
		for range 8 {
			if crc&1 != 0 {
				crc = crc>>1 ^ 0xA001
			} else {
				crc >>= 1
			}
		}
	}
	return crc
}

func TestCRC(t *testing.T) {
	t.Parallel()
	if got := UpdateCRC(0, []byte("123456789")); got != 0xBB3D {
		t.Errorf("the check value is %04X, want BB3D", got)
	}
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 3*foldMax).Draw(t, "length")
		rng := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
		b := make([]byte, n)
		for i := range b {
			b[i] = byte(rng.Uint32())
		}
		crc := rapid.Uint16().Draw(t, "crc")
		if got, want := UpdateCRC(crc, b), bitCRC(crc, b); got != want {
			t.Fatalf("%d bytes: %04X, want %04X", n, got, want)
		}
	})
}
