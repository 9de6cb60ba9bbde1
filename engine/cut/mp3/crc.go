package mp3

import "encoding/binary"

// crcTables are of CRC-16/ARC (polynomial 0x8005 reflected, start 0), the
// checksum of the LAME header. Table k is of a byte that k bytes follow:
// sixteen bytes are looked up at once, of which only two depend on the bytes
// before (slicing-by-16, after Kounavis and Berry).
var crcTables = func() (t [16][256]uint16) {
	for i := range t[0] {
		crc := uint16(i)
		for range 8 {
			crc = crc>>1 ^ 0xA001*(crc&1)
		}
		t[0][i] = crc
	}
	for k := 1; k < len(t); k++ {
		for i := range t[k] {
			crc := t[k-1][i]
			t[k][i] = crc>>8 ^ t[0][crc&0xFF]
		}
	}
	return t
}()

// updateCRC returns the checksum of what crc is of, followed by b.
func updateCRC(crc uint16, b []byte) uint16 {
	t := &crcTables
	for ; len(b) >= 16; b = b[16:] {
		x := binary.LittleEndian.Uint64(b) ^ uint64(crc)
		y := binary.LittleEndian.Uint64(b[8:])
		crc = t[15][byte(x)] ^ t[14][byte(x>>8)] ^ t[13][byte(x>>16)] ^ t[12][byte(x>>24)] ^
			t[11][byte(x>>32)] ^ t[10][byte(x>>40)] ^ t[9][byte(x>>48)] ^ t[8][byte(x>>56)] ^
			t[7][byte(y)] ^ t[6][byte(y>>8)] ^ t[5][byte(y>>16)] ^ t[4][byte(y>>24)] ^
			t[3][byte(y>>32)] ^ t[2][byte(y>>40)] ^ t[1][byte(y>>48)] ^ t[0][byte(y>>56)]
	}
	for _, c := range b {
		crc = crc>>8 ^ t[0][byte(crc)^c]
	}
	return crc
}
