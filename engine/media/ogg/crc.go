package ogg

import "encoding/binary"

// tables are for eight bytes at a time of the checksum of pages: polynomial
// 0x04C11DB7, highest bit first, from 0, not inverted (RFC 3533, section 6).
var tables = func() (t [8][256]uint32) {
	for i := range t[0] {
		crc := uint32(i) << 24
		for range 8 {
			if crc&(1<<31) != 0 {
				crc = crc<<1 ^ 0x04C11DB7
			} else {
				crc <<= 1
			}
		}
		t[0][i] = crc
	}
	for k := 1; k < len(t); k++ {
		for i := range t[k] {
			last := t[k-1][i]
			t[k][i] = last<<8 ^ t[0][last>>24]
		}
	}
	return t
}()

func update(crc uint32, b []byte) uint32 {
	for ; len(b) >= 8; b = b[8:] {
		crc ^= binary.BigEndian.Uint32(b)
		crc = tables[7][crc>>24] ^ tables[6][byte(crc>>16)] ^ tables[5][byte(crc>>8)] ^ tables[4][byte(crc)] ^
			tables[3][b[4]] ^ tables[2][b[5]] ^ tables[1][b[6]] ^ tables[0][b[7]]
	}
	for _, c := range b {
		crc = crc<<8 ^ tables[0][byte(crc>>24)^c]
	}
	return crc
}

// sound reports whether a page has the checksum that its header tells.
func sound(page []byte) bool {
	crc := update(0, page[:22])
	crc = update(crc, []byte{0, 0, 0, 0})
	return update(crc, page[26:]) == binary.LittleEndian.Uint32(page[22:])
}
