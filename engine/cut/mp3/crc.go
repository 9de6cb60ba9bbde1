package mp3

import "encoding/binary"

// crcTables are of CRC-16/ARC (x^16+x^15+x^2+1, reflected, start 0), the
// checksum of the LAME header. Table k is of a byte that k bytes follow, so that
// eight bytes are looked up at once (slicing-by-8, after Kounavis and Berry).
var crcTables = func() (t [8][256]uint16) {
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

// UpdateCRC returns the CRC-16/ARC of what crc is of, followed by b; 0 is of nothing.
func UpdateCRC(crc uint16, b []byte) uint16 {
	var left [folded]byte
	for len(b) >= foldMin {
		n := min(len(b)/32*32, foldMax)
		fold(&left, crc, b[:n])
		crc = tableCRC(0, left[:])
		b = b[n:]
	}
	return tableCRC(crc, b)
}

func tableCRC(crc uint16, b []byte) uint16 {
	t := &crcTables
	for ; len(b) >= 8; b = b[8:] {
		x := binary.LittleEndian.Uint64(b) ^ uint64(crc)
		crc = t[7][byte(x)] ^ t[6][byte(x>>8)] ^ t[5][byte(x>>16)] ^ t[4][byte(x>>24)] ^
			t[3][byte(x>>32)] ^ t[2][byte(x>>40)] ^ t[1][byte(x>>48)] ^ t[0][byte(x>>56)]
	}
	for _, c := range b {
		crc = crc>>8 ^ t[0][byte(crc)^c]
	}
	return crc
}

const (
	folded    = 512      // bytes that folding leaves
	foldMin   = 4 << 10  // from here on it pays
	foldMax   = 16 << 10 // stays in the nearest cache
	leftWords = folded / 8
)

// fold writes to left 512 bytes with the checksum, from 0, that b has from crc.
// The length of b is a multiple of 32, and foldMax at most.
//
// Squaring a polynomial over GF(2) squares its terms, so P^256, which P divides,
// is x^4096 + x^3840 + x^512 + 1. Hence 32 bytes (256 bits) may be taken away
// if they are added (xor) 32, 448 and 512 bytes further on. Doing so to all but
// the last 512 bytes costs three operations for 8 bytes, without a table.
func fold(left *[folded]byte, crc uint16, b []byte) {
	var words [leftWords + foldMax/8]uint64 // what was taken away, behind zeros
	le := binary.LittleEndian
	n := len(b)/8 - leftWords
	carry := uint64(crc) // into the first bytes, as the reflected checksum is
	w0, w1, w2, w3 := uint64(0), uint64(0), uint64(0), uint64(0)
	for i := 0; i < n; i += 4 {
		in := b[8*i : 8*i+32 : 8*i+32]
		at := words[i : i+leftWords+4 : i+leftWords+4]
		w0 ^= le.Uint64(in) ^ carry ^ at[0] ^ at[8]
		w1 ^= le.Uint64(in[8:]) ^ at[1] ^ at[9]
		w2 ^= le.Uint64(in[16:]) ^ at[2] ^ at[10]
		w3 ^= le.Uint64(in[24:]) ^ at[3] ^ at[11]
		at[leftWords], at[leftWords+1], at[leftWords+2], at[leftWords+3] = w0, w1, w2, w3
		carry = 0
	}
	// The last words get what is added to them, and are not taken away.
	for i := range leftWords {
		w := le.Uint64(b[8*(n+i):]) ^ words[n+i]
		if i < 4 {
			w ^= words[n+i+leftWords-4]
		}
		if i < 56 {
			w ^= words[n+i+leftWords-56]
		}
		le.PutUint64(left[8*i:], w)
	}
}
