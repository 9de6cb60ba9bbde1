package flac

// The checksums of RFC 9639, section 9: a header ends in the CRC-8 of polynomial
// 0x07, a frame in the CRC-16 of polynomial 0x8005, both from 0.
var (
	table8  [256]byte
	table16 [8][256]uint16 // [i]: of a byte with i zero bytes behind it
)

func init() {
	for i := range 256 {
		c, d := byte(i), uint16(i)<<8
		for range 8 {
			c = c<<1 ^ c>>7*0x07
			d = d<<1 ^ d>>15*0x8005
		}
		table8[i], table16[0][i] = c, d
	}
	for k := 1; k < 8; k++ {
		for i := range 256 {
			before := table16[k-1][i]
			table16[k][i] = before<<8 ^ table16[0][before>>8]
		}
	}
}

// CRC8 returns the checksum that ends a header.
func CRC8(b []byte) byte {
	crc := byte(0)
	for _, v := range b {
		crc = table8[crc^v]
	}
	return crc
}

// CRC16 returns the checksum of what crc is the checksum of, followed by b. That
// of a whole frame, its own at the end included, is 0.
func CRC16(crc uint16, b []byte) uint16 {
	t := &table16
	for ; len(b) >= 8; b = b[8:] {
		crc = t[7][b[0]^byte(crc>>8)] ^ t[6][b[1]^byte(crc)] ^ t[5][b[2]] ^ t[4][b[3]] ^
			t[3][b[4]] ^ t[2][b[5]] ^ t[1][b[6]] ^ t[0][b[7]]
	}
	for _, v := range b {
		crc = crc<<8 ^ t[0][byte(crc>>8)^v]
	}
	return crc
}

// zeros holds x to the power of 8<<i in the field of the CRC-16: to multiply by
// it is to append 1<<i zero bytes.
var zeros = func() (powers [32]uint16) {
	power := uint16(0x100)
	for i := range powers {
		powers[i] = power
		power = multiply(power, power)
	}
	return powers
}()

// multiply multiplies two polynomials modulo that of the CRC-16.
func multiply(a, b uint16) (product uint16) {
	for ; b != 0; b >>= 1 {
		product ^= a * (b & 1)
		a = a<<1 ^ a>>15*0x8005
	}
	return product
}

// Append0 returns the CRC-16 of what crc is the checksum of, followed by n zero
// bytes, in time that hardly grows with n.
func Append0(crc uint16, n int) uint16 {
	for i := 0; n > 0; i++ {
		if n&1 != 0 {
			crc = multiply(crc, zeros[i])
		}
		n >>= 1
	}
	return crc
}
